#include "pictures.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tessera::quality {
namespace {

float uniform(Random& random, double low, double high) { return static_cast<float>(random.uniform(low, high)); }

Color mixed(const Color& a, const Color& b, float t) {
  return {a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t};
}

Color some(Random& random, const Style& style) {
  const Color& a = style.palette[random.below(style.palette.size())];
  const Color& b = style.palette[random.below(style.palette.size())];
  return mixed(a, b, uniform(random, 0, 0.4));
}

/// A picture in floats while it is painted.
class Canvas {
 public:
  explicit Canvas(Size size)
      : size_(size), pixels_(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height)) {}

  [[nodiscard]] int width() const { return size_.width; }
  [[nodiscard]] int height() const { return size_.height; }
  [[nodiscard]] Color& at(int x, int y) {
    return pixels_[static_cast<std::size_t>(y) * static_cast<std::size_t>(size_.width) + static_cast<std::size_t>(x)];
  }
  template <class Paint>
  void each(Paint paint) {
    for (int y = 0; y < size_.height; ++y) {
      for (int x = 0; x < size_.width; ++x) paint(x, y, at(x, y));
    }
  }

 private:
  Size size_;
  std::vector<Color> pixels_;
};

/// Value noise: a random lattice, smoothly interpolated, octaves at half the amplitude each. -1 … 1 or so.
class Noise {
 public:
  Noise(Random& random, float cell, int octaves) : cell_(cell), octaves_(octaves) {
    for (float& value : lattice_) value = uniform(random, -1, 1);
  }
  [[nodiscard]] float operator()(float x, float y) const {
    float sum = 0;
    float amplitude = 0.6F;
    float scale = 1 / cell_;
    for (int i = 0; i < octaves_; ++i) {
      sum += amplitude * single(x * scale + static_cast<float>(i) * 17.3F, y * scale + static_cast<float>(i) * 9.1F);
      amplitude *= 0.55F;
      scale *= 2;
    }
    return sum;
  }

 private:
  [[nodiscard]] float single(float x, float y) const {
    const float fx = std::floor(x);
    const float fy = std::floor(y);
    const auto smooth = [](float t) { return t * t * (3 - 2 * t); };
    const float tx = smooth(x - fx);
    const float ty = smooth(y - fy);
    const auto value = [&](int dx, int dy) {
      const auto ix = static_cast<std::size_t>(static_cast<int>(fx) + dx + 4096) % side;
      const auto iy = static_cast<std::size_t>(static_cast<int>(fy) + dy + 4096) % side;
      return lattice_[iy * side + ix];
    };
    const float top = value(0, 0) + (value(1, 0) - value(0, 0)) * tx;
    const float bottom = value(0, 1) + (value(1, 1) - value(0, 1)) * tx;
    return top + (bottom - top) * ty;
  }

  static constexpr std::size_t side = 64;
  std::array<float, side * side> lattice_{};
  float cell_;
  int octaves_;
};

void backdrop(Canvas& canvas, Random& random, const Color& top, const Color& bottom, float unevenness) {
  const Noise noise(random, static_cast<float>(canvas.width()) / 3, 3);
  const bool plain = unevenness == 0;
  canvas.each([&](int x, int y, Color& color) {
    const float t = static_cast<float>(y) / static_cast<float>(canvas.height());
    color = mixed(top, bottom, t);
    if (!plain) {
      const float n = noise(static_cast<float>(x), static_cast<float>(y)) * unevenness;
      for (float& c : color) c += n;
    }
  });
}

/// An ellipse with a wavy outline, shaded from one side.
void blob(Canvas& canvas, Random& random, float cx, float cy, float rx, float ry, const Color& color, float shade) {
  const float wave = uniform(random, 0, 0.18);
  const float lobes = std::floor(uniform(random, 2, 7));
  const float phase = uniform(random, 0, 6);
  const int reach_x = static_cast<int>(rx * 1.3F) + 2;
  const int reach_y = static_cast<int>(ry * 1.3F) + 2;
  for (int y = std::max(0, static_cast<int>(cy) - reach_y);
       y < std::min(canvas.height(), static_cast<int>(cy) + reach_y); ++y) {
    for (int x = std::max(0, static_cast<int>(cx) - reach_x);
         x < std::min(canvas.width(), static_cast<int>(cx) + reach_x); ++x) {
      const float dx = (static_cast<float>(x) - cx) / rx;
      const float dy = (static_cast<float>(y) - cy) / ry;
      const float outline = 1 + wave * std::sin(lobes * std::atan2(dy, dx) + phase);
      const float inside = (outline - std::sqrt(dx * dx + dy * dy)) * std::min(rx, ry);
      if (inside <= 0) continue;
      const float light = 1 + shade * (-dx - dy) * 0.5F;
      Color painted = color;
      for (float& c : painted) c *= light;
      Color& pixel = canvas.at(x, y);
      pixel = mixed(pixel, painted, std::min(1.0F, inside));
    }
  }
}

