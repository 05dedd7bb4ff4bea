#include "changes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/codec.h"
#include "imaging/resize.h"

namespace tessera::quality {
namespace {

int between(Random& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

std::uint8_t level(double value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0) + 0.5); }

template <class Function>
Image mapped(const Image& image, Function function) {
  Image result = image;
  const std::span<std::uint8_t> pixels = result.pixels();
  for (std::size_t i = 0; i + 2 < pixels.size(); i += 3) function(&pixels[i]);
  return result;
}

void fill(Image& image, Box box, std::array<std::uint8_t, 3> color) {
  for (int y = std::max(0, box.top); y < std::min(image.height(), box.top + box.height); ++y) {
    for (int x = std::max(0, box.left); x < std::min(image.width(), box.left + box.width); ++x) {
      std::ranges::copy(color, image.row(y).begin() + std::ptrdiff_t{x} * Image::channels);
    }
  }
}

Image shifted(const Image& image, Random& random) {
  const int dx = between(random, 0, image.width() / 20);
  const int dy = between(random, 0, image.height() / 20);
  return crop(image, {dx, dy, image.width() * 19 / 20, image.height() * 19 / 20});
}

Image cropped(const Image& image, Random& random, double least, double most) {
  const double share = random.uniform(1 - most, 1 - least);
  const int width = static_cast<int>(image.width() * share);
  const int height = static_cast<int>(image.height() * share);
  return crop(image,
              {between(random, 0, image.width() - width), between(random, 0, image.height() - height), width, height});
}
Image cropped_little(const Image& image, Random& random) { return cropped(image, random, 0.03, 0.08); }
Image cropped_more(const Image& image, Random& random) { return cropped(image, random, 0.08, 0.12); }

Image recolored(const Image& image, Random& random) {
  const double red = random.uniform(0.82, 1.18);
  const double green = random.uniform(0.82, 1.18);
  const double blue = random.uniform(0.82, 1.18);
  return mapped(image, [&](std::uint8_t* p) {
    p[0] = level(p[0] * red);
    p[1] = level(p[1] * green);
    p[2] = level(p[2] * blue);
  });
}

Image brightened(const Image& image, Random& random) {
  const double gain = random.uniform(0.8, 1.2);
  const double lift = random.uniform(-12, 12);
  return mapped(image, [&](std::uint8_t* p) {
    for (int c = 0; c < 3; ++c) p[c] = level(p[c] * gain + lift);
  });
}

Image noisy(const Image& image, Random& random) {
  const double strength = random.uniform(4, 14);
  return mapped(image, [&](std::uint8_t* p) {
    for (int c = 0; c < 3; ++c) p[c] = level(p[c] + strength * (random.uniform(-1, 1) + random.uniform(-1, 1)));
  });
}

Image compressed(const Image& image, Random& random) {
  return decode_image(encode_jpeg(image, between(random, 60, 95), Chroma::half)).value();
}

Image resized(const Image& image, Random& random) {
  const int side = between(random, 150, 600);
  return resize(image, {side, side}).value();
}

Image flipped(const Image& image, Random&) {
  Image result(image.size());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const auto from = image.row(y).subspan(static_cast<std::size_t>(x) * 3, 3);
      std::ranges::copy(from, result.row(y).begin() + std::ptrdiff_t{image.width() - 1 - x} * 3);
    }
  }
  return result;
}

Image blank(const Image& image, Random& random) {
  Image result(image.size());
  const std::array<std::uint8_t, 3> color{static_cast<std::uint8_t>(random.below(256)),
                                          static_cast<std::uint8_t>(random.below(256)),
                                          static_cast<std::uint8_t>(random.below(256))};
  fill(result, {0, 0, image.width(), image.height()}, color);
  return compressed(result, random);
}

Image blurred(const Image& image, Random& random) {
  // Down by a lot and up again smoothly: a Gaussian of about two to five pixels.
  const int side = between(random, 30, 60);
  return resize(resize(image, {side, side}, Filter::box).value(), image.size(), Filter::lanczos3).value();
}

Image enlarged(const Image& image, Random& random) {
  const int side = between(random, 70, 95);
  return resize(resize(image, {side, side}).value(), image.size()).value();
}

