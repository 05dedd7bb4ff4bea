#include "providers/offline/engine.h"

#include <map>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "imaging/codec.h"
#include "imaging/grid_geometry.h"
#include "pictures.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/judge.h"

namespace tessera::offline {
namespace {

class Blobs final : public BlobReader {
 public:
  BlobId keep(Bytes bytes) {
    BlobId id = blob_id(bytes);
    kept_[id] = std::move(bytes);
    return id;
  }
  Task<Result<Bytes>> read(BlobId blob) override {
    const auto found = kept_.find(blob);
    if (found == kept_.end()) co_return failure(ErrorKind::not_found, "no such blob");
    co_return found->second;
  }
  Result<std::uintmax_t> size_of(const BlobId& blob) const override { return kept_.at(blob).size(); }

 private:
  std::map<BlobId, Bytes> kept_;
};

class OfflineProvider : public testing::Test {
 protected:
  template <class T>
  T run(Task<T> task) {
    asio::io_context loop;
    auto result = asio::co_spawn(loop, std::move(task), asio::use_future);
    loop.run();
    return result.get();
  }
  ~OfflineProvider() override { workers_.join(); }

  Blobs blobs_;
  asio::thread_pool workers_{2};
  std::shared_ptr<GridEngine> engine_ = make_offline_engine(blobs_, workers_);
  std::shared_ptr<TileJudge> judge_ = make_offline_judge(blobs_, workers_);
};

TEST_F(OfflineProvider, AnswersAGridAtOnceWithTheSheetThatDrawGridGives) {
  const Image source = example("flat.png");
  const std::vector<Description> all = built_in_descriptions();
  const GridRequest request{.source = blobs_.keep(encode_png(source)),
                            .source_size = source.size(),
                            .shape = {2, 2},
                            .descriptions = {all[0], all[10], all[20], {"blorf", ""}},
                            .prompt = "",
                            .seed = 0xFFFFFFFFFFFFFFF7ULL};
  EXPECT_TRUE(engine_->is_preview());
  const CallSpec spec = engine_->grid_call(request);
  EXPECT_EQ(spec.provider, "offline");
  EXPECT_EQ(spec.model, "tessera-offline-1");
  int announced = 0;
  const SubmitContext context{.run = {}, .about_to_send = [&](std::string) -> Task<Result<void>> {
                                ++announced;
                                co_return Result<void>();
                              }};
  const auto accepted = run(engine_->endpoint().submit(spec, context));
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(announced, 1);
  EXPECT_TRUE(accepted->remote_id.empty());
  ASSERT_TRUE(accepted->output);
  EXPECT_EQ(accepted->output->media_type, "image/png");
  EXPECT_EQ(accepted->output->used.pictures, 1);
  EXPECT_EQ(accepted->output->detail.at("warnings").as_array().size(), 1U);
  const auto sheet = decode_image(accepted->output->bytes);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->size(), engine_->expected_size(request.shape));
  EXPECT_EQ(*sheet,
            draw_grid(source, {.shape = request.shape, .descriptions = request.descriptions, .seed = request.seed}));
}

TEST_F(OfflineProvider, ComesAsNearToTheStyleAsWasAsked) {
  const Image source = example("oil.jpg");
  GridRequest request{.source = blobs_.keep(encode_png(source)),
                      .source_size = source.size(),
                      .shape = {2, 2},
                      .descriptions = {built_in_descriptions()[4]},
                      .prompt = "",
                      .seed = 5};
  const auto mean_distance = [&](double strength) {
    request.style_strength = strength;
    const CallSpec spec = engine_->grid_call(request);
    const SubmitContext context{.run = {},
                                .about_to_send = [](std::string) -> Task<Result<void>> { co_return Result<void>(); }};
    const auto accepted = run(engine_->endpoint().submit(spec, context));
    const auto sheet = decode_image(accepted->output->bytes);
    double levels = 0;
    const Image full = draw_grid(source, {.shape = {2, 2}, .descriptions = request.descriptions, .seed = 5});
    for (std::size_t i = 0; i < full.pixels().size(); ++i) levels += std::abs(sheet->pixels()[i] - full.pixels()[i]);
    return levels / static_cast<double>(full.pixels().size());
  };
  EXPECT_EQ(mean_distance(1), 0);
  const double half = mean_distance(0.5), none = mean_distance(0);
  EXPECT_GT(half, 2);
  EXPECT_GT(none, 1.3 * half);
}

TEST_F(OfflineProvider, KeepsNothingSoALostAnswerIsAskedForAgain) {
  EXPECT_EQ(run(engine_->endpoint().collect({}, "x", {})).error().kind, ErrorKind::data_gone);
  EXPECT_EQ(run(engine_->endpoint().find({}, "", {}, {}))->kind, Finding::Kind::absent);
}

TEST_F(OfflineProvider, SaysWhatIsWrongWithASourceThatIsGoneOrNoPicture) {
  GridRequest request{.source = BlobId(std::string(64, '0')),
                      .source_size = {},
                      .shape = {2, 2},
                      .descriptions = {{"a cat", ""}},
                      .prompt = "",
                      .seed = 1};
  EXPECT_EQ(run(engine_->endpoint().submit(engine_->grid_call(request), {})).error().kind, ErrorKind::not_found);
  request.source = blobs_.keep(to_bytes("not a picture"));
  EXPECT_EQ(run(engine_->endpoint().submit(engine_->grid_call(request), {})).error().kind, ErrorKind::bad_request);
  EXPECT_EQ(run(engine_->endpoint().submit({}, {})).error().kind, ErrorKind::bad_request);
}

TEST_F(OfflineProvider, DrawsNothingWhenTheIntentCannotBeRecorded) {
  const GridRequest request{.source = blobs_.keep(encode_png(Image({256, 256}))),
                            .source_size = {},
                            .shape = {2, 2},
                            .descriptions = {{"a cat", ""}},
                            .prompt = "",
                            .seed = 1};
  const SubmitContext context{.run = {}, .about_to_send = [](std::string) -> Task<Result<void>> {
                                co_return failure(ErrorKind::io, "disk full");
                              }};
  EXPECT_EQ(run(engine_->endpoint().submit(engine_->grid_call(request), context)).error().kind, ErrorKind::io);
}

TEST_F(OfflineProvider, TheJudgeFindsTheRepeatsAndBlanksThatItWasGiven) {
  GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = 2};
  const std::vector<Description> all = built_in_descriptions();
  for (std::size_t i = 0; i < 9; ++i) drawing.descriptions.push_back(all[i * 7]);
  drawing.repeats = {{4, 0}, {7, 2}};
  drawing.blanks = {8};
  const Image sheet = draw_grid(example("evening-lake.jpg"), drawing);
  JudgeRequest request{.grid = blobs_.keep(encode_png(sheet)),
                       .grid_size = sheet.size(),
                       .shape = drawing.shape,
                       .cells = {},
                       .descriptions = {}};
  for (const GridCell& cell : equal_grid(sheet.size(), drawing.shape).cells) request.cells.push_back(cell.box);
  const auto accepted = run(judge_->endpoint().submit(judge_->judge_call(request), {}));
  ASSERT_TRUE(accepted) << accepted.error().message;
  const auto reply = judge_->read_reply(accepted->output->bytes, drawing.shape);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->unique_tiles, (std::vector<int>{1, 2, 3, 4, 6, 7}));
  ASSERT_EQ(reply->tiles.size(), 9U);
  EXPECT_EQ(reply->tiles[4].repeats, 1);
  EXPECT_EQ(reply->tiles[7].repeats, 3);
  EXPECT_EQ(reply->tiles[8].defects, std::vector<std::string>{"blank"});
  for (const TileOpinion& tile : reply->tiles) EXPECT_TRUE(tile.shows.empty());
}

TEST_F(OfflineProvider, TheJudgeRefusesRepliesWithoutItsMembers) {
  EXPECT_EQ(judge_->read_reply(as_bytes("{}"), {3, 3}).error().kind, ErrorKind::bad_request);
  EXPECT_FALSE(judge_->read_reply(as_bytes("no json"), {3, 3}));
  const auto reply = judge_->read_reply(as_bytes(R"({"unique_tiles":[9,1,12,0],"tiles":[]})"), {3, 3});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->unique_tiles, (std::vector<int>{1, 9}));
}

}  // namespace
}  // namespace tessera::offline
