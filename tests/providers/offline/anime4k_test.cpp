#include "providers/offline/anime4k.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <gtest/gtest.h>

#include "pictures.h"
#include "providers/offline/kernels.h"
#include "providers/offline/lanczos_upscaler.h"

namespace tessera::offline {
namespace {

/// The network written down as its definition reads, in double precision: slow and plain. Values 0 … 1, not clipped.
std::vector<double> reference(const Image& image) {
  const auto weights = anime4k_weights();
  const int w = image.width(), h = image.height();
  const auto source = [&](int x, int y, int c) {
    return image.row(std::clamp(y, 0, h - 1))[static_cast<std::size_t>(std::clamp(x, 0, w - 1) * 3 + c)] / 255.0;
  };
  std::vector<std::vector<double>> maps;  // sixteen channels each
  std::size_t at = 0;
  for (int layer = 0; layer < 7; ++layer) {
    const int inputs = layer == 0 ? 3 : 16;
    std::vector<double> map(static_cast<std::size_t>(w * h * 16));
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        for (int out = 0; out < 8; ++out) {
          double sum = static_cast<double>(weights[at + static_cast<std::size_t>(9 * inputs * 8 + out)]);
          for (int tap = 0; tap < 9; ++tap) {
            const int qx = x + tap % 3 - 1, qy = y + tap / 3 - 1;
            for (int c = 0; c < inputs; ++c) {
              double value = 0;
              if (layer == 0) {
                value = source(qx, qy, c);
              } else if (qx >= 0 && qx < w && qy >= 0 && qy < h) {
                value = maps.back()[static_cast<std::size_t>((qy * w + qx) * 16 + c)];
              }
              sum += value * static_cast<double>(weights[at + static_cast<std::size_t>((tap * inputs + c) * 8 + out)]);
            }
          }
          map[static_cast<std::size_t>((y * w + x) * 16 + out)] = std::max(sum, 0.0);
          map[static_cast<std::size_t>((y * w + x) * 16 + 8 + out)] = std::max(-sum, 0.0);
        }
      }
    }
    maps.push_back(std::move(map));
    at += static_cast<std::size_t>(9 * inputs * 8 + 8);
  }
  std::vector<double> result(static_cast<std::size_t>(4 * w * h * 3));
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      for (int out = 0; out < 12; ++out) {
        double sum = static_cast<double>(weights[at + static_cast<std::size_t>(112 * 16 + out)]);
        for (int c = 0; c < 112; ++c) {
          sum += maps[static_cast<std::size_t>(c / 16)][static_cast<std::size_t>((y * w + x) * 16 + c % 16)] *
                 static_cast<double>(weights[at + static_cast<std::size_t>(c * 16 + out)]);
        }
        const int channel = out / 4, dy = out / 2 % 2, dx = out % 2;
        const int sx = x + (dx == 0 ? -1 : 1), sy = y + (dy == 0 ? -1 : 1);
        const double base = (9 * source(x, y, channel) + 3 * source(sx, y, channel) + 3 * source(x, sy, channel) +
                             source(sx, sy, channel)) /
                            16;
        result[static_cast<std::size_t>(((2 * y + dy) * 2 * w + 2 * x + dx) * 3 + channel)] = base + sum;
      }
    }
  }
  return result;
}

Image cut(const std::string& name, int left, int top, int width, int height) {
  return crop(example(name), {left, top, width, height});
}

