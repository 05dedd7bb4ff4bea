#include "providers/offline/painter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "providers/offline/cairo_library.h"
#include "providers/offline/kernels.h"

namespace tessera::offline {
Painter::Painter(const Style& style, const Colours& colours, Random random, Size size)
    : style_(style),
      colours_(colours),
      random_(random),
      size_(size),
      colour_surface_(cairo().cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height),
                      cairo().cairo_surface_destroy),
      ink_surface_(cairo().cairo_image_surface_create(CAIRO_FORMAT_A8, size.width, size.height),
                   cairo().cairo_surface_destroy),
      colour_(cairo().cairo_create(colour_surface_.get()), cairo().cairo_destroy),
      ink_(cairo().cairo_create(ink_surface_.get()), cairo().cairo_destroy) {
  unit_ = std::max(size.width, size.height);
  frame_ = {.xx = unit_, .yy = unit_, .x = (size.width - unit_) / 2, .y = (size.height - unit_) / 2};
  const double tile = std::max(1, style.source.width);
  line_width_ = std::clamp(style.stroke * unit_ / tile * 0.85, 0.8 * unit_ / 340, 3.4 * unit_ / 340);
  line_alpha_ = std::clamp(style.line_strength(), style.vector() ? 0.0 : 0.1, 1.0);
  wobble_ = unit_ * (style.line_strength() > 0.3 ? 0.0024 : style.flat() ? 0.0004 : 0.0016);
  for (double& v : noise_) v = random_.uniform(-1, 1);
  for (cairo_t* context : {colour_.get(), ink_.get()}) {
    cairo().cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    cairo().cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
    cairo().cairo_set_tolerance(context, 0.2);
  }
}

Painter::~Painter() = default;

Painter::Bounds Painter::bounds_of(const Path& path) {
  Bounds b;
  for (const Point& p : path) {
    b = {std::min(b.left, p.x), std::min(b.top, p.y), std::max(b.right, p.x), std::max(b.bottom, p.y)};
  }
  return b;
}

Painter::Placed Painter::at(double x, double y, double scale, double angle, bool mirror) {
  const Frame before = frame_;
  const double c = std::cos(angle) * scale, s = std::sin(angle) * scale, m = mirror ? -1 : 1;
  frame_ = {.xx = (before.xx * c + before.xy * s) * m,
            .xy = -before.xx * s + before.xy * c,
            .yx = (before.yx * c + before.yy * s) * m,
            .yy = -before.yx * s + before.yy * c,
            .x = before.xx * x + before.xy * y + before.x,
            .y = before.yx * x + before.yy * y + before.y};
  return {*this, before};
}

Painter::Clipped Painter::within(const Path& path) {
  const Path pixels = to_pixels(path);
  for (cairo_t* context : {colour_.get(), ink_.get()}) {
    cairo().cairo_save(context);
    trace(context, pixels);
    cairo().cairo_clip(context);
  }
  return Clipped(*this);
}

Painter::Clipped::~Clipped() {
  cairo().cairo_restore(painter_.colour_.get());
  cairo().cairo_restore(painter_.ink_.get());
}

Path Painter::to_pixels(const Path& path) const {
  Path out;
  out.reserve(path.size());
  for (const Point& p : path) {
    out.push_back({frame_.xx * p.x + frame_.xy * p.y + frame_.x, frame_.yx * p.x + frame_.yy * p.y + frame_.y});
  }
  return out;
}

double Painter::frame_scale() const { return std::hypot(frame_.xx, frame_.yx) / unit_; }

double Painter::noise(double t) const {
  const double whole = std::floor(t);
  const double f = t - whole;
  const auto i = static_cast<std::size_t>(static_cast<long>(whole) & 255);
  const double smooth = f * f * (3 - 2 * f);
  return noise_[i] * (1 - smooth) + noise_[(i + 1) & 255U] * smooth;
}

Path Painter::wobbled(Path path, double amplitude) {
  const double start = random_.uniform(0, 200);
  for (std::size_t i = 0; i < path.size(); ++i) {
    const double t = start + 0.45 * static_cast<double>(i);
    path[i].x += amplitude * noise(t);
    path[i].y += amplitude * noise(t + 90);
  }
  return path;
}

