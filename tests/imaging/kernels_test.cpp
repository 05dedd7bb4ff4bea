#include "imaging/kernels.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tessera::imaging {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes noise(Random& random, std::size_t count) {
  Bytes bytes(count);
  // Long runs of equal bytes among wild ones, so that every comparison is equal sometimes.
  std::uint8_t last = 0;
  for (std::uint8_t& byte : bytes) byte = last = random.below(3) == 0 ? last : static_cast<std::uint8_t>(random.next());
  return bytes;
}

class KernelsTest : public testing::TestWithParam<std::size_t> {};

TEST_P(KernelsTest, ComputeWhatTheySay) {
  Random random(GetParam(), "kernels");
  const std::size_t count = GetParam();
  const Bytes a = noise(random, 3 * count + 3);
  const Bytes b = noise(random, 3 * count + 3);
  const Bytes c = noise(random, 3 * count + 3);
  const Kernels& fast = kernels();

  Bytes luma(count);
  fast.luma(a.data(), luma.data(), count);
  Bytes distances(count);
  fast.distances(a.data(), b.data(), distances.data(), count);
  std::vector<std::uint16_t> sums(count, 60'000);
  fast.add(a.data(), sums.data(), count);
  std::vector<std::int32_t> sliding(count, -5);
  fast.slide(a.data(), b.data(), sliding.data(), count);
  std::vector<std::uint16_t> lone(count);
  fast.add_lone_steps(a.data(), b.data(), c.data(), lone.data(), count);
  std::uint32_t total = 0;
  std::uint32_t steps = 0;
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(luma[i], (77 * a[3 * i] + 150 * a[3 * i + 1] + 29 * a[3 * i + 2]) / 256);
    EXPECT_EQ(distances[i], std::abs(a[i] - b[i]));
    EXPECT_EQ(sums[i], static_cast<std::uint16_t>(60'000 + a[i]));
    EXPECT_EQ(sliding[i], -5 + a[i] - b[i]);
    const int most = std::max(b[i], c[i]);
    const bool stands = a[i] > 5 && a[i] - most > most / 4;
    EXPECT_EQ(lone[i], stands ? 1 : 0);
    total += a[i];
    steps += stands ? 1 : 0;
  }
  EXPECT_EQ(fast.sum(a.data(), count), total);
  EXPECT_EQ(fast.count_lone_steps(a.data(), b.data(), c.data(), count), steps);

  if (count >= 16) {
    const std::size_t stride = count / 16;
    BlockSums block;
    for (std::size_t y = 0; y < 16; ++y) {
      for (std::size_t x = 0; x < 16; ++x) {
        const std::uint32_t value = a[y * stride + x];
        block.sum += value;
        block.squares += value * value;
      }
    }
    const BlockSums found = fast.block(a.data(), stride);
    EXPECT_EQ(found.sum, block.sum);
    EXPECT_EQ(found.squares, block.squares);
  }

  std::vector<std::uint32_t> up_to(count + 2 * ink_window + 2);
  for (std::size_t i = 1; i < up_to.size(); ++i) up_to[i] = up_to[i - 1] + 17U * (a[i % a.size()] / 2U + 40U);
  Bytes ink(count);
  fast.ink(b.data(), up_to.data(), ink.data(), count);
  for (std::size_t i = 0; i < count; ++i) {
    const double off = b[i] - (up_to[i + 17] - up_to[i]) / 289.0;
    EXPECT_EQ(ink[i], off < -ink_contrast ? 1 : off > ink_contrast ? 2 : 0);
  }

  Bytes halved(count / 2);
  fast.halve(a.data(), b.data(), halved.data(), halved.size());
  for (std::size_t i = 0; i < halved.size(); ++i) {
    EXPECT_EQ(halved[i], (a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 2) / 4);
  }
}

TEST_P(KernelsTest, GiveTheSameOnEveryProcessor) {
  Random random(GetParam(), "directions");
  constexpr std::ptrdiff_t width = 40;
  const Bytes bytes = noise(random, GetParam() + 10 * width);
  for (const std::ptrdiff_t step : {std::ptrdiff_t{1}, width}) {
    const std::uint8_t* from = bytes.data() + 5 * step;
    const BlurSums blur = kernels().blur(from, step, GetParam());
    const BlurSums plain_blur = baseline_kernels().blur(from, step, GetParam());
    EXPECT_EQ(blur.steps, plain_blur.steps);
    EXPECT_EQ(blur.lost, plain_blur.lost);
    const CurvatureSums curvature = kernels().curvature(from, step, GetParam());
    const CurvatureSums plain_curvature = baseline_kernels().curvature(from, step, GetParam());
    EXPECT_EQ(curvature.near, plain_curvature.near);
    EXPECT_EQ(curvature.far, plain_curvature.far);
    std::uint32_t steps = 0;
    for (std::size_t i = 0; i < GetParam(); ++i) {
      const int own = std::abs(from[i] - *(from + i - step));
      steps += own > 2 ? static_cast<std::uint32_t>(9 * own) : 0;
    }
    EXPECT_EQ(blur.steps, steps);
  }
}

INSTANTIATE_TEST_SUITE_P(Counts, KernelsTest, testing::Values(0, 1, 15, 16, 33, 341, 1023));

}  // namespace
}  // namespace tessera::imaging
