#include "statistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "imaging/resize.h"
#include "providers/offline/raster.h"

namespace tessera::bench {
namespace {

constexpr std::size_t quantiles = 11;

void put_quantiles(std::vector<double> sample, double weight, double*& out) {
  std::ranges::sort(sample);
  for (std::size_t i = 0; i < quantiles; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / quantiles;
    *out++ = weight * sample[static_cast<std::size_t>(share * static_cast<double>(sample.size() - 1))];
  }
}

double luma(const Image& image, int x, int y) {
  const auto p = image.row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
  return 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
}

}  // namespace

Statistics statistics_of(const Image& image) {
  const int side = std::min(image.width(), image.height());
  const Image square = crop(image, {(image.width() - side) / 2, (image.height() - side) / 2, side, side});
  const offline::Raster raster = offline::to_raster(*resize(square, {256, 256}, Filter::box));
  std::vector<double> light, a, b, fine, coarse, chroma;
  std::array<double, 6> directions{};
  double total = 1e-9;
  for (int y = 4; y + 4 < raster.height; ++y) {
    for (int x = 4; x + 4 < raster.width; ++x) {
      const auto here = raster.row(y)[x];
      light.push_back(here[0]);
      a.push_back(here[1]);
      b.push_back(here[2]);
      chroma.push_back(std::hypot(here[1], here[2]));
      const double gx = raster.row(y)[x + 1][0] - raster.row(y)[x - 1][0],
                   gy = raster.row(y + 1)[x][0] - raster.row(y - 1)[x][0];
      fine.push_back(std::hypot(gx, gy));
      coarse.push_back(std::hypot(raster.row(y)[x + 4][0] - raster.row(y)[x - 4][0],
                                  raster.row(y + 4)[x][0] - raster.row(y - 4)[x][0]));
      const double turn = std::fmod(std::atan2(gy, gx) + 4 * std::acos(-1.0), std::acos(-1.0)) / std::acos(-1.0);
      const auto bin = std::min<std::size_t>(5, static_cast<std::size_t>(turn * 6));
      directions[bin] += std::hypot(gx, gy);
      total += std::hypot(gx, gy);
    }
  }
  Statistics s;
  double* out = s.values.data();
  put_quantiles(std::move(light), 1, out);
  put_quantiles(std::move(a), 3, out);
  put_quantiles(std::move(b), 3, out);
  put_quantiles(std::move(chroma), 3, out);
  put_quantiles(std::move(fine), 2, out);
  put_quantiles(std::move(coarse), 0.7, out);
  for (const double d : directions) *out++ = 0.3 * d / total;
  return s;
}

void add(Statistics& to, const Statistics& what, double weight) {
  for (std::size_t i = 0; i < to.values.size(); ++i) to.values[i] += weight * what.values[i];
}

double difference(const Statistics& a, const Statistics& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += std::abs(a.values[i] - b.values[i]);
  return sum;
}

double psnr(const Image& a, const Image& b) {
  double error = 0, count = 0;
  for (int y = 4; y + 4 < a.height(); ++y) {
    for (int x = 4; x + 4 < a.width(); ++x) {
      const double d = luma(a, x, y) - luma(b, x, y);
      error += d * d;
      count += 1;
    }
  }
  return 10 * std::log10(255.0 * 255.0 / std::max(1e-9, error / count));
}

double ssim(const Image& a, const Image& b) {
  constexpr double c1 = 6.5025, c2 = 58.5225;  // (0.01 * 255)^2, (0.03 * 255)^2
  double sum = 0, windows = 0;
  for (int y = 0; y + 8 <= a.height(); y += 4) {
    for (int x = 0; x + 8 <= a.width(); x += 4) {
      double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
      for (int dy = 0; dy < 8; ++dy) {
        for (int dx = 0; dx < 8; ++dx) {
          const double p = luma(a, x + dx, y + dy), q = luma(b, x + dx, y + dy);
          ma += p;
          mb += q;
          aa += p * p;
          bb += q * q;
          ab += p * q;
        }
      }
      ma /= 64;
      mb /= 64;
      const double va = aa / 64 - ma * ma, vb = bb / 64 - mb * mb, cov = ab / 64 - ma * mb;
      sum += (2 * ma * mb + c1) * (2 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
      windows += 1;
    }
  }
  return sum / windows;
}

}  // namespace tessera::bench