void Painter::trace(cairo_t* context, const Path& path, double dx, double dy) {
  cairo().cairo_new_path(context);
  for (const Point& p : path) cairo().cairo_line_to(context, p.x + dx, p.y + dy);
  cairo().cairo_close_path(context);
}

void Painter::colour_of(cairo_t* context, Lab colour, double alpha) {
  const Srgb c = to_srgb(colour);
  cairo().cairo_set_source_rgba(context, c.red, c.green, c.blue, alpha);
}

void Painter::background(Lab top, Lab bottom) {
  if (style_.flat() || style_.printed()) top = bottom = mix(top, bottom, 0.35);  // no gradient where nothing else has
  const double dark = style_.inky() ? darkness(mix(top, bottom, 0.3)) : 0;
  if (style_.inky()) top = washed(top), bottom = washed(bottom);
  cairo_pattern_t* pattern = cairo().cairo_pattern_create_linear(0, 0, 0, size_.height);
  constexpr int stops = 5;  // OKLab between the ends, not sRGB
  for (int i = 0; i < stops; ++i) {
    const double share = static_cast<double>(i) / (stops - 1);
    const Srgb c = to_srgb(mix(top, bottom, share));
    cairo().cairo_pattern_add_color_stop_rgb(pattern, share, c.red, c.green, c.blue);
  }
  cairo().cairo_set_source(colour_.get(), pattern);
  cairo().cairo_paint(colour_.get());
  cairo().cairo_pattern_destroy(pattern);
  cairo().cairo_set_operator(ink_.get(), CAIRO_OPERATOR_CLEAR);
  cairo().cairo_paint(ink_.get());
  cairo().cairo_set_operator(ink_.get(), CAIRO_OPERATOR_OVER);
  if (dark > 0.45) rule_sky(dark);
}

/// The part of the shape that its own copy, moved by (dx, dy), does not cover.
void Painter::rim(const Path& pixels, Lab colour, double alpha, double dx, double dy, bool hard) {
  cairo_t* c = colour_.get();
  cairo().cairo_save(c);
  trace(c, pixels);
  cairo().cairo_clip(c);
  cairo().cairo_set_fill_rule(c, CAIRO_FILL_RULE_EVEN_ODD);
  const int steps = hard ? 1 : 3;
  for (int i = 0; i < steps; ++i) {
    const double reach = 1 + 0.8 * i;
    trace(c, pixels, dx * reach, dy * reach);
    cairo().cairo_rectangle(c, -size_.width, -size_.height, 3.0 * size_.width, 3.0 * size_.height);
    colour_of(c, colour, hard ? alpha : alpha * 0.42);
    cairo().cairo_fill(c);
  }
  cairo().cairo_restore(c);
}

void Painter::fill(const Path& path, Lab colour, const Look& look) {
  if (path.size() < 3) return;
  const Path pixels = wobbled(to_pixels(path), wobble_ * std::clamp(frame_scale() * 1.6, 0.25, 1.0));
  const Bounds b = bounds_of(pixels);
  if (b.right < 0 || b.bottom < 0 || b.left > size_.width || b.top > size_.height) return;
  if (look.alpha > 0.6) {  // what stood behind is covered, its outlines too
    trace(ink_.get(), pixels);
    cairo().cairo_set_operator(ink_.get(), CAIRO_OPERATOR_CLEAR);
    cairo().cairo_fill(ink_.get());
    cairo().cairo_set_operator(ink_.get(), CAIRO_OPERATOR_OVER);
  }
  if (style_.inky()) {
    pen_fill(pixels, b, colour, look);
  } else {
    brush_fill(pixels, b, colour, look);
  }
  if (look.ink > 0) {
    // Without a drawn line in the source the outline is only a darker edge of the shape's own colour.
    const Lab own = mix(tone(colour, -0.22), style_.ink, std::min(1.0, style_.line_strength() * 2));
    brush(pixels, true, line_width_ * look.ink * std::clamp(std::sqrt(frame_scale()) * 1.3, 0.55, 1.1), own,
          std::max(line_alpha_, style_.vector() ? 0.0 : 0.14) * look.alpha, true);
  }
}

