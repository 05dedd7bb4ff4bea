#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

#include "imaging/resize.h"
#include "providers/offline/anime4k.h"
#include "statistics.h"
#include "trials.h"

namespace tessera::bench {
namespace {

double cpu_ms() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Twice as large by cubic convolution with a = -0.5 (Keys, 1981), on sRGB values as most programs do it.
Image bicubic(const Image& image) {
  constexpr std::array<std::array<double, 4>, 2> weights = {
      {{-0.0234375, 0.2265625, 0.8671875, -0.0703125}, {-0.0703125, 0.8671875, 0.2265625, -0.0234375}}};
  const int w = image.width(), h = image.height();
  std::vector<double> wide(static_cast<std::size_t>(2 * w * h * 3));
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < 2 * w; ++x) {
      for (int c = 0; c < 3; ++c) {
        double sum = 0;
        for (int k = 0; k < 4; ++k) {
          const int from = std::clamp(x / 2 + k - 2 + x % 2, 0, w - 1);
          sum += weights[static_cast<std::size_t>(x % 2)][static_cast<std::size_t>(k)] *
                 image.row(y)[static_cast<std::size_t>(from * 3 + c)];
        }
        wide[static_cast<std::size_t>((y * 2 * w + x) * 3 + c)] = sum;
      }
    }
  }
  Image out({2 * w, 2 * h});
  for (int y = 0; y < 2 * h; ++y) {
    for (int i = 0; i < 2 * w * 3; ++i) {
      double sum = 0;
      for (int k = 0; k < 4; ++k) {
        const int from = std::clamp(y / 2 + k - 2 + y % 2, 0, h - 1);
        sum += weights[static_cast<std::size_t>(y % 2)][static_cast<std::size_t>(k)] *
               wide[static_cast<std::size_t>(from * 2 * w * 3 + i)];
      }
      out.row(y)[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(std::clamp(std::lround(sum), 0L, 255L));
    }
  }
  return out;
}

}  // namespace

std::vector<Figure> enlargers(const std::vector<Source>& sources) {
  double gain = 0, worst = 1e9, time = 1e9, count = 0;
  std::array<double, 4> ssims{};
  fmt::print("  {:18}  PSNR, dB{:26}  SSIM\n  {:18}  {}  {}\n", "", "", "", "   area  bicubic  lanczos  anime4k",
             "   area  bicubic  lanczos  anime4k");
  for (const Source& source : sources) {
    if (!source.own) continue;
    const Image original = *resize(source.image, {682, 682});
    const Image half = *resize(original, {341, 341}, Filter::box);
    const double begin = cpu_ms();
    const Image ours = offline::enlarge_anime4k(half);
    time = std::min(time, cpu_ms() - begin);
    const std::array<Image, 4> enlarged = {*resize(half, {682, 682}, Filter::box), bicubic(half),
                                           *resize(half, {682, 682}), ours};
    std::array<double, 4> p{}, q{};
    for (std::size_t i = 0; i < enlarged.size(); ++i) {
      p[i] = psnr(enlarged[i], original);
      q[i] = ssim(enlarged[i], original);
      ssims[i] += q[i];
    }
    fmt::print("  {:18} {:8.2f} {:8.2f} {:8.2f} {:8.2f}  {:8.4f} {:8.4f} {:8.4f} {:8.4f}\n", source.name, p[0], p[1],
               p[2], p[3], q[0], q[1], q[2], q[3]);
    gain += p[3] - p[2];
    worst = std::min(worst, p[3] - p[2]);
    count += 1;
  }
  return {{.name = "anime4k over Lanczos, mean PSNR", .value = gain / count, .unit = "dB", .at_least = 1.5},
          {.name = "anime4k over Lanczos, worst picture", .value = worst, .unit = "dB", .at_least = 0},
          {.name = "anime4k over Lanczos, mean SSIM", .value = (ssims[3] - ssims[2]) / count},
          {.name = "anime4k, 341 x 341 on one core", .value = time, .unit = "ms", .at_most = 60}};
}

}  // namespace tessera::bench
