// A whole run with engines that live in this file: what is ordered, what is accepted, what survives.

#include "pipeline/run.h"

#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/durable_file.h"
#include "base/random.h"
#include "imaging/codec.h"
#include "pipeline/pool_file.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::HasSubstr;

constexpr int tile_side = 96;

/// A tile that looks like no other: discs of its own on a ground of its own.
void paint_tile(Image& sheet, int left, int top, std::uint64_t seed) {
  Random random(seed, "tile");
  struct Disc {
    double x, y, radius;
    std::uint64_t colour;
  };
  std::vector<Disc> discs;
  for (int i = 0; i < 14; ++i) {
    const double radius = random.uniform(6, 30);
    discs.push_back({random.uniform(0, tile_side), random.uniform(0, tile_side), radius, random.next()});
  }
  const std::uint64_t ground = random.next();
  for (int y = 0; y < tile_side; ++y) {
    for (int x = 0; x < tile_side; ++x) {
      std::uint64_t colour = ground;
      for (const Disc& disc : discs) {
        if (std::hypot(x - disc.x, y - disc.y) < disc.radius) colour = disc.colour;
      }
      for (unsigned c = 0; c < 3; ++c) {
        sheet.row(top + y)[static_cast<std::size_t>(left + x) * 3 + c] =
            static_cast<std::uint8_t>((colour >> (8 * c)) & 0xffU);
      }
    }
  }
}

Image sheet_of(GridShape shape, std::uint64_t seed) {
  Image sheet(Size{shape.columns * tile_side, shape.rows * tile_side});
  for (int cell = 0; cell < shape.cells(); ++cell) {
    paint_tile(sheet, cell % shape.columns * tile_side, cell / shape.columns * tile_side,
               seed * 100 + static_cast<std::uint64_t>(cell));
  }
  return sheet;
}

/// Answers every submission at once with what `make` gives, after `delay`.
class FakeEndpoint final : public CallEndpoint {
 public:
  using Make = std::function<Result<CallOutput>(const CallSpec&)>;
  FakeEndpoint(Make make, std::function<Duration(const CallSpec&)> delay)
      : make_(std::move(make)), delay_(std::move(delay)) {}

  int submitted = 0;
  int in_flight = 0;
  int most_in_flight = 0;
  /// A submission is not answered while this says so, ten seconds at most.
  std::function<bool(const CallSpec&)> hold_back = [](const CallSpec&) { return false; };

  Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override {
    const Result<void> may_send = co_await context.about_to_send("wire");
    if (!may_send) co_return std::unexpected(may_send.error());
    ++submitted;
    most_in_flight = std::max(most_in_flight, ++in_flight);
    co_await sleep_for(delay_(spec));
    for (int i = 0; i < 10'000 && hold_back(spec); ++i) co_await sleep_for(std::chrono::milliseconds(1));
    --in_flight;
    Result<CallOutput> output = make_(spec);
    if (!output) co_return std::unexpected(output.error());
    co_return Accepted{.remote_id = "", .output = std::move(*output)};
  }
  Task<Result<CallOutput>> collect(CallSpec, std::string, AboutToFetch) override {
    co_return failure(ErrorKind::data_gone, "nothing is kept");
  }
  Task<Result<Finding>> find(CallSpec, std::string, WallTime, std::set<std::string>) override {
    co_return Finding{.kind = Finding::Kind::cannot_ask};
  }
  Task<void> cancel(std::string) override { co_return; }

 private:
  Make make_;
  std::function<Duration(const CallSpec&)> delay_;
};

class FakeEngine final : public GridEngine {
 public:
  explicit FakeEngine(FakeEndpoint& endpoint) : endpoint_(endpoint) {}
  std::string name() const override { return "fake"; }
  std::string model() const override { return "fake/grid"; }
  bool is_preview() const override { return false; }
  Size expected_size(GridShape shape) const override { return {shape.columns * tile_side, shape.rows * tile_side}; }
  CallSpec grid_call(const GridRequest& request) const override {
    CallSpec spec{.kind = CallKind::grid, .provider = "fake", .model = model()};
    spec.input["seed"] = request.seed >> 12U;
    spec.input["rows"] = request.shape.rows;
    spec.input["columns"] = request.shape.columns;
    spec.most.pictures = 1;
    return spec;
  }
  CallEndpoint& endpoint() override { return endpoint_; }

