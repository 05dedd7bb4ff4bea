#include "imaging/test_pictures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <lcms2.h>

#include "base/random.h"

namespace tessera::test {

Image plain(Size size, Rgb color) {
  Image image(size);
  fill(image, {0, 0, size.width, size.height}, color);
  return image;
}

void fill(Image& image, Box box, Rgb color) {
  for (int y = std::max(0, box.top); y < std::min(image.height(), box.top + box.height); ++y) {
    for (int x = std::max(0, box.left); x < std::min(image.width(), box.left + box.width); ++x) {
      std::ranges::copy(color, image.row(y).begin() + std::ptrdiff_t{x} * Image::channels);
    }
  }
}

Rgb pixel(const Image& image, int x, int y) {
  const std::uint8_t* at = image.row(y).data() + static_cast<std::size_t>(x) * Image::channels;
  return {at[0], at[1], at[2]};
}

Image scene(std::uint64_t seed, Size size) {
  Random random(seed, "scene");
  const auto color = [&] {
    return Rgb{static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(256)),
               static_cast<std::uint8_t>(random.below(256))};
  };
  Image image = plain(size, color());
  for (int i = 0; i < 12; ++i) {
    const Rgb paint = color();
    const double cx = random.uniform(0, size.width);
    const double cy = random.uniform(0, size.height);
    const double rx = size.width * random.uniform(0.05, 0.3);
    const double ry = size.height * random.uniform(0.05, 0.3);
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const double dx = (x - cx) / rx;
        const double dy = (y - cy) / ry;
        if (dx * dx + dy * dy < 1) std::ranges::copy(paint, image.row(y).begin() + std::ptrdiff_t{x} * 3);
      }
    }
  }
  for (std::uint8_t& value : image.pixels()) {
    value =
        static_cast<std::uint8_t>(std::clamp(static_cast<int>(value) + static_cast<int>(random.below(17)) - 8, 0, 255));
  }
  return image;
}

Image quarters(Size size) {
  Image image = plain(size, {255, 255, 255});
  const int w = size.width / 2;
  const int h = size.height / 2;
  fill(image, {0, 0, w, h}, {255, 0, 0});
  fill(image, {w, 0, size.width - w, h}, {0, 255, 0});
  fill(image, {0, h, w, size.height - h}, {0, 0, 255});
  return image;
}

int largest_difference(const Image& a, const Image& b) {
  if (a.size() != b.size()) return 256;
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i)
    largest = std::max(largest, std::abs(a.pixels()[i] - b.pixels()[i]));
  return largest;
}

double mean_difference(const Image& a, const Image& b) {
  if (a.size() != b.size()) return 256;
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i) sum += std::abs(a.pixels()[i] - b.pixels()[i]);
  return sum / static_cast<double>(a.pixels().size());
}

Image stored_for(const Image& upright, int orientation) {
  // EXIF names where the stored row 0 and column 0 are seen: "6: row 0 is the right side, column 0 is the top".
  const int w = upright.width();
  const int h = upright.height();
  const bool swapped = orientation >= 5;
  Image stored(swapped ? Size{h, w} : Size{w, h});
  for (int y = 0; y < stored.height(); ++y) {
    for (int x = 0; x < stored.width(); ++x) {
      int seen_x = x;
      int seen_y = y;
      switch (orientation) {
        case 2:
          seen_x = w - 1 - x;
          break;  // row 0 top, column 0 right
        case 3:
          seen_x = w - 1 - x, seen_y = h - 1 - y;
          break;  // bottom, right
        case 4:
          seen_y = h - 1 - y;
          break;  // bottom, left
        case 5:
          seen_x = y, seen_y = x;
          break;  // row 0 left, column 0 top
        case 6:
          seen_x = w - 1 - y, seen_y = x;
          break;  // right, top
        case 7:
          seen_x = w - 1 - y, seen_y = h - 1 - x;
          break;  // right, bottom
        case 8:
          seen_x = y, seen_y = h - 1 - x;
          break;  // left, bottom
        default:
          break;
      }
      std::ranges::copy(pixel(upright, seen_x, seen_y), stored.row(y).begin() + std::ptrdiff_t{x} * 3);
    }
  }
  return stored;
}

Bytes exif_block(int orientation, bool big_endian) {
  const auto number = [&](unsigned value, int width) {
    Bytes bytes;
    for (int i = 0; i < width; ++i) {
      bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian ? width - 1 - i : i))));
    }
    return bytes;
  };
  Bytes block = to_bytes(big_endian ? "MM" : "II");
  const auto add = [&](const Bytes& bytes) { block.insert(block.end(), bytes.begin(), bytes.end()); };
  add(number(42, 2));
  add(number(8, 4));
  add(number(1, 2));       // one entry
  add(number(0x0112, 2));  // orientation
  add(number(3, 2));       // short
  add(number(1, 4));
  add(number(static_cast<unsigned>(orientation), 2));
  add(number(0, 2));
  add(number(0, 4));
  return block;
}

namespace {

Bytes saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes bytes(size);
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

}  // namespace

Bytes swapped_profile() {
  const cmsCIExyY d65{.x = 0.3127, .y = 0.3290, .Y = 1};
  const cmsCIExyYTRIPLE primaries{.Red = {.x = 0.30, .y = 0.60, .Y = 1},
                                  .Green = {.x = 0.64, .y = 0.33, .Y = 1},
                                  .Blue = {.x = 0.15, .y = 0.06, .Y = 1}};
  const std::array<cmsFloat64Number, 5> srgb{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb.data());
  const std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  Bytes bytes = saved(cmsCreateRGBProfile(&d65, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  return bytes;
}

Bytes linear_grey_profile() {
  const cmsCIExyY d50{.x = 0.3457, .y = 0.3585, .Y = 1};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.0);
  Bytes bytes = saved(cmsCreateGrayProfile(&d50, curve));
  cmsFreeToneCurve(curve);
  return bytes;
}

}  // namespace tessera::test