void rectangle(Canvas& canvas, int left, int top, int right, int bottom, const Color& color) {
  for (int y = std::max(0, top); y < std::min(canvas.height(), bottom); ++y) {
    for (int x = std::max(0, left); x < std::min(canvas.width(), right); ++x) canvas.at(x, y) = color;
  }
}

void stroke(Canvas& canvas, Random& random, float x, float y, float direction, int length, float thickness,
            const Color& color) {
  const float bend = uniform(random, -0.04, 0.04);
  for (int i = 0; i < length; ++i) {
    for (int dy = -3; dy <= 3; ++dy) {
      for (int dx = -3; dx <= 3; ++dx) {
        const int px = static_cast<int>(x) + dx;
        const int py = static_cast<int>(y) + dy;
        if (px < 0 || py < 0 || px >= canvas.width() || py >= canvas.height()) continue;
        const float off = std::hypot(static_cast<float>(px) - x, static_cast<float>(py) - y);
        const float cover = std::clamp(thickness / 2 + 0.5F - off, 0.0F, 1.0F);
        Color& pixel = canvas.at(px, py);
        pixel = mixed(pixel, color, cover);
      }
    }
    x += std::cos(direction);
    y += std::sin(direction);
    direction += bend;
  }
}

void landscape(Canvas& canvas, Random& random, const Style& style) {
  const auto w = static_cast<float>(canvas.width());
  const auto h = static_cast<float>(canvas.height());
  backdrop(canvas, random, some(random, style), some(random, style),
           random.uniform() < 0.4 ? 0 : uniform(random, 4, 20));
  if (random.uniform() < 0.5) {
    blob(canvas, random, uniform(random, 0.2, 0.8) * w, uniform(random, 0.1, 0.35) * h, w * 0.07F, w * 0.07F,
         some(random, style), 0);
  }
  const int ridges = 1 + static_cast<int>(random.below(3));
  const bool flat_horizon = random.uniform() < 0.25;  // the sea: a straight line from side to side
  for (int i = 0; i < ridges; ++i) {
    const Color color = some(random, style);
    const Noise outline(random, w * uniform(random, 0.15, 0.5), 4);
    const Noise texture(random, uniform(random, 3, 12), 3);
    const float base = h * (0.45F + 0.18F * static_cast<float>(i) + uniform(random, -0.05, 0.05));
    const float rough = flat_horizon && i == 0 ? 0 : h * uniform(random, 0.04, 0.18);
    const float contrast = uniform(random, 6, 40);
    canvas.each([&](int x, int y, Color& pixel) {
      const float edge = base + rough * outline(static_cast<float>(x), static_cast<float>(i) * 77);
      if (static_cast<float>(y) < edge) return;
      const float n = texture(static_cast<float>(x), static_cast<float>(y) * 1.5F) * contrast;
      pixel = {color[0] + n, color[1] + n, color[2] + n};
    });
  }
}

void still_life(Canvas& canvas, Random& random, const Style& style) {
  const auto w = static_cast<float>(canvas.width());
  const auto h = static_cast<float>(canvas.height());
  if (style.on_ground && random.uniform() < 0.7) {
    backdrop(canvas, random, style.ground, style.ground, 0);
  } else {
    backdrop(canvas, random, some(random, style), some(random, style), random.uniform() < 0.5 ? 0 : 10);
  }
  if (random.uniform() < 0.5) {  // a table: straight from side to side
    rectangle(canvas, 0, static_cast<int>(h * uniform(random, 0.55, 0.75)), canvas.width(), canvas.height(),
              some(random, style));
  }
  const int objects = 2 + static_cast<int>(random.below(6));
  for (int i = 0; i < objects; ++i) {
    blob(canvas, random, uniform(random, 0.1, 0.9) * w, uniform(random, 0.3, 0.85) * h, w * uniform(random, 0.05, 0.22),
         h * uniform(random, 0.05, 0.25), some(random, style), uniform(random, 0, 0.6));
  }
}

