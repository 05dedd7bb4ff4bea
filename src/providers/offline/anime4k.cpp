#include "providers/offline/anime4k.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "imaging/resize.h"
#include "providers/offline/kernels.h"

extern "C" const unsigned char tessera_anime4k_weights[];
extern "C" const unsigned long tessera_anime4k_weights_size;

namespace tessera::offline {
namespace {

constexpr int layers = 7;
constexpr int features = 16;  // of a layer behind CReLU
constexpr std::size_t first_layer = 9 * 3 * 8 + 8;
constexpr std::size_t other_layer = 9 * features * 8 + 8;
constexpr std::size_t last_layer = layers * features * 16 + 16;
constexpr std::size_t all_weights = first_layer + (layers - 1) * other_layer + last_layer;
constexpr int ring = 4;  // rows kept of each layer: three are read while the fourth is written

std::size_t index(int value) { return static_cast<std::size_t>(value); }

/// Computes rows [first, last) of the enlargement's source rows, two output rows each.
class Band {
 public:
  Band(const Image& image, std::span<const float> weights)
      : image_(image), weights_(weights), width_(image.width()), height_(image.height()) {
    input_.resize(ring);
    for (auto& row : input_) row.resize(index(width_ + 2) * 3);
    for (auto& layer : maps_) {
      layer.resize(ring);
      for (auto& row : layer) row.resize(index(width_ + 2) * features);  // the padding stays zero
    }
    sums_.resize(sum_rows);
    for (auto& row : sums_) row.resize(index(width_) * 16);
    nothing_.resize(index(width_ + 2) * features);
  }

  void run(int first, int last, Image& out) {
    // Layer k needs one row more on both sides than layer k + 1.
    const auto reach = [&](int layer) {
      return std::pair{std::max(0, first - (layers - 1 - layer)), std::min(height_, last + (layers - 1 - layer))};
    };
    for (int step = reach(0).first; step < last + layers; ++step) {
      // In step s layer k computes row s - k: what it reads was written in this step or the three before.
      for (int layer = 0; layer < layers; ++layer) {
        const int y = step - layer;
        const auto [from, to] = reach(layer);
        if (y < from || y >= to) continue;
        compute(layer, y);
        if (y >= first && y < last) accumulate(layer, y);
      }
      const int done = step - (layers - 1);
      if (done >= first && done < last) emit(done, out);
    }
  }

 private:
  static constexpr int sum_rows = 8;  // layer 0 is six rows ahead of layer 6

  /// A row of the source, its border repeated, as 0 … 1.
  void load(int y) {
    float* out = input_[index((y + ring) % ring)].data();
    const auto row = image_.row(std::clamp(y, 0, height_ - 1));
    for (int x = -1; x <= width_; ++x) {
      const std::size_t from = index(std::clamp(x, 0, width_ - 1)) * 3;
      for (std::size_t c = 0; c < 3; ++c) *out++ = static_cast<float>(row[from + c]) / 255.0F;
    }
  }

  void compute(int layer, int y) {
    ConvolutionRow row{.weights = weights_.data() + (layer == 0 ? 0 : first_layer + index(layer - 1) * other_layer),
                       .to = maps_[index(layer)][index(y % ring)].data() + features,
                       .width = width_};
    if (layer == 0) {
      for (int dy = -1; dy <= 1; ++dy) load(y + dy);
      const auto at = [&](int dy) { return input_[index((y + dy + ring) % ring)].data(); };
      row.above = at(-1);
      row.here = at(0);
      row.below = at(1);
      kernels().convolve_3(row);
      return;
    }
    const auto at = [&](int dy) {
      const int from = y + dy;
      return from < 0 || from >= height_ ? nothing_.data() : maps_[index(layer - 1)][index(from % ring)].data();
    };
    row.above = at(-1);
    row.here = at(0);
    row.below = at(1);
    kernels().convolve_16(row);
  }

