#include "providers/replicate/engine.h"

#include <set>

#include <gtest/gtest.h>

#include "providers/replicate/call_tag.h"
#include "providers/replicate/fake_replicate.h"
#include "providers/replicate/service.h"
#include "providers/replicate/upscalers.h"

namespace tessera::replicate {
namespace {

class ReplicateModels : public testing::Test {
 protected:
  ReplicateModels() { replicate_.created_take = std::chrono::seconds(3); }

  test::FakeWorld world_;
  test::FakeReplicate replicate_{world_};
  Endpoint endpoint_{world_.services(), world_.blobs, Options{}};
};

TEST_F(ReplicateModels, AskForAGridWithEverythingThatDecidesIt) {
  const Engine engine("black-forest-labs/flux-kontext-pro", endpoint_);
  GridRequest request;
  request.source = BlobId(std::string(64, 'a'));
  request.prompt = "nine subjects";
  request.seed = 0xFFFF'FFFF'0000'0007;
  const CallSpec spec = engine.grid_call(request);
  EXPECT_EQ(spec.kind, CallKind::grid);
  EXPECT_EQ(spec.provider, "replicate");
  EXPECT_EQ(spec.model, "black-forest-labs/flux-kontext-pro");
  EXPECT_EQ(spec.input, (json::object{{"prompt", "nine subjects"},
                                      {"input_image", blob_reference(request.source)},
                                      {"aspect_ratio", "1:1"},
                                      {"output_format", "png"},
                                      {"safety_tolerance", 2},
                                      {"prompt_upsampling", false},
                                      {"seed", 7U}}));
  EXPECT_EQ(spec.most.pictures, 1);
  EXPECT_FALSE(engine.is_preview());
}

TEST_F(ReplicateModels, KeepTheSeedWithin31BitsAndDistinct) {
  const Engine engine("o/n", endpoint_);
  GridRequest request;
  request.seed = 0xFFFF'FFFF'FFFF'FFFF;
  EXPECT_EQ(engine.grid_call(request).input.at("seed"), 0x7FFF'FFFFU);
}

TEST(ReplicateAspect, IsTheOneWhoseCellsAreNearestToSquares) {
  EXPECT_EQ(aspect_ratio_of({3, 3}), "1:1");
  EXPECT_EQ(aspect_ratio_of({2, 3}), "3:2");
  EXPECT_EQ(aspect_ratio_of({3, 2}), "2:3");
  EXPECT_EQ(aspect_ratio_of({3, 4}), "4:3");
  EXPECT_EQ(aspect_ratio_of({4, 5}), "5:4");
  EXPECT_EQ(aspect_ratio_of({2, 4}), "2:1");
  EXPECT_EQ(aspect_ratio_of({2, 5}), "21:9");
  EXPECT_EQ(aspect_ratio_of({3, 5}), "16:9");
  EXPECT_EQ(aspect_ratio_of({5, 2}), "9:21");
}

TEST(ReplicateAspect, IsAboutOneMegapixel) {
  EXPECT_EQ(size_of_aspect_ratio("1:1").value(), (Size{1024, 1024}));
  for (const char* ratio : {"16:9", "9:21", "4:5"}) {
    const Size size = size_of_aspect_ratio(ratio).value();
    EXPECT_NEAR(size.width * size.height, 1024 * 1024, 40'000) << ratio;
    EXPECT_EQ(size.width % 16, 0);
    EXPECT_EQ(size.height % 16, 0);
  }
  EXPECT_FALSE(size_of_aspect_ratio("7:5"));
}

TEST_F(ReplicateModels, AlwaysTellTopazFactorAndFormat) {
  const TopazUpscaler topaz("topazlabs/image-upscale", endpoint_);
  const UpscaleRequest request{.image = BlobId(std::string(64, 'b')), .size = {341, 341}, .factor = 2};
  const CallSpec spec = topaz.upscale_call(request);
  EXPECT_EQ(spec.input.at("image"), blob_reference(request.image));
  EXPECT_EQ(spec.input.at("enhance_model"), "Standard V2");
  EXPECT_EQ(spec.input.at("upscale_factor"), "2x");
  EXPECT_EQ(spec.input.at("output_format"), "png");
  EXPECT_DOUBLE_EQ(spec.most.output_megapixels, 682 * 682 / 1e6);
  EXPECT_FALSE(topaz.max_input_pixels());
  EXPECT_EQ(topaz_factor(3), "4x");
  EXPECT_EQ(topaz_factor(4), "4x");
  EXPECT_EQ(topaz_factor(8), "6x");
}

TEST_F(ReplicateModels, TagEnlargementsInNumbersThatAreWithoutEffect) {
  const TopazUpscaler topaz("topazlabs/image-upscale", endpoint_);
  std::set<std::pair<float, float>> tags;  // as a provider may keep them
  for (const char digit : std::string("0123456789abcdef")) {
    const json::object input = topaz.upscale_call({.image = BlobId(std::string(64, digit)), .size = {341, 341}}).input;
    EXPECT_EQ(input.at("face_enhancement"), false);
    const double strength = input.at("face_enhancement_strength").as_double();
    const double creativity = input.at("face_enhancement_creativity").as_double();
    EXPECT_NEAR(strength, 0.805, 0.005);
    EXPECT_NEAR(creativity, 0.005, 0.005);
    tags.emplace(static_cast<float>(strength), static_cast<float>(creativity));
    EXPECT_TRUE(has_own_number(input));
  }
  EXPECT_EQ(tags.size(), 16U);
  const UpscaleRequest request{.image = BlobId(std::string(64, 'b')), .size = {341, 341}};
  EXPECT_EQ(topaz.upscale_call(request).input, topaz.upscale_call(request).input);
  EXPECT_FALSE(has_own_number(
      {{"face_enhancement", true}, {"face_enhancement_strength", 0.8}, {"face_enhancement_creativity", 0.1}}));
}

TEST_F(ReplicateModels, RespectTheMemoryOfRealEsrgan) {
  const RealEsrganUpscaler esrgan(std::string(default_real_esrgan_model), endpoint_);
  EXPECT_EQ(esrgan.max_input_pixels(), 2'096'704);
  const CallSpec spec = esrgan.upscale_call({.image = BlobId(std::string(64, 'b')), .size = {341, 341}, .factor = 4});
  EXPECT_EQ(spec.input.at("scale"), 4);
  EXPECT_TRUE(parse_model_name(spec.model));
}

TEST_F(ReplicateModels, ServePlainCallsWithAnAddressAsTheResult) {
  Service service(endpoint_, "o/n", "t/u");
  const auto work = [&]() -> Task<void> {
    const auto grid = co_await service.generate_grid({.prompt = "p", .input_image = "https://example.org/a.png"});
    EXPECT_EQ(grid, "https://replicate.delivery/xyz/out.png");
    const std::string large = "data:image/png;base64," + to_base64(test::fake_png(300'000, 1));
    const auto bigger = co_await service.upscale({.image = large});
    EXPECT_EQ(bigger, "https://replicate.delivery/xyz/out.png");
  };
  world_.run(work());
  EXPECT_EQ(replicate_.predictions[0].input.at("output_format"), "jpg");
  EXPECT_EQ(replicate_.predictions[0].input.at("input_image"), "https://example.org/a.png");
  EXPECT_EQ(replicate_.predictions[1].input.at("image"), "https://api.replicate.com/v1/files/f1");
  EXPECT_EQ(replicate_.predictions[1].input.at("upscale_factor"), "2x");
}

TEST_F(ReplicateModels, TellWhyAPlainCallFailed) {
  Service service(endpoint_, "o/n", "t/u");
  replicate_.fault = [](const HttpRequest&) { return test::answer(402, R"({"title":"Insufficient credit"})"); };
  const auto work = [&]() -> Task<void> {
    const auto grid = co_await service.generate_grid({.prompt = "p", .input_image = "https://example.org/a.png"});
    EXPECT_FALSE(grid.has_value());
    if (!grid) EXPECT_EQ(grid.error().kind, ErrorKind::no_credit);
  };
  world_.run(work());
}

}  // namespace
}  // namespace tessera::replicate