void drawing(Canvas& canvas, Random& random, const Style& style) {
  const auto w = static_cast<float>(canvas.width());
  const auto h = static_cast<float>(canvas.height());
  backdrop(canvas, random, style.ground, style.ground, 0);
  const int washes = static_cast<int>(random.below(5));
  for (int i = 0; i < washes; ++i) {
    blob(canvas, random, uniform(random, 0.15, 0.85) * w, uniform(random, 0.2, 0.8) * h, w * uniform(random, 0.08, 0.3),
         h * uniform(random, 0.08, 0.3), mixed(some(random, style), style.ground, 0.5F), 0.2F);
  }
  const float light = (style.ground[0] + style.ground[1] + style.ground[2]) / 3;
  const Color ink = light > 128 ? Color{20, 18, 25} : Color{235, 230, 220};
  const int lines = 15 + static_cast<int>(random.below(60));
  for (int i = 0; i < lines; ++i) {
    stroke(canvas, random, uniform(random, 0.08, 0.92) * w, uniform(random, 0.08, 0.92) * h, uniform(random, 0, 6.28),
           static_cast<int>(w * uniform(random, 0.05, 0.35)), uniform(random, 0.8, 4), ink);
  }
}

void facade(Canvas& canvas, Random& random, const Style& style) {
  backdrop(canvas, random, some(random, style), some(random, style), 5);
  const int left = static_cast<int>(canvas.width() * random.uniform(0, 0.2));
  const int top = static_cast<int>(canvas.height() * random.uniform(0, 0.3));
  const int right = static_cast<int>(canvas.width() * random.uniform(0.75, 1));
  rectangle(canvas, left, top, right, canvas.height(), some(random, style));
  const Color window = some(random, style);
  const int columns = 2 + static_cast<int>(random.below(6));
  const int rows = 2 + static_cast<int>(random.below(6));
  const int step_x = (right - left) / columns;
  const int step_y = (canvas.height() - top) / rows;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const int x = left + c * step_x + step_x / 4;
      const int y = top + r * step_y + step_y / 4;
      const float shade = uniform(random, 0.7, 1.2);
      rectangle(canvas, x, y, x + step_x / 2, y + step_y / 2,
                {window[0] * shade, window[1] * shade, window[2] * shade});
    }
  }
  const Noise dirt(random, 9, 4);
  const float contrast = uniform(random, 2, 18);
  canvas.each([&](int x, int y, Color& pixel) {
    const float n = dirt(static_cast<float>(x), static_cast<float>(y)) * contrast;
    for (float& c : pixel) c += n;
  });
}

void foliage(Canvas& canvas, Random& random, const Style& style) {
  const Color a = some(random, style);
  const Color b = some(random, style);
  const Noise coarse(random, static_cast<float>(canvas.width()) / 4, 5);
  const Noise fine(random, uniform(random, 2, 6), 2);
  const float contrast = uniform(random, 15, 60);
  canvas.each([&](int x, int y, Color& pixel) {
    const auto fx = static_cast<float>(x);
    const auto fy = static_cast<float>(y);
    pixel = mixed(a, b, std::clamp(0.5F + coarse(fx, fy), 0.0F, 1.0F));
    const float n = fine(fx, fy) * contrast;
    for (float& c : pixel) c += n;
  });
}

void portrait(Canvas& canvas, Random& random, const Style& style) {
  const auto w = static_cast<float>(canvas.width());
  const auto h = static_cast<float>(canvas.height());
  const bool bare = style.on_ground && random.uniform() < 0.6;
  const Color behind = bare ? style.ground : some(random, style);
  backdrop(canvas, random, behind, bare ? behind : some(random, style), bare ? 0 : 8);
  const float cx = w * uniform(random, 0.35, 0.65);
  const float cy = h * uniform(random, 0.3, 0.45);
  blob(canvas, random, cx, h * 1.05F, w * uniform(random, 0.25, 0.45), h * 0.4F, some(random, style), 0.3F);
  blob(canvas, random, cx, cy - h * 0.03F, w * 0.2F, h * 0.24F, some(random, style), 0.2F);
  blob(canvas, random, cx, cy, w * 0.15F, h * 0.2F, some(random, style), 0.4F);
  for (const float eye : {-0.06F, 0.06F})
    blob(canvas, random, cx + eye * w, cy - 0.02F * h, w * 0.02F, h * 0.012F, {20, 20, 20}, 0);
}

