// Pixel art: 64 x 64 pixels in sixteen colours, a night in the mountains.
#include <array>

#include "canvas.h"

namespace tessera::examples {

Image paint_pixels() {
  constexpr int n = 64;
  constexpr std::array<Rgb, 16> palette = {{{0.05, 0.05, 0.13},
                                            {0.1, 0.11, 0.26},
                                            {0.18, 0.2, 0.42},
                                            {0.3, 0.32, 0.58},
                                            {0.55, 0.5, 0.72},
                                            {0.88, 0.7, 0.76},
                                            {0.99, 0.9, 0.8},
                                            {1.0, 0.8, 0.36},
                                            {0.93, 0.5, 0.28},
                                            {0.72, 0.26, 0.3},
                                            {0.4, 0.16, 0.28},
                                            {0.1, 0.24, 0.25},
                                            {0.16, 0.4, 0.34},
                                            {0.36, 0.6, 0.36},
                                            {0.3, 0.22, 0.22},
                                            {0.52, 0.38, 0.3}}};
  std::array<std::array<std::size_t, n>, n> pixels{};
  const auto put = [&](int x, int y, std::size_t colour) {
    if (x >= 0 && y >= 0 && x < n && y < n) pixels[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = colour;
  };
  for (int y = 0; y < n; ++y) {  // the sky in dithered bands
    for (int x = 0; x < n; ++x) {
      const double v = y / 9.0;
      const auto band = static_cast<std::size_t>(v);
      const bool dither = v - static_cast<double>(band) > 0.5 && (x + y) % 2 == 0;
      put(x, y, std::min<std::size_t>(5, band + (dither ? 1 : 0)));
    }
  }
  Random random(11);
  for (int i = 0; i < 30; ++i) put(static_cast<int>(random.below(n)), static_cast<int>(random.below(26)), 6);
  for (int y = -6; y <= 6; ++y) {
    for (int x = -6; x <= 6; ++x) {
      if (x * x + y * y <= 36) put(47 + x, 13 + y, (x + 2) * (x + 2) + (y - 1) * (y - 1) < 5 ? 5U : 6U);
    }
  }
  const auto range = [&](int base, double height, double scale, unsigned seed, std::size_t dark, std::size_t lit,
                         bool snow) {
    int before = base;
    for (int x = 0; x < n; ++x) {
      const int top = base - static_cast<int>(height * fractal(x * scale, 0, seed, 4));
      for (int y = top; y < n; ++y)
        put(x, y, snow && y < top + 3 ? 6 : (top < before || (x + y) % 5 == 0) ? lit : dark);
      before = top;
    }
  };
  range(48, 34, 0.09, 5, 2, 3, true);
  range(50, 20, 0.12, 15, 1, 2, false);
  for (int y = 46; y < n; ++y) {
    for (int x = 0; x < n; ++x) put(x, y, (x + y * 3) % 7 == 0 ? 13U : (x * 5 + y) % 4 == 0 ? 12U : 11U);
  }
  for (int i = 0; i < 9; ++i) {  // firs
    const int x = 3 + i * 7 + static_cast<int>(random.below(3)), base = 48 + static_cast<int>(random.below(8)),
              h = 12 + static_cast<int>(random.below(5));
    if (x > 22 && x < 42) continue;
    for (int k = 0; k < h; ++k) {
      const int w = (k % 4) + k / 4;
      for (int d = -w / 2; d <= w / 2; ++d) put(x + d, base - h + k, d < 0 ? 12U : 11U);
    }
    put(x, base, 14);
  }
  for (int y = 0; y < 10; ++y) {  // a hut with a lit window
    for (int x = 0; x < 16; ++x) put(25 + x, 45 + y, y % 3 == 0 ? 14U : 15U);
  }
  for (int y = 0; y < 7; ++y) {
    for (int x = -y - 2; x <= 15 + y - 4; ++x) put(27 + x, 38 + y, y == 0 ? 6U : (x + y) % 4 == 0 ? 10U : 9U);
  }
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) put(28 + x, 48 + y, x == 2 || y == 2 ? 8U : 7U), put(35 + x, 49 + y, 10U);
  }
  put(37, 53, 10);
  put(36, 53, 10);
  for (int i = 0; i < 11; ++i) {  // a path
    for (int x = 0; x < 3 + i / 3; ++x) put(35 - i / 2 + x, 54 + i, (x + i) % 3 == 0 ? 15U : 5U);
  }
  constexpr int block = side / n;
  Image out({side, side});
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x)
      set(out, x, y, palette[pixels[static_cast<std::size_t>(y / block)][static_cast<std::size_t>(x / block)]]);
  }
  return out;
}

}  // namespace tessera::examples
