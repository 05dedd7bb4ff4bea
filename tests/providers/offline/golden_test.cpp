// Small pictures of what the engine drew when they were made. A change that is meant is recorded by running this test
// with TESSERA_WRITE_GOLDENS=1 and looking at the new pictures.
#include <cstdlib>

#include <gtest/gtest.h>

#include "imaging/descriptor.h"
#include "pictures.h"
#include "providers/offline/draw_grid.h"

namespace tessera::offline {
namespace {

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, LooksLikeItsPicture) {
  const std::vector<Description> all = built_in_descriptions();
  GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = 11, .size = {576, 576}};
  for (std::size_t i = 0; i < 9; ++i) drawing.descriptions.push_back(all[(i % 7) * 9 + 2 * i / 7 + i % 3]);
  const std::string name = GetParam();
  const Image sheet = draw_grid(example(name), drawing);
  const std::filesystem::path file = std::filesystem::path(TESSERA_SOURCE_DIR) / "tests/providers/offline/golden" /
                                     (std::filesystem::path(name).stem().string() + ".jpg");
  if (std::getenv("TESSERA_WRITE_GOLDENS") != nullptr) {
    const auto small = resize(sheet, {384, 384});
    ASSERT_TRUE(small);
    const Bytes bytes = encode_jpeg(*small, 80);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    GTEST_SKIP() << "wrote " << file;
  }
  const std::vector<Image> now = cells_of(sheet, 3, 3), then = cells_of(read_picture(file), 3, 3);
  for (std::size_t i = 0; i < now.size(); ++i) {
    EXPECT_LT(distance(describe(now[i]), describe(then[i])), 0.15) << name << " cell " << i + 1;
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, Golden, testing::Values("ink.jpg", "watercolour.jpg", "flat.png", "oil.jpg"),
                         [](const auto& test) { return test.param.substr(0, test.param.find('.')); });

}  // namespace
}  // namespace tessera::offline
