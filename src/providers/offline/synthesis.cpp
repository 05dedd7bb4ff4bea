#include "providers/offline/synthesis.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

constexpr double marks_sigma = 3;  // pixels of a tile; larger forms are the motif's

/// Copies `ink` to the spare lane; filters carry it along with the colours.
Raster with_ink(Raster picture, const std::vector<float>& ink) {
  for (std::size_t i = 0; i < picture.count(); ++i) picture.pixels[i][3] = ink[i];
  return picture;
}

/// Blurred colours, ink as it is.
Raster guide_of(const Raster& picture, double sigma) {
  Raster guide = picture;
  blur(guide, sigma, 2);
  for (std::size_t i = 0; i < guide.count(); ++i) guide.pixels[i][3] = picture.pixels[i][3];
  return guide;
}

/// How restless the picture is around each pixel, apart from its large forms. Found at half size: it is a smooth map.
std::vector<float> contrast_of(const Raster& picture, const Raster& guide, double sigma) {
  Raster marks(std::max(1, picture.width / 2), std::max(1, picture.height / 2));
  for (int y = 0; y < marks.height; ++y) {
    for (int x = 0; x < marks.width; ++x) {
      const auto mark = [&](int dx, int dy) {
        return std::abs(picture.row(2 * y + dy)[2 * x + dx][0] - guide.row(2 * y + dy)[2 * x + dx][0]);
      };
      marks.row(y)[x] = Lane4{0.25F * (mark(0, 0) + mark(1, 0) + mark(0, 1) + mark(1, 1))};
    }
  }
  blur(marks, 0.75 * sigma, 2);
  std::vector<float> out;
  out.reserve(picture.count());
  for (int y = 0; y < picture.height; ++y) {
    const Lane4* row = marks.row(std::min(y / 2, marks.height - 1));
    for (int x = 0; x < picture.width; ++x) out.push_back(row[std::min(x / 2, marks.width - 1)][0]);
  }
  return out;
}

float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::uint64_t pack(Lane4 own, Lane4 guide, float contrast, float own_weight) {
  // 0 … 255 a byte. Lightness counts 1, chroma 1.4, both for the picture itself and (times about 1.3) for the guide.
  const float scale = 140 * own_weight;
  const float values[8] = {own[0] * scale,
                           (own[1] * 1.4F + 0.5F) * scale,
                           (own[2] * 1.4F + 0.5F) * scale,
                           guide[0] * 190,
                           (guide[1] * 2.3F + 0.8F) * 140,
                           (guide[2] * 2.3F + 0.8F) * 140,
                           guide[3] * 90,
                           contrast * 500};
  std::uint64_t packed = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const float v = values[i] < 0 ? 0 : (values[i] > 255 ? 255 : values[i]);
    packed |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(v)) << (8 * i);
  }
  return packed;
}

/// Features of a picture, its border repeated `margin` times on every side.
std::vector<std::uint64_t> features(const Raster& picture, const Raster& guide, const std::vector<float>& contrast,
                                    float own_weight, int margin) {
  const int stride = picture.width + 2 * margin;
  std::vector<std::uint64_t> packed(static_cast<std::size_t>(stride) *
                                    static_cast<std::size_t>(picture.height + 2 * margin));
  for (int y = 0; y < picture.height + 2 * margin; ++y) {
    std::uint64_t* row = packed.data() + static_cast<std::ptrdiff_t>(y) * stride;
    const int from = std::clamp(y - margin, 0, picture.height - 1);
    for (int x = 0; x < picture.width; ++x) {
      row[x + margin] = pack(picture.row(from)[x], guide.row(from)[x],
                             contrast[static_cast<std::size_t>(from * picture.width + x)], own_weight);
    }
    std::fill_n(row, margin, row[margin]);
    std::fill_n(row + margin + picture.width, margin, row[margin + picture.width - 1]);
  }
  return packed;
}

struct Effort {
  int rounds;            ///< of features and search
  int scans;             ///< of PatchMatch in each
  double random_radius;  ///< share of the source's side
};

struct Field {
  int width = 0, height = 0;
  std::vector<std::uint32_t> matches;
  std::vector<std::uint32_t> costs;
};

/// The field of the next finer level: twice as wide, each match split in four.
Field refined(const Field& coarse, int width, int height, int source_width, int source_height) {
  const auto cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  Field fine{width, height, std::vector<std::uint32_t>(cells), std::vector<std::uint32_t>(cells)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int cx = std::min(coarse.width - 1, x / 2);
      const int cy = std::min(coarse.height - 1, y / 2);
      const std::uint32_t match = coarse.matches[static_cast<std::size_t>(cy * coarse.width + cx)];
      const int sx =
          std::clamp(static_cast<int>(match & 0xFFFFU) * 2 + x % 2, patch_margin, source_width - 1 - patch_margin);
      const int sy =
          std::clamp(static_cast<int>(match >> 16U) * 2 + y % 2, patch_margin, source_height - 1 - patch_margin);
      fine.matches[static_cast<std::size_t>(y * width + x)] =
          static_cast<std::uint32_t>(sy) << 16U | static_cast<std::uint32_t>(sx);
    }
  }
  return fine;
}