void Painter::brush_fill(const Path& pixels, const Bounds& b, Lab colour, const Look& look) {
  cairo_t* c = colour_.get();
  trace(c, pixels);
  const double gradient = look.gradient * (style_.vector() ? 0 : style_.flat() || style_.printed() ? 0.35 : 1);
  if (gradient > 0.01) {
    const Srgb top = to_srgb(tone(colour, gradient)), bottom = to_srgb(tone(colour, -gradient));
    cairo_pattern_t* pattern = cairo().cairo_pattern_create_linear(b.left, b.top, b.left + 0.3 * b.width(), b.bottom);
    cairo().cairo_pattern_add_color_stop_rgba(pattern, 0, top.red, top.green, top.blue, look.alpha);
    cairo().cairo_pattern_add_color_stop_rgba(pattern, 1, bottom.red, bottom.green, bottom.blue, look.alpha);
    cairo().cairo_set_source(c, pattern);
    cairo().cairo_fill(c);
    cairo().cairo_pattern_destroy(pattern);
  } else {
    colour_of(c, colour, look.alpha);
    cairo().cairo_fill(c);
  }
  const double extent = std::max(b.width(), b.height());
  if (look.shade <= 0 || extent <= 4) return;
  const double reach = shade_reach(extent, look);
  rim(pixels, tone(colour, -look.shade), 0.95 * look.alpha, -reach, -reach, style_.flat());
  if (look.glow > 0) rim(pixels, tone(colour, look.glow), 0.75 * look.alpha, reach, reach, style_.flat());
}

double Painter::shade_reach(double extent, const Look& look) const {
  return 0.02 * unit_ * look.depth * std::min(1.0, extent / unit_ * 2.4);
}

void Painter::halo(double x, double y, double radius, Lab colour, double alpha) {
  const Path centre = to_pixels({{x, y}});
  const double r = radius * frame_scale() * unit_;
  if (style_.inky()) return;  // a pen leaves paper where light is
  if (style_.flat()) {        // no soft light where everything else has an edge
    for (const double share : {0.75, 0.45}) {
      cairo().cairo_new_path(colour_.get());
      cairo().cairo_arc(colour_.get(), centre[0].x, centre[0].y, r * share, 0, 6.2832);
      colour_of(colour_.get(), colour, alpha * 0.35);
      cairo().cairo_fill(colour_.get());
    }
    return;
  }
  const Srgb c = to_srgb(colour);
  cairo_pattern_t* pattern =
      cairo().cairo_pattern_create_radial(centre[0].x, centre[0].y, 0, centre[0].x, centre[0].y, r);
  cairo().cairo_pattern_add_color_stop_rgba(pattern, 0, c.red, c.green, c.blue, alpha);
  cairo().cairo_pattern_add_color_stop_rgba(pattern, 1, c.red, c.green, c.blue, 0);
  cairo().cairo_set_source(colour_.get(), pattern);
  cairo().cairo_new_path(colour_.get());
  cairo().cairo_arc(colour_.get(), centre[0].x, centre[0].y, r, 0, 6.2832);
  cairo().cairo_fill(colour_.get());
  cairo().cairo_pattern_destroy(pattern);
}

Raster Painter::drawing() const {
  cairo().cairo_surface_flush(colour_surface_.get());
  const auto* data = cairo().cairo_image_surface_get_data(colour_surface_.get());
  const int stride = cairo().cairo_image_surface_get_stride(colour_surface_.get());
  Raster raster(size_.width, size_.height);
  std::vector<std::uint32_t> words(static_cast<std::size_t>(size_.width));
  for (int y = 0; y < size_.height; ++y) {
    std::memcpy(words.data(), data + static_cast<std::ptrdiff_t>(y) * stride, words.size() * 4);
    kernels().xrgb_to_oklab(words.data(), raster.row(y), words.size());
  }
  return raster;
}

std::vector<float> Painter::ink() const {
  cairo().cairo_surface_flush(ink_surface_.get());
  const auto* data = cairo().cairo_image_surface_get_data(ink_surface_.get());
  const int stride = cairo().cairo_image_surface_get_stride(ink_surface_.get());
  std::vector<float> out;
  out.reserve(static_cast<std::size_t>(size_.width) * static_cast<std::size_t>(size_.height));
  for (int y = 0; y < size_.height; ++y) {
    for (int x = 0; x < size_.width; ++x) {
      out.push_back(static_cast<float>(data[static_cast<std::ptrdiff_t>(y) * stride + x]) / 255);
    }
  }
  return out;
}

}  // namespace tessera::offline