  void accumulate(int layer, int y) {
    const float* last = weights_.data() + (all_weights - last_layer);
    auto& sums = sums_[index(y % sum_rows)];
    if (layer == 0) {
      const float* bias = last + layers * features * 16;
      for (int x = 0; x < width_; ++x) std::copy_n(bias, 16, sums.data() + index(x) * 16);
    }
    kernels().accumulate_16(maps_[index(layer)][index(y % ring)].data() + features, last + layer * features * 16,
                            sums.data(), width_);
  }

  void emit(int y, Image& out) const {
    const auto& sums = sums_[index(y % sum_rows)];
    const auto here = image_.row(y);
    for (int dy = 0; dy < 2; ++dy) {
      const auto beside = image_.row(std::clamp(y + (dy == 0 ? -1 : 1), 0, height_ - 1));
      std::uint8_t* to = out.row(2 * y + dy).data();
      for (int x = 0; x < width_; ++x) {
        for (int dx = 0; dx < 2; ++dx) {
          const std::size_t own = index(x) * 3, side = index(std::clamp(x + (dx == 0 ? -1 : 1), 0, width_ - 1)) * 3;
          for (std::size_t c = 0; c < 3; ++c) {
            // Bilinear with half-pixel centres: 9, 3, 3 and 1 sixteenths.
            const int base = 9 * here[own + c] + 3 * here[side + c] + 3 * beside[own + c] + beside[side + c];
            const float value =
                static_cast<float>(base) / 16.0F + 255.0F * sums[index(x) * 16 + c * 4 + index(dy * 2 + dx)];
            *to++ = static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
          }
        }
      }
    }
  }

  const Image& image_;
  std::span<const float> weights_;
  int width_, height_;
  std::vector<std::vector<float>> input_;
  std::vector<std::vector<float>> maps_[layers];
  std::vector<std::vector<float>> sums_;
  std::vector<float> nothing_;  ///< outside the picture every map is zero
};

class Anime4k final : public LocalUpscaler {
 public:
  std::string name() const override { return "anime4k"; }
  Result<Image> enlarge(const Image& image, int factor) const override {
    if (factor < 1 || factor > 8 || image.empty()) {
      return failure(ErrorKind::usage, "anime4k enlarges by 1 to 8, not by " + std::to_string(factor));
    }
    Image out = image;
    for (int reached = 1; reached < factor; reached *= 2) out = enlarge_anime4k(out);
    const Size wanted{image.width() * factor, image.height() * factor};
    if (out.size() == wanted) return out;
    return resize(out, wanted, Filter::lanczos3);
  }
};

}  // namespace

std::span<const float> anime4k_weights() {
  static const std::vector<float> weights = [] {
    // Little-endian in the file, whatever the machine.
    std::vector<float> out;
    for (std::size_t i = 0; i + 4 <= tessera_anime4k_weights_size; i += 4) {
      std::uint32_t bits = 0;
      for (std::size_t k = 0; k < 4; ++k) bits |= static_cast<std::uint32_t>(tessera_anime4k_weights[i + k]) << (8 * k);
      out.push_back(std::bit_cast<float>(bits));
    }
    return out;
  }();
  static_assert(all_weights == 8992);
  return weights;
}

Image enlarge_anime4k(const Image& image,
                      const std::function<void(std::size_t, const std::function<void(std::size_t)>&)>& run_all) {
  Image out({image.width() * 2, image.height() * 2});
  const std::span<const float> weights = anime4k_weights();
  constexpr int band_rows = 128;
  const int bands = run_all ? std::max(1, image.height() / band_rows) : 1;
  const std::function<void(std::size_t)> work = [&](std::size_t band) {
    const int k = static_cast<int>(band);
    Band(image, weights).run(image.height() * k / bands, image.height() * (k + 1) / bands, out);
  };
  if (bands == 1) {
    work(0);
  } else {
    run_all(static_cast<std::size_t>(bands), work);
  }
  return out;
}

std::shared_ptr<LocalUpscaler> make_anime4k_upscaler() { return std::make_shared<Anime4k>(); }

}  // namespace tessera::offline