Image nearly(const Image& image, Random& random, std::uint8_t color) {
  Image result(image.size());
  fill(result, {0, 0, image.width(), image.height()}, {color, color, color});
  fill(result, {between(random, 0, 200), between(random, 0, 200), 40, 40}, {128, 100, 90});
  return result;
}
Image black(const Image& image, Random& random) { return nearly(image, random, 0); }
Image white(const Image& image, Random& random) { return nearly(image, random, 255); }

std::array<std::uint8_t, 3> frame_color(Random& random) {
  const double kind = random.uniform();
  if (kind < 0.4) return {255, 255, 255};
  if (kind < 0.8) return {0, 0, 0};
  return {static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(256)),
          static_cast<std::uint8_t>(random.below(256))};
}

Image framed(const Image& image, Random& random) {
  Image result = image;
  const int depth = between(random, 2, 20);
  const auto color = frame_color(random);
  fill(result, {0, 0, depth, image.height()}, color);
  fill(result, {0, 0, image.width(), depth}, color);
  fill(result, {image.width() - depth, 0, depth, image.height()}, color);
  fill(result, {0, image.height() - depth, image.width(), depth}, color);
  return compressed(result, random);
}

Image letterboxed(const Image& image, Random& random) {
  Image result = image;
  const int depth = between(random, 10, 50);
  fill(result, {0, 0, image.width(), depth}, {0, 0, 0});
  fill(result, {0, image.height() - depth, image.width(), depth}, {0, 0, 0});
  return compressed(result, random);
}

/// Letters of five by seven dots on a plate of their own, as captions are drawn into pictures.
Image lettered(const Image& image, Random& random) {
  static constexpr std::array<std::array<std::uint8_t, 7>, 8> font{{{0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F},
                                                                    {0x11, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11},
                                                                    {0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1F},
                                                                    {0x1F, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04},
                                                                    {0x0E, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11},
                                                                    {0x1E, 0x11, 0x11, 0x1E, 0x14, 0x12, 0x11},
                                                                    {0x0E, 0x11, 0x10, 0x0E, 0x01, 0x11, 0x0E},
                                                                    {0x0E, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0E}}};
  Image result = image;
  const int dot = between(random, 2, 4);
  const int letters = between(random, 5, 9);
  const bool dark = random.uniform() < 0.5;
  const std::array<std::uint8_t, 3> plate =
      dark ? std::array<std::uint8_t, 3>{245, 243, 238} : std::array<std::uint8_t, 3>{20, 20, 24};
  const std::array<std::uint8_t, 3> ink =
      dark ? std::array<std::uint8_t, 3>{15, 15, 20} : std::array<std::uint8_t, 3>{250, 250, 245};
  const int width = (letters * 7 + 3) * dot;
  const int left = between(random, 4, std::max(4, image.width() - width - 4));
  const int top = between(random, 4, image.height() - 12 * dot - 4);
  fill(result, {left, top, width, 11 * dot}, plate);
  for (int i = 0; i < letters; ++i) {
    const auto& glyph = font[random.below(font.size())];
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 5; ++x) {
        if ((glyph[static_cast<std::size_t>(y)] >> (4 - x) & 1) == 0) continue;
        fill(result, {left + (i * 7 + x + 2) * dot, top + (y + 2) * dot, dot, dot}, ink);
      }
    }
  }
  return compressed(result, random);
}

}  // namespace

const std::vector<Change>& changes() {
  static const std::vector<Change> all{
      {"shift <= 5 %", shifted, true},      {"crop 3-8 %", cropped_little, true}, {"crop 8-12 %", cropped_more, true},
      {"recolour +-18 %", recolored, true}, {"brightness", brightened, true},     {"noise", noisy, true},
      {"JPEG 60-95", compressed, true},     {"other size", resized, true},        {"flip", flipped, false}};
  return all;
}

const std::vector<Fault>& faults() {
  static const std::vector<Fault> all{{"blank", "flatness", blank},          {"blurred", "sharpness", blurred},
                                      {"enlarged 4x", "detail", enlarged},   {"black", "exposure", black},
                                      {"white", "exposure", white},          {"framed", "frame", framed},
                                      {"letterboxed", "frame", letterboxed}, {"lettered", "text", lettered}};
  return all;
}

}  // namespace tessera::quality