 private:
  FakeEndpoint& endpoint_;
};

class FakeJudge final : public TileJudge {
 public:
  explicit FakeJudge(FakeEndpoint& endpoint) : endpoint_(endpoint) {}
  std::string name() const override { return "fake"; }
  std::string model() const override { return "fake/judge"; }
  CallSpec judge_call(const JudgeRequest& request) const override {
    CallSpec spec{.kind = CallKind::judge, .provider = "fake", .model = model()};
    spec.input["grid"] = blob_reference(request.grid);
    spec.input["attempt"] = request.attempt;
    spec.input["cells"] = request.shape.cells();
    json::array categories;
    for (const Description& description : request.descriptions)
      categories.push_back(json::value_from(description.category));
    spec.input["categories"] = std::move(categories);
    spec.most.pictures = 1;
    return spec;
  }
  Result<JudgeReply> read_reply(ByteView reply, GridShape shape) const override {
    if (as_text(reply) == "nonsense") return failure(ErrorKind::bad_request, "nonsense");
    const std::string_view said = as_text(reply);
    JudgeReply read;
    for (int tile = 1; tile <= shape.cells(); ++tile) {
      const bool odd = tile % 2 == 1 && said == "odd";
      const bool one = tile == 1 && said == "one";
      const bool listed = said.starts_with("but ") && said[static_cast<std::size_t>(tile) + 3] == '+';
      if (said == "all" || odd || one || listed) read.unique_tiles.push_back(tile);
    }
    return read;
  }
  CallEndpoint& endpoint() override { return endpoint_; }

 private:
  FakeEndpoint& endpoint_;
};

class SameSize final : public LocalUpscaler {
 public:
  std::string name() const override { return "none"; }
  Result<Image> enlarge(const Image& image, int) const override { return image; }
};

/// A provider that enlarges by repeating pixels, once a call.
class FakeUpscaler final : public RemoteUpscaler {
 public:
  explicit FakeUpscaler(FakeEndpoint& endpoint) : endpoint_(endpoint) {}
  std::string name() const override { return "fake"; }
  std::string model() const override { return "fake/upscale"; }
  std::optional<std::int64_t> max_input_pixels() const override { return std::nullopt; }
  CallSpec upscale_call(const UpscaleRequest& request) const override {
    CallSpec spec{.kind = CallKind::upscale, .provider = "fake", .model = model()};
    spec.input["image"] = blob_reference(request.image);
    spec.input["width"] = request.size.width * request.factor;
    spec.input["height"] = request.size.height * request.factor;
    spec.most.pictures = 1;
    return spec;
  }
  CallEndpoint& endpoint() override { return endpoint_; }

 private:
  FakeEndpoint& endpoint_;
};

class RunTest : public testing::Test {
 protected:
  RunTest() {
    for (const char* price : {"fake/grid=0.04", "fake/judge=0.01", "fake/upscale=0.08"}) {
      const Result<void> priced = prices_.set(price);
      EXPECT_TRUE(priced);
    }
    request_.user = "u1";
    request_.actor = "a1";
    request_.count = 20;
    upscaler_ = std::make_shared<SameSize>();
  }

  ~RunTest() override {
    workers_.stop();
    workers_.join();
  }