TEST(Anime4k, AgreesWithTheDefinitionToAThousandth) {
  std::vector<const Kernels*> paths = {&baseline_kernels()};
  if (fast_kernels() != nullptr) paths.push_back(fast_kernels());
  for (const Kernels* path : paths) {
    use_kernels(path);
    for (const Image& image : {cut("comic.jpg", 440, 200, 37, 29), cut("oil.jpg", 100, 300, 16, 16),
                               cut("ink.jpg", 300, 500, 5, 3), cut("flat.png", 0, 0, 1, 1)}) {
      const std::vector<double> wanted = reference(image);
      const Image got = enlarge_anime4k(image);
      ASSERT_EQ(got.size(), (Size{image.width() * 2, image.height() * 2}));
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        // Half a level is what rounding to eight bits may take.
        EXPECT_NEAR(got.pixels()[i] / 255.0, std::clamp(wanted[i], 0.0, 1.0), 0.5 / 255 + 1e-3) << path->name;
      }
    }
  }
  use_kernels(nullptr);
}

TEST(Anime4k, HasNoSeamsBetweenBands) {
  const Image image = cut("ink.jpg", 100, 100, 130, 600);
  const auto on_threads = [](std::size_t count, const std::function<void(std::size_t)>& work) {
    ASSERT_GT(count, 1U);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  };
  EXPECT_EQ(enlarge_anime4k(image), enlarge_anime4k(image, on_threads));
}

double luma_psnr(const Image& a, const Image& b) {
  double error = 0, count = 0;
  for (int y = 4; y + 4 < a.height(); ++y) {
    for (int x = 4; x + 4 < a.width(); ++x) {
      const auto p = a.row(y).subspan(static_cast<std::size_t>(x) * 3, 3),
                 q = b.row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
      const double d = 0.299 * (p[0] - q[0]) + 0.587 * (p[1] - q[1]) + 0.114 * (p[2] - q[2]);
      error += d * d;
      count += 1;
    }
  }
  return 10 * std::log10(255.0 * 255.0 / (error / count));
}

TEST(Anime4k, IsNearerToTheOriginalThanLanczosOnEveryExample) {
  double gain = 0, count = 0;
  for (const char* name : {"comic.jpg", "evening-lake.jpg", "ink.jpg", "oil.jpg", "photograph.jpg", "watercolour.jpg",
                           "flat.png", "pixel.png"}) {
    const Image original = *resize(example(name), {512, 512});
    const Image half = *resize(original, {256, 256}, Filter::box);
    const double ours = luma_psnr(enlarge_anime4k(half), original);
    const double lanczos = luma_psnr(*make_lanczos_upscaler()->enlarge(half, 2), original);
    EXPECT_GT(ours, lanczos) << name;
    gain += ours - lanczos;
    count += 1;
  }
  EXPECT_GT(gain / count, 1.5);
}

TEST(Anime4k, EnlargesByFourInTwoPassesAndByThreeThroughFour) {
  const auto upscaler = make_anime4k_upscaler();
  EXPECT_EQ(upscaler->name(), "anime4k");
  const Image image = cut("comic.jpg", 400, 250, 40, 30);
  const auto four = upscaler->enlarge(image, 4);
  ASSERT_TRUE(four);
  EXPECT_EQ(*four, enlarge_anime4k(enlarge_anime4k(image)));
  const auto three = upscaler->enlarge(image, 3);
  ASSERT_TRUE(three);
  EXPECT_EQ(three->size(), (Size{120, 90}));
  EXPECT_EQ(*upscaler->enlarge(image, 1), image);
  EXPECT_EQ(upscaler->enlarge(image, 9).error().kind, ErrorKind::usage);
  EXPECT_EQ(upscaler->enlarge(Image(), 2).error().kind, ErrorKind::usage);
}

TEST(LanczosUpscaler, EnlargesByTheFactorAndNoneLeavesThePictureAlone) {
  const Image image = cut("flat.png", 0, 0, 20, 10);
  EXPECT_EQ(make_lanczos_upscaler()->enlarge(image, 2)->size(), (Size{40, 20}));
  EXPECT_EQ(make_lanczos_upscaler()->enlarge(image, 0).error().kind, ErrorKind::usage);
  EXPECT_EQ(*make_no_upscaler()->enlarge(image, 2), image);
}

}  // namespace
}  // namespace tessera::offline