Raster voted(const Raster& source, const Field& field, bool by_cost) {
  Raster out(field.width, field.height);
  kernels().vote({.source = source.pixels.data(),
                  .source_width = source.width,
                  .source_height = source.height,
                  .field = field.matches.data(),
                  .cost = by_cost ? field.costs.data() : nullptr,
                  .width = field.width,
                  .height = field.height,
                  .softness = 1.5F * patch_pixels},
                 out.pixels.data());
  return out;
}

}  // namespace

TextureSource::TextureSource(const Raster& source) : tile_(source.width) {
  std::vector<float> ink = black_hat(source, 3);
  for (float& v : ink) v = std::clamp(v * 2.5F, 0.0F, 1.0F);
  const Raster full = with_ink(source, ink);
  for (std::size_t i = 0; i < levels; ++i) {
    const int shrink = 1 << (levels - 1 - i);
    Level level;
    level.picture =
        shrink == 1 ? full : resized(full, std::max(16, source.width / shrink), std::max(16, source.height / shrink));
    const double sigma = std::max(0.8, tile_ / shrink / 85);
    level.guide = guide_of(level.picture, sigma);
    level.contrast = contrast_of(level.picture, level.guide, sigma);
    level.usual_contrast = median(level.contrast);
    levels_.push_back(std::move(level));
  }
  marks_ = source;
  blur(marks_, marks_sigma, 2);
  for (std::size_t i = 0; i < marks_.count(); ++i) marks_.pixels[i] = source.pixels[i] - marks_.pixels[i];
}

Painted TextureSource::paint(const Raster& drawing, const std::vector<float>& ink, Random random) const {
  constexpr Effort efforts[levels] = {{2, 3, 1.0}, {1, 3, 0.33}, {1, 2, 0.03}};
  const Raster full = with_ink(drawing, ink);
  auto state = static_cast<std::uint32_t>(random.next() | 1U);
  Field field;
  Raster painted;
  for (std::size_t i = 0; i < levels; ++i) {
    const Level& level = levels_[i];
    const int shrink = 1 << (levels - 1 - i);
    const int width = std::max(12, static_cast<int>(std::lround(static_cast<double>(drawing.width) / shrink)));
    const int height = std::max(12, static_cast<int>(std::lround(static_cast<double>(drawing.height) / shrink)));
    const Raster target = shrink == 1 ? full : resized(full, width, height);
    const double sigma = std::max(0.8, tile_ / shrink / 85);
    const Raster guide = guide_of(target, sigma);
    // A calm place of the drawing asks for the source's usual surface, not for one of its motifs.
    std::vector<float> contrast = contrast_of(target, guide, sigma);
    for (float& v : contrast) v = std::max(v, level.usual_contrast);
    const auto& source = level.picture;
    if (i == 0) {
      field = Field{width, height, {}, std::vector<std::uint32_t>(target.count())};
      for (std::size_t k = 0; k < target.count(); ++k) {
        const auto sx = static_cast<std::uint32_t>(
            patch_margin + random.below(static_cast<std::uint64_t>(source.width - 2 * patch_margin)));
        const auto sy = static_cast<std::uint32_t>(
            patch_margin + random.below(static_cast<std::uint64_t>(source.height - 2 * patch_margin)));
        field.matches.push_back(sy << 16U | sx);
      }
      painted = target;
    } else {
      field = refined(field, width, height, source.width, source.height);
      painted = voted(source, field, false);
    }
    for (int round = 0; round < efforts[i].rounds; ++round) {
      const bool first = i == 0 && round == 0;  // nothing is painted yet: the drawing alone guides
      const float own_weight = first ? 0.3F : 1.0F;
      const auto wanted = features(painted, guide, contrast, own_weight, patch_margin);
      const auto offered = features(source, level.guide, level.contrast, own_weight, 0);
      PatchScan scan{.target = wanted.data(),
                     .target_stride = width + 2 * patch_margin,
                     .width = width,
                     .height = height,
                     .source = offered.data(),
                     .source_width = source.width,
                     .source_height = source.height,
                     .field = field.matches.data(),
                     .cost = field.costs.data(),
                     .radius = std::max(4, static_cast<int>(efforts[i].random_radius * source.width)),
                     .good_enough = 4 * patch_pixels,
                     .random = state};
      kernels().measure_field(scan);
      if (first) scan.random = kernels().scatter_field(scan, 6);
      for (int pass = 0; pass < efforts[i].scans; ++pass) {
        scan.backward = pass % 2 == 1;
        scan.random = kernels().improve_field(scan);
      }
      state = scan.random;
      painted = voted(source, field, true);
    }
  }
  // Averages of many pieces are smoother than the source is: its marks come from one piece a pixel.
  Raster marks(field.width, field.height);
  for (std::size_t i = 0; i < marks.count(); ++i) {
    const std::uint32_t match = field.matches[i];
    marks.pixels[i] = marks_.row(static_cast<int>(match >> 16U))[match & 0xFFFFU];
  }
  return {std::move(painted), std::move(marks)};
}

}  // namespace tessera::offline
