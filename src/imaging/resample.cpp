#include "imaging/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "imaging/transfer.h"

namespace tessera::imaging {
namespace {

/// Which source samples make one result sample: `weights` from `first` on, indices mirrored into the source.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

double reach_of(Filter filter) {
  switch (filter) {
    case Filter::box:
      return 0.5;
    case Filter::bilinear:
      return 1;
    case Filter::lanczos3:
      return 3;
  }
  return 1;
}

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

/// The filter at a distance in source samples divided by the scale; the box is integrated over the sample instead.
double weight_at(Filter filter, double x) {
  if (filter == Filter::bilinear) return std::max(0.0, 1 - std::abs(x));
  return std::abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
}

std::vector<Taps> taps_of(Filter filter, int from, int to) {
  const double step = static_cast<double>(from) / to;
  const double scale = std::max(1.0, step);
  const double reach = reach_of(filter) * (filter == Filter::box ? step : scale);
  std::vector<Taps> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    Taps& taps = all[static_cast<std::size_t>(i)];
    const double center = (i + 0.5) * step;
    const double low = center - reach;
    const double high = center + reach;
    taps.first = static_cast<int>(std::floor(low));
    const int last = static_cast<int>(std::ceil(high));
    double total = 0;
    std::vector<double> weights;
    for (int k = taps.first; k < last; ++k) {
      const double weight = filter == Filter::box ? std::max(0.0, std::min(high, k + 1.0) - std::max(low, k + 0.0))
                                                  : weight_at(filter, (k + 0.5 - center) / scale);
      weights.push_back(weight);
      total += weight;
    }
    for (const double weight : weights) taps.weights.push_back(static_cast<float>(weight / total));
  }
  return all;
}

int mirrored(int index, int length) {
  const int period = 2 * length;
  index %= period;
  if (index < 0) index += period;
  return index < length ? index : period - 1 - index;
}

}  // namespace

Image resample(const Image& image, Size size, Filter filter) {
  const std::vector<Taps> columns = taps_of(filter, image.width(), size.width);
  const std::vector<Taps> rows = taps_of(filter, image.height(), size.height);
  const std::array<float, 256>& linear = linear_of_level();
  const auto width = static_cast<std::size_t>(size.width) * Image::channels;
  std::vector<float> narrowed(width * static_cast<std::size_t>(image.height()));
  for (int y = 0; y < image.height(); ++y) {
    const std::span<const std::uint8_t> from = image.row(y);
    float* out = narrowed.data() + static_cast<std::size_t>(y) * width;
    for (const Taps& taps : columns) {
      for (std::size_t c = 0; c < Image::channels; ++c) {
        float sum = 0;
        for (std::size_t k = 0; k < taps.weights.size(); ++k) {
          const int x = mirrored(taps.first + static_cast<int>(k), image.width());
          sum += taps.weights[k] * linear[from[static_cast<std::size_t>(x) * Image::channels + c]];
        }
        *out++ = sum;
      }
    }
  }
  const LevelOfLinear& level = LevelOfLinear::instance();
  Image result(size);
  std::vector<float> sum(width);
  for (int y = 0; y < size.height; ++y) {
    const Taps& taps = rows[static_cast<std::size_t>(y)];
    std::ranges::fill(sum, 0.0F);
    for (std::size_t k = 0; k < taps.weights.size(); ++k) {
      const int source = mirrored(taps.first + static_cast<int>(k), image.height());
      const float* from = narrowed.data() + static_cast<std::size_t>(source) * width;
      for (std::size_t i = 0; i < width; ++i) sum[i] += taps.weights[k] * from[i];
    }
    std::ranges::transform(sum, result.row(y).begin(), [&](float value) { return level(value); });
  }
  return result;
}

}  // namespace tessera::imaging