  CallOutput paint(const CallSpec& spec) {
    const GridShape shape{static_cast<int>(spec.input.at("rows").as_int64()),
                          static_cast<int>(spec.input.at("columns").as_int64())};
    const auto seed = spec.input.at("seed").to_number<std::uint64_t>();
    return CallOutput{.bytes = encode_png(sheet_of(shape, seed % 100'000)),
                      .media_type = "image/png",
                      .used = {.pictures = 1},
                      .detail = {}};
  }

  /// One, five or nine tiles, by what the sheet shows.
  static Result<CallOutput> reply_by_content(const CallSpec& spec) {
    Random random(1, json::serialize(spec.input.at("grid")));
    const std::array<const char*, 3> replies = {"one", "odd", "all"};
    return CallOutput{.bytes = to_bytes(replies.at(random.below(3))),
                      .media_type = "application/json",
                      .used = {.pictures = 1},
                      .detail = {}};
  }

  static std::function<Result<CallOutput>(const CallSpec&)> answer(const char* reply) {
    return [reply](const CallSpec&) {
      return Result<CallOutput>(CallOutput{
          .bytes = to_bytes(reply), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}});
    };
  }

  CallOutput always_the_same(CallSpec spec) {
    spec.input["seed"] = 4711;
    return paint(spec);
  }

  static CallOutput enlarged(const CallSpec& spec) {
    Image image(Size{static_cast<int>(spec.input.at("width").as_int64()),
                     static_cast<int>(spec.input.at("height").as_int64())});
    paint_tile(image, 0, 0, 7);
    return CallOutput{.bytes = encode_png(image), .media_type = "image/png", .used = {.pictures = 1}, .detail = {}};
  }

  /// One execution by a freshly started program.
  Result<RunOutcome> execute() {
    auto ledger = Ledger::open(folder_.path() / "state");
    EXPECT_TRUE(ledger);
    BlobStore blobs(folder_.path() / "state" / "blobs", workers_);
    PictureRoom room(folder_.path() / "state", limits_);
    FakeEngine engine(grids_);
    FakeJudge judge(judges_);
    CallPolicy policy;
    policy.backoff_base = std::chrono::milliseconds(0);
    const RunServices services{.ledger = **ledger,
                               .blobs = blobs,
                               .workers = workers_,
                               .room = room,
                               .prices = prices_,
                               .parts = {.engine = engine, .judge = judge, .upscaler = upscaler_},
                               .events = [this](const RunEvent& event) { ++events_[event.name]; },
                               .call_policy = policy,
                               .yield_prior = YieldPrior{}};
    request_.out = (folder_.path() / out_).string();
    RunInput input{.request = request_,
                   .pool = load_pool("subjects").value(),
                   .source = prepare_source("source.png", encode_png(source_)).value(),
                   .against = list_existing_set(request_.against).value(),
                   .place = {}};
    Result<RunOutcome> outcome = failure(ErrorKind::internal, "did not end");
    auto body = [&]() -> Task<void> { outcome = co_await execute_run(services, std::move(input)); };
    asio::co_spawn(loop_, body(), [](std::exception_ptr thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    loop_.run();
    loop_.restart();
    return outcome;
  }

  std::string manifest() {
    std::ifstream file(folder_.path() / out_ / "dataset.json");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryFolder folder_;
  asio::io_context loop_;
  asio::thread_pool workers_{2};
  PictureRoom::Limits limits_;
  PriceBook prices_;
  Request request_;
  Upscaler upscaler_;
  Image source_ = sheet_of(GridShape{3, 3}, 99'999'999);
  std::string out_ = "out";
  std::map<std::string, int> events_;
  std::function<Duration(const CallSpec&)> delay_ = [](const CallSpec&) { return Duration(0); };
  FakeEndpoint grids_{[this](const CallSpec& spec) { return Result<CallOutput>(paint(spec)); },
                      [this](const CallSpec& spec) { return delay_(spec); }};
  std::function<Result<CallOutput>(const CallSpec&)> judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("all"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  FakeEndpoint judges_{[this](const CallSpec& spec) { return judge_(spec); },
                       [](const CallSpec&) { return Duration(0); }};
  std::function<Result<CallOutput>(const CallSpec&)> upscale_ = [](const CallSpec& spec) {
    return Result<CallOutput>(enlarged(spec));
  };
  FakeEndpoint upscales_{[this](const CallSpec& spec) { return upscale_(spec); },
                         [](const CallSpec&) { return Duration(0); }};
};

TEST_F(RunTest, TwentyImagesTakeThreeGridsThatAreOrderedTogether) {
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  EXPECT_EQ(outcome->grids, 3);
  EXPECT_EQ(grids_.submitted, 3);
  EXPECT_EQ(outcome->dataset.cost, Money::micro_dollars(3 * 50'000));
}

TEST_F(RunTest, OrderOfArrivalDoesNotChangeTheDataset) {
  ASSERT_TRUE(execute());
  const std::string in_order = manifest();

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  int call = 0;
  delay_ = [&call](const CallSpec&) { return std::chrono::milliseconds(60 - 25 * call++); };
  ASSERT_TRUE(execute());
  EXPECT_EQ(manifest(), in_order);
}

TEST_F(RunTest, OrderOfArrivalDoesNotChangeWhatIsOrderedNextNorWhatItShows) {
  // Yields from one tile to nine: whoever looked at them in another order would order other grids of other things.
  request_.count = 45;
  request_.max_attempts = 30;
  judge_ = reply_by_content;
  ASSERT_TRUE(execute());
  const std::string in_order = manifest();
  const int ordered = grids_.submitted;
  EXPECT_GT(ordered, 7);

  for (const std::uint64_t arrival : {1U, 2U, 3U}) {
    out_ = "out-" + std::to_string(arrival);
    std::filesystem::remove_all(folder_.path() / "state");
    delay_ = [arrival](const CallSpec& spec) {
      Random random(arrival, json::serialize(spec.input));
      return std::chrono::milliseconds(random.below(120));
    };
    grids_.submitted = 0;
    ASSERT_TRUE(execute());
    EXPECT_EQ(grids_.submitted, ordered);
    EXPECT_EQ(manifest(), in_order);
  }
}

TEST_F(RunTest, RefillsShowWhatTheSetHasLeastOf) {
  const std::set<std::string> unlucky = {"Nature & Landscapes", "Animals & Creatures", "Abstract & Artistic"};
  judge_ = [&unlucky](const CallSpec& spec) {
    std::string reply = "but ";
    for (const json::value& category : spec.input.at("categories").as_array()) {
      reply += unlucky.contains(std::string(category.as_string())) ? '-' : '+';
    }
    return CallOutput{
        .bytes = to_bytes(reply), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  ASSERT_GT(outcome->dataset.grids.size(), 3U);
  const auto asked = [&](const GridEntry& grid) {
    return std::ranges::count_if(grid.descriptions, [&](const Description& d) { return unlucky.contains(d.category); });
  };
  for (std::size_t grid = 0; grid < 3; ++grid) EXPECT_LE(asked(outcome->dataset.grids[grid]), 5);
  EXPECT_GE(asked(outcome->dataset.grids[3]), 5) << "three of seven categories get more than half of the cells";
}

TEST_F(RunTest, TilesBeyondTheCountStayAsExtrasThatCostNothing) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  ASSERT_EQ(outcome->dataset.extras.size(), 7U);
  EXPECT_EQ(upscales_.submitted, 20);
  EXPECT_THAT(manifest(), HasSubstr("\"extras\""));
  for (const ExtraTile& extra : outcome->dataset.extras) {
    EXPECT_EQ(extra.grid, 3) << "tiles of the first grids are enlarged at once";
    const Result<Bytes> png = read_whole(folder_.path() / out_ / extra.file);
    ASSERT_TRUE(png) << extra.file;
    EXPECT_EQ(blob_id(*png), extra.content);
    EXPECT_EQ(decode_image(*png)->size(), (Size{extra.box.width, extra.box.height})) << "as it was cut, not enlarged";
    for (const Item& item : outcome->dataset.items) EXPECT_FALSE(item.grid == extra.grid && item.cell == extra.cell);
  }
}

TEST_F(RunTest, ExtrasThatBecameImagesGoWhenAStoppedRunGoesOn) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.max_cost = Money::micro_dollars(500'000);
  const Result<RunOutcome> stopped = execute();
  ASSERT_TRUE(stopped);
  ASSERT_EQ(stopped->ending, RunEnding::over_budget);
  const std::filesystem::path folder = folder_.path() / out_ / "extra";
  std::filesystem::create_directories(folder);
  for (const char* name : {"0001-01.png", "mine.png"}) std::ofstream(folder / name) << "earlier";

  request_.max_cost.reset();
  const Result<RunOutcome> complete = execute();
  ASSERT_TRUE(complete);
  std::set<std::string> told{"extra/mine.png"};
  for (const ExtraTile& extra : complete->dataset.extras) told.insert(extra.file);
  EXPECT_EQ(told.size(), 8U);
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    there.insert("extra/" + entry.path().filename().string());
  }
  EXPECT_EQ(there, told) << "what is an image now is no extra, and users' files stay";
}

TEST_F(RunTest, TheLastPlacesGoToTheCategoriesThatTheSetHasLeastOf) {
  request_.count = 12;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  std::map<std::string, int> images;
  for (const Item& item : outcome->dataset.items) ++images[item.description.category];
  EXPECT_EQ(images.size(), 7U);
  for (const auto& [category, count] : images) EXPECT_LE(count, 2) << category << ": 12 over 7 is at most 2 each";
}

TEST_F(RunTest, ARunThatWasInterruptedEndsLikeOneThatWasNot) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  judge_ = reply_by_content;
  ASSERT_TRUE(execute());
  const std::string undisturbed = manifest();

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  for (const int cents : {10, 35, 90, 150}) {
    request_.max_cost = Money::micro_dollars(cents * 10'000);
    const Result<RunOutcome> stopped = execute();
    ASSERT_TRUE(stopped);
    EXPECT_EQ(stopped->ending, RunEnding::over_budget);
  }
  request_.max_cost.reset();
  ASSERT_TRUE(execute());
  EXPECT_EQ(manifest(), undisturbed);
}

TEST_F(RunTest, WithoutRoomForSheetsTheyAreDecodedAgainAndTheDatasetIsTheSame) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  ASSERT_TRUE(execute());
  const std::string with_room = manifest();

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  limits_ = {.places = 1, .kept_bytes = 0};
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  EXPECT_EQ(manifest(), with_room);
}

TEST_F(RunTest, TheSameRequestAgainPaysNothingAndGivesTheSame) {
  const Result<RunOutcome> first = execute();
  ASSERT_TRUE(first);
  const Result<RunOutcome> second = execute();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(grids_.submitted, 3);
  EXPECT_EQ(judges_.submitted, 3);
  EXPECT_EQ(second->dataset.items.size(), 20U);
  EXPECT_EQ(second->dataset.items[7].url, first->dataset.items[7].url);
  EXPECT_EQ(second->dataset.cost, first->dataset.cost);
}

TEST_F(RunTest, ADamagedOutFolderIsMadeAgainForFree) {
  ASSERT_TRUE(execute());
  const std::string before = manifest();
  std::filesystem::remove(folder_.path() / "out" / "images" / "0005.jpg");
  const Result<RunOutcome> again = execute();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(grids_.submitted, 3);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "out" / "images" / "0005.jpg"));
  EXPECT_EQ(manifest(), before);
}

TEST_F(RunTest, ShortfallIsOrderedUntilTheImagesAreThere) {
  judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("odd"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->grids, 4) << "five of nine are kept";
}

TEST_F(RunTest, ShortfallIsOrderedAsSoonAsItIsCertain) {
  judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("odd"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  // Of 20 images the second and the third grid give five each: even nine of the first cannot be enough.
  std::optional<std::int64_t> first;
  bool ordered_before_it_came = false;
  grids_.hold_back = [&](const CallSpec& spec) {
    const auto seed = spec.input.at("seed").to_number<std::int64_t>();
    if (!first) first = seed;
    ordered_before_it_came = ordered_before_it_came || grids_.submitted > 3;
    return seed == *first && !ordered_before_it_came;
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(ordered_before_it_came);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
}

TEST_F(RunTest, AttemptsEndInAShortfallThatIsSaid) {
  request_.max_attempts = 1;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::short_of_images);
  EXPECT_EQ(outcome->dataset.items.size(), 9U);

  request_.max_attempts = 10;
  const Result<RunOutcome> more = execute();
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_EQ(more->ending, RunEnding::complete) << "more attempts go on with the same run";
  EXPECT_EQ(more->dataset.run, outcome->dataset.run);
}

TEST_F(RunTest, NonsenseOfTheJudgeIsAskedOnceMoreAndThenTheMeasuresDecide) {
  request_.count = 9;
  judge_ = [](const CallSpec&) {
    return CallOutput{.bytes = to_bytes("nonsense"), .media_type = "text/plain", .used = {.pictures = 1}, .detail = {}};
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(judges_.submitted, 2 * grids_.submitted);
  EXPECT_EQ(outcome->dataset.items.size(), 9U);
  EXPECT_EQ(outcome->dataset.items.front().verdict.by, DecidedBy::measure);
  EXPECT_EQ(outcome->dataset.items.front().verdict.judge.stance, Stance::silent);
  EXPECT_EQ(outcome->dataset.grids.front().judge_reply, "nonsense") << "the raw reply is kept";
  ASSERT_FALSE(outcome->dataset.warnings.empty());
  EXPECT_THAT(outcome->dataset.warnings.back(), HasSubstr("unreviewed"));
}

TEST_F(RunTest, ReviewOfUnknownOutcomePausesTheRunAndLeavesTheDecisionToTheUser) {
  judge_ = [](const CallSpec&) { return Result<CallOutput>(failure(ErrorKind::unknown_outcome, "reset")); };
  const Result<RunOutcome> paused = execute();
  ASSERT_TRUE(paused);
  EXPECT_EQ(paused->ending, RunEnding::paused);
  EXPECT_TRUE(paused->dataset.items.empty());

  judge_ = [](const CallSpec&) {
    return CallOutput{
        .bytes = to_bytes("all"), .media_type = "application/json", .used = {.pictures = 1}, .detail = {}};
  };
  request_.repeat_unknown = true;
  const Result<RunOutcome> resumed = execute();
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->ending, RunEnding::complete);
  EXPECT_EQ(grids_.submitted, 3);
}

TEST_F(RunTest, LostEnlargementLosesThatItemOnlyAndAnotherTileReplacesIt) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  int calls = 0;
  upscale_ = [&calls](const CallSpec& spec) -> Result<CallOutput> {
    if (++calls == 4) return failure(ErrorKind::refused, "flagged as sensitive (E005)");
    return enlarged(spec);
  };
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  ASSERT_EQ(outcome->dataset.lost.size(), 1U);
  EXPECT_THAT(outcome->dataset.lost.front(), HasSubstr("E005"));
  EXPECT_EQ(outcome->dataset.items.back().number, 21) << "numbers are given once";
  EXPECT_EQ(outcome->grids, 3) << "27 tiles were enough";
}

TEST_F(RunTest, AllEnlargementsAreInFlightTogetherUnlessABatchSizeIsGiven) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  upscales_.hold_back = [&](const CallSpec&) { return upscales_.most_in_flight < 20; };
  ASSERT_TRUE(execute());
  EXPECT_EQ(upscales_.most_in_flight, 20);

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  request_.batch_size = 3;
  upscales_.most_in_flight = 0;
  upscales_.hold_back = [&](const CallSpec&) { return upscales_.most_in_flight < 3; };
  ASSERT_TRUE(execute());
  EXPECT_EQ(upscales_.most_in_flight, 3);
}

TEST_F(RunTest, WholeGridsAreEnlargedOnceAndTilesAreCutFromThem) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.upscale_stage = UpscaleStage::grid;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(upscales_.submitted, 3);
  EXPECT_NEAR(outcome->dataset.items.front().size.width, 2 * tile_side, 12);
}

TEST_F(RunTest, TheCapEndsTheRunAndWhatWasPaidForIsKept) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.max_cost = Money::micro_dollars(500'000);
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::over_budget);
  EXPECT_LE(outcome->dataset.cost_upper_bound, Money::micro_dollars(500'000));
  EXPECT_EQ(outcome->dataset.items.size(), 4U) << "three grids and reviews for 0.15, four enlargements for 0.32";

  request_.max_cost.reset();
  const Result<RunOutcome> more = execute();
  ASSERT_TRUE(more);
  EXPECT_EQ(more->ending, RunEnding::complete);
  EXPECT_EQ(upscales_.submitted, 20) << "nothing was bought twice";
}

TEST_F(RunTest, RefusedGridIsReplacedByAnotherOne) {
  int calls = 0;
  FakeEndpoint refusing(
      [&](const CallSpec& spec) -> Result<CallOutput> {
        if (++calls == 1) return failure(ErrorKind::refused, "flagged as sensitive (E005)");
        return paint(spec);
      },
      [](const CallSpec&) { return Duration(0); });
  request_.count = 9;
  std::swap(grids_, refusing);
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_FALSE(outcome->dataset.grids.front().error.empty());
}

TEST_F(RunTest, TheLastImagesAreMadeOnTheirOwnAndAreNotEnlarged) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.count = 12;
  request_.singles = 3;
  request_.haste = Haste::cheap;
  judge_ = answer("odd");  // five of nine
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->ending, RunEnding::complete);
  EXPECT_EQ(outcome->grids, 2);
  EXPECT_EQ(outcome->singles, 2);
  EXPECT_EQ(grids_.submitted, 4);
  EXPECT_EQ(upscales_.submitted, 10);
  EXPECT_EQ(outcome->dataset.cost, Money::micro_dollars(4 * 50'000 + 10 * 80'000));
  const auto of_kind = [&](std::string_view kind) {
    return std::ranges::count(outcome->dataset.calls, kind, &CallEntry::kind);
  };
  EXPECT_EQ(of_kind("single"), 2);
  EXPECT_EQ(of_kind("grid"), 2);
  const Item& last = outcome->dataset.items.back();
  EXPECT_EQ(last.size, (Size{tile_side, tile_side})) << "at its full resolution as it came";
  EXPECT_TRUE(last.upscale_call.empty());
  EXPECT_TRUE(outcome->dataset.grids.back().is_single);
  EXPECT_THAT(manifest(), HasSubstr("/single-0004/1"));
}

TEST_F(RunTest, SinglesSurviveEveryInterruptionAndAreNeverBoughtTwice) {
  request_.count = 12;
  request_.singles = 3;
  request_.haste = Haste::cheap;
  judge_ = answer("odd");
  ASSERT_TRUE(execute());
  const std::string undisturbed = manifest();
  EXPECT_EQ(grids_.submitted, 4);

  out_ = "out-2";
  std::filesystem::remove_all(folder_.path() / "state");
  for (int cents = 4; cents < 20; cents += 5) {  // ends before each review and before each picture
    request_.max_cost = Money::micro_dollars(cents * 10'000);
    const Result<RunOutcome> stopped = execute();
    ASSERT_TRUE(stopped);
    EXPECT_EQ(stopped->ending, RunEnding::over_budget);
    EXPECT_LE(stopped->dataset.cost_upper_bound, *request_.max_cost);
  }
  request_.max_cost.reset();
  ASSERT_TRUE(execute());
  EXPECT_EQ(manifest(), undisturbed);
  EXPECT_EQ(grids_.submitted, 8);
}

TEST_F(RunTest, WhatRepeatsAPictureOfAnotherSetIsRefusedByItsName) {
  FakeEndpoint same([this](const CallSpec& spec) { return Result<CallOutput>(always_the_same(spec)); },
                    [](const CallSpec&) { return Duration(0); });
  std::swap(grids_, same);
  request_.count = 9;
  ASSERT_TRUE(execute());
  const RunId alone = execute()->dataset.run;

  request_.against = (folder_.path() / "out").string();
  out_ = "out-2";
  request_.max_attempts = 1;
  std::filesystem::remove(folder_.path() / "out" / "images" / "0009.jpg");
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_NE(outcome->dataset.run, alone);
  EXPECT_EQ(outcome->dataset.items.size(), 1U) << "the one whose twin was removed";
  int repeats = 0;
  for (const Verdict& verdict : outcome->dataset.grids.front().verdicts) {
    if (!verdict.repeats) continue;
    ++repeats;
    EXPECT_THAT(verdict.repeats->of, HasSubstr("out/images/000"));
    EXPECT_EQ(verdict.by, DecidedBy::measure);
  }
  EXPECT_EQ(repeats, 8);
  EXPECT_THAT(manifest(), HasSubstr("out/images/0001.jpg"));
}

TEST_F(RunTest, APictureOfTheOtherSetThatCannotBeReadIsSaidAndNotComparedWith) {
  const std::filesystem::path other = folder_.path() / "other";
  std::filesystem::create_directories(other);
  std::ofstream(other / "broken.jpg", std::ios::binary) << "\xff\xd8\xff\xe0 and no more";
  request_.against = other.string();
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->dataset.items.size(), 20U);
  EXPECT_THAT(outcome->dataset.warnings, testing::Contains(HasSubstr("broken.jpg is not compared with")));
}

TEST_F(RunTest, LeavingTheStyleIsToldAndRefusesOnlyWithTheGate) {
  source_ = Image(Size{512, 512});
  for (int y = 0; y < 512; ++y) std::ranges::fill(source_.row(y), static_cast<std::uint8_t>(200 + y / 16));
  request_.count = 9;
  request_.max_attempts = 1;
  const Result<RunOutcome> told = execute();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->dataset.items.size(), 9U);
  const std::vector<Measurement>& measured = told->dataset.items.front().verdict.measurements;
  const auto style = std::ranges::find(measured, "style", &Measurement::name);
  ASSERT_NE(style, measured.end());
  EXPECT_FALSE(style->passed);
  EXPECT_TRUE(style->advisory);

