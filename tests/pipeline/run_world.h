#pragma once
// A whole run with engines that live in this file: what the tests of runs have in common.

#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/random.h"
#include "imaging/codec.h"
#include "pipeline/pool_file.h"
#include "pipeline/run.h"
#include "support/temporary_folder.h"

namespace tessera {

inline constexpr int tile_side = 96;

/// A tile that looks like no other: discs of its own on a ground of its own.
inline void paint_tile(Image& sheet, int left, int top, std::uint64_t seed) {
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

inline Image sheet_of(GridShape shape, std::uint64_t seed) {
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
                               .disk = workers_,
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

}  // namespace tessera