void night(Canvas& canvas, Random& random, const Style& style) {
  const auto w = static_cast<float>(canvas.width());
  const auto h = static_cast<float>(canvas.height());
  backdrop(canvas, random, {8, 9, 14}, mixed({10, 10, 16}, some(random, style), 0.25F), random.uniform() < 0.5 ? 0 : 6);
  const int lights = 8 + static_cast<int>(random.below(50));
  for (int i = 0; i < lights; ++i) {
    const float r = w * uniform(random, 0.004, 0.06);
    blob(canvas, random, uniform(random, 0, 1) * w, uniform(random, 0, 1) * h, r, r, some(random, style), 0.2F);
  }
}

void soften(Canvas& canvas, float radius) {
  if (radius <= 0) return;
  const float side = radius / (1 + 2 * radius);  // a three-tap kernel, both ways
  Canvas source = canvas;
  const auto pass = [&](int step_x, int step_y) {
    source = canvas;
    canvas.each([&](int x, int y, Color& pixel) {
      const Color& a = source.at(std::max(0, x - step_x), std::max(0, y - step_y));
      const Color& b = source.at(std::min(canvas.width() - 1, x + step_x), std::min(canvas.height() - 1, y + step_y));
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = pixel[c] * (1 - 2 * side) + (a[c] + b[c]) * side;
    });
  };
  pass(1, 0);
  pass(0, 1);
}

}  // namespace

Style make_style(Random& random) {
  Style style;
  const float hue = uniform(random, 0, 6.28);
  const float spread = uniform(random, 0.3, 3);
  const float chroma = random.uniform() < 0.15 ? 2 : uniform(random, 20, 90);
  const float dark = uniform(random, 10, 90);
  const float bright = uniform(random, 150, 245);
  const std::size_t colors = 5 + random.below(6);
  for (std::size_t i = 0; i < colors; ++i) {
    const float level = uniform(random, dark, bright);
    const float h = hue + uniform(random, -spread, spread);
    style.palette.push_back(
        {level + chroma * std::cos(h), level + chroma * std::cos(h - 2.1F), level + chroma * std::cos(h + 2.1F)});
  }
  const double kind = random.uniform();
  style.on_ground = kind < 0.35;
  if (kind < 0.22) {
    const float paper = uniform(random, 238, 255);
    style.ground = {paper, paper - uniform(random, 0, 6), paper - uniform(random, 0, 16)};
  } else if (kind < 0.3) {
    style.ground = {uniform(random, 4, 20), uniform(random, 4, 20), uniform(random, 6, 26)};
  } else {
    style.ground = style.palette.front();
  }
  style.grain = random.uniform() < 0.4 ? 0 : uniform(random, 0.5, 6);
  style.softness = random.uniform() < 0.5 ? 0 : uniform(random, 0.2, 1);
  return style;
}

Image make_picture(Random& random, const Style& shared, Size size) {
  Canvas canvas(size);
  // A model never paints two grounds quite alike: most differ by a few levels and darken a little to the edges.
  Style style = shared;
  const bool own_ground = random.uniform() < 0.8;
  const float vignette = own_ground ? uniform(random, 0, 8) : 0;
  if (own_ground) {
    const float lighter = uniform(random, -7, 7);
    for (float& c : style.ground) c += lighter + uniform(random, -2, 2);
  }
  using Scene = void (*)(Canvas&, Random&, const Style&);
  static constexpr std::array<Scene, 7> scenes{landscape, still_life, drawing, facade, foliage, portrait, night};
  std::size_t which = random.below(scenes.size());
  if (style.on_ground && random.uniform() < 0.4) which = 2;
  scenes[which](canvas, random, style);
  if (vignette > 0) {
    canvas.each([&](int x, int y, Color& pixel) {
      const float dx = 2 * static_cast<float>(x) / static_cast<float>(size.width) - 1;
      const float dy = 2 * static_cast<float>(y) / static_cast<float>(size.height) - 1;
      for (float& c : pixel) c -= vignette * (dx * dx + dy * dy) / 2;
    });
  }
  soften(canvas, style.softness);
  Image image(size);
  canvas.each([&](int x, int y, const Color& pixel) {
    const float grain = style.grain == 0 ? 0 : style.grain * (uniform(random, -1, 1) + uniform(random, -1, 1));
    std::uint8_t* out = image.row(y).data() + static_cast<std::size_t>(x) * 3;
    for (std::size_t c = 0; c < 3; ++c)
      out[c] = static_cast<std::uint8_t>(std::clamp(pixel[c] + grain, 0.0F, 255.0F) + 0.5F);
  });
  return image;
}

}  // namespace tessera::quality