  out_ = "out-2";
  request_.style_gate = true;
  const Result<RunOutcome> gated = execute();
  ASSERT_TRUE(gated);
  EXPECT_TRUE(gated->dataset.items.empty());
  EXPECT_THAT(gated->dataset.grids.front().verdicts.front().reason, HasSubstr("style"));
}

TEST_F(RunTest, MinSideIsReachedByOneReductionAndNothingIsEnlargedTwice) {
  upscaler_ = std::make_shared<FakeUpscaler>(upscales_);
  request_.count = 9;
  request_.min_side = 150;
  const Result<RunOutcome> outcome = execute();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(upscales_.submitted, 9);
  for (const Item& item : outcome->dataset.items) {
    EXPECT_EQ(std::min(item.size.width, item.size.height), 150);
    ASSERT_EQ(item.transforms.size(), 4U);
    EXPECT_THAT(item.transforms[2], HasSubstr("lanczos3 to "));
  }

  out_ = "out-2";
  request_.min_side = 400;  // more than the factor gives
  const Result<RunOutcome> short_of_it = execute();
  ASSERT_TRUE(short_of_it);
  EXPECT_EQ(upscales_.submitted, 18) << "once a tile";
  EXPECT_THAT(short_of_it->dataset.warnings.back(), HasSubstr("less than --min-side 400"));
}

TEST_F(RunTest, FolderOfSomebodyElseIsNotTouchedAndNothingIsPaid) {
  std::filesystem::create_directories(folder_.path() / "out");
  std::ofstream(folder_.path() / "out" / "holiday.jpg") << "mine";
  const Result<RunOutcome> outcome = execute();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::usage);
  EXPECT_EQ(grids_.submitted, 0);
}

}  // namespace
}  // namespace tessera
