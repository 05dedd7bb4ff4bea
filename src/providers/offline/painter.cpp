#include "providers/offline/painter.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <cairo.h>

#include "providers/offline/kernels.h"

namespace tessera::offline {
namespace {

struct Bounds {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  [[nodiscard]] double width() const { return right - left; }
  [[nodiscard]] double height() const { return bottom - top; }
};

Bounds bounds_of(const Path& path) {
  Bounds b;
  for (const Point& p : path) {
    b = {std::min(b.left, p.x), std::min(b.top, p.y), std::max(b.right, p.x), std::max(b.bottom, p.y)};
  }
  return b;
}

}  // namespace

Painter::Painter(const Style& style, const Colours& colours, Random random, Size size)
    : style_(style),
      colours_(colours),
      random_(random),
      size_(size),
      colour_surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height), cairo_surface_destroy),
      ink_surface_(cairo_image_surface_create(CAIRO_FORMAT_A8, size.width, size.height), cairo_surface_destroy),
      colour_(cairo_create(colour_surface_.get()), cairo_destroy),
      ink_(cairo_create(ink_surface_.get()), cairo_destroy) {
  unit_ = std::max(size.width, size.height);
  frame_ = {.xx = unit_, .yy = unit_, .x = (size.width - unit_) / 2, .y = (size.height - unit_) / 2};
  const double tile = std::max(1, style.source.width);
  line_width_ = std::clamp(style.stroke * unit_ / tile * 0.85, 0.8 * unit_ / 340, 3.4 * unit_ / 340);
  line_alpha_ = std::clamp(style.line_strength(), style.vector() ? 0.0 : 0.1, 1.0);
  wobble_ = unit_ * (style.line_strength() > 0.3 ? 0.0024 : style.flat() ? 0.0004 : 0.0016);
  for (double& v : noise_) v = random_.uniform(-1, 1);
  for (cairo_t* context : {colour_.get(), ink_.get()}) {
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
    cairo_set_tolerance(context, 0.2);
  }
}

Painter::~Painter() = default;

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
    cairo_save(context);
    trace(context, pixels);
    cairo_clip(context);
  }
  return Clipped(*this);
}

Painter::Clipped::~Clipped() {
  cairo_restore(painter_.colour_.get());
  cairo_restore(painter_.ink_.get());
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
  cairo_new_path(context);
  for (const Point& p : path) cairo_line_to(context, p.x + dx, p.y + dy);
  cairo_close_path(context);
}

void Painter::colour_of(cairo_t* context, Lab colour, double alpha) {
  const Srgb c = to_srgb(colour);
  cairo_set_source_rgba(context, c.red, c.green, c.blue, alpha);
}

void Painter::background(Lab top, Lab bottom) {
  cairo_pattern_t* pattern = cairo_pattern_create_linear(0, 0, 0, size_.height);
  constexpr int stops = 5;  // OKLab between the ends, not sRGB
  for (int i = 0; i < stops; ++i) {
    const double share = static_cast<double>(i) / (stops - 1);
    const Srgb c = to_srgb(mix(top, bottom, share));
    cairo_pattern_add_color_stop_rgb(pattern, share, c.red, c.green, c.blue);
  }
  cairo_set_source(colour_.get(), pattern);
  cairo_paint(colour_.get());
  cairo_pattern_destroy(pattern);
  cairo_set_operator(ink_.get(), CAIRO_OPERATOR_CLEAR);
  cairo_paint(ink_.get());
  cairo_set_operator(ink_.get(), CAIRO_OPERATOR_OVER);
}

/// The part of the shape that its own copy, moved by (dx, dy), does not cover.
void Painter::rim(const Path& pixels, Lab colour, double alpha, double dx, double dy, bool hard) {
  cairo_t* c = colour_.get();
  cairo_save(c);
  trace(c, pixels);
  cairo_clip(c);
  cairo_set_fill_rule(c, CAIRO_FILL_RULE_EVEN_ODD);
  const int steps = hard ? 1 : 3;
  for (int i = 0; i < steps; ++i) {
    const double reach = 1 + 0.8 * i;
    trace(c, pixels, dx * reach, dy * reach);
    cairo_rectangle(c, -size_.width, -size_.height, 3.0 * size_.width, 3.0 * size_.height);
    colour_of(c, colour, hard ? alpha : alpha * 0.42);
    cairo_fill(c);
  }
  cairo_restore(c);
}

void Painter::hatch(const Path& pixels, double reach) {
  const Bounds b = bounds_of(pixels);
  cairo_t* const both[2] = {colour_.get(), ink_.get()};
  for (cairo_t* c : both) {
    cairo_save(c);
    trace(c, pixels);
    cairo_clip(c);
    cairo_set_fill_rule(c, CAIRO_FILL_RULE_EVEN_ODD);
    trace(c, pixels, -reach, -reach * 0.7);
    cairo_rectangle(c, -size_.width, -size_.height, 3.0 * size_.width, 3.0 * size_.height);
    cairo_clip(c);
    cairo_set_fill_rule(c, CAIRO_FILL_RULE_WINDING);
  }
  const double angle = 2.2 + random_.uniform(-0.2, 0.2);
  const double radius = std::hypot(b.width(), b.height()) / 2;
  const Point centre{(b.left + b.right) / 2, (b.top + b.bottom) / 2};
  const double gap = 0.016 * unit_;
  for (double t = -radius; t < radius; t += gap * random_.uniform(0.75, 1.25)) {
    const double from = -radius * random_.uniform(0.7, 1), to = radius * random_.uniform(0.7, 1);
    Path stroke;
    for (int i = 0; i <= 4; ++i) {
      const double u = from + (to - from) * i / 4;
      stroke.push_back(
          {centre.x + u * std::cos(angle) - t * std::sin(angle), centre.y + u * std::sin(angle) + t * std::cos(angle)});
    }
    brush(wobbled(stroke, wobble_), false, line_width_ * 0.6 * random_.uniform(0.6, 1.1), style_.ink, 0.7, true);
  }
  for (cairo_t* c : both) cairo_restore(c);
}

void Painter::brush(const Path& pixels, bool closed, double width, Lab colour, double alpha, bool is_ink) {
  const auto n = pixels.size();
  if (n < 2) return;
  const double start = random_.uniform(0, 200);
  const double variation = style_.line_strength() > 0.2 ? 0.4 : 0.12;
  Path left, right;
  const std::size_t count = closed ? n + 1 : n;
  for (std::size_t i = 0; i < count; ++i) {
    const Point here = pixels[i % n];
    const Point before = pixels[closed ? (i + n - 1) % n : (i == 0 ? 0 : i - 1)];
    const Point after = pixels[closed ? (i + 1) % n : std::min(n - 1, i + 1)];
    const double dx = after.x - before.x, dy = after.y - before.y;
    const double length = std::max(1e-6, std::hypot(dx, dy));
    double w = width * (1 - variation / 2 + variation * noise(start + 0.33 * static_cast<double>(i)));
    if (!closed) {  // taper
      const auto end = static_cast<double>(std::min(i, count - 1 - i));
      w *= 0.4 + 0.6 * std::min(1.0, end / (0.22 * static_cast<double>(count) + 0.5));
    }
    w = std::max(0.3, w) / 2;
    left.push_back({here.x - dy / length * w, here.y + dx / length * w});
    right.push_back({here.x + dy / length * w, here.y - dx / length * w});
  }
  std::ranges::reverse(right);
  for (cairo_t* c : {colour_.get(), ink_.get()}) {
    if (c == ink_.get() && !is_ink) continue;
    cairo_new_path(c);
    for (const Point& p : left) cairo_line_to(c, p.x, p.y);
    if (closed) {
      cairo_close_path(c);
      cairo_new_sub_path(c);
    }
    for (const Point& p : right) cairo_line_to(c, p.x, p.y);
    cairo_close_path(c);
    colour_of(c, colour, alpha);
    cairo_fill(c);
  }
}

void Painter::fill(const Path& path, Lab colour, const Look& look) {
  if (path.size() < 3) return;
  const Path pixels = wobbled(to_pixels(path), wobble_ * std::clamp(frame_scale() * 1.6, 0.25, 1.0));
  const Bounds b = bounds_of(pixels);
  if (b.right < 0 || b.bottom < 0 || b.left > size_.width || b.top > size_.height) return;
  cairo_t* c = colour_.get();
  trace(c, pixels);
  const double gradient = style_.vector() ? 0 : style_.flat() ? look.gradient * 0.35 : look.gradient;
  if (gradient > 0.01) {
    const Srgb top = to_srgb(tone(colour, gradient)), bottom = to_srgb(tone(colour, -gradient));
    cairo_pattern_t* pattern = cairo_pattern_create_linear(b.left, b.top, b.left + 0.3 * b.width(), b.bottom);
    cairo_pattern_add_color_stop_rgba(pattern, 0, top.red, top.green, top.blue, look.alpha);
    cairo_pattern_add_color_stop_rgba(pattern, 1, bottom.red, bottom.green, bottom.blue, look.alpha);
    cairo_set_source(c, pattern);
    cairo_fill(c);
    cairo_pattern_destroy(pattern);
  } else {
    colour_of(c, colour, look.alpha);
    cairo_fill(c);
  }
  if (look.alpha > 0.6) {  // what stood behind is covered, its outlines too
    trace(ink_.get(), pixels);
    cairo_set_operator(ink_.get(), CAIRO_OPERATOR_CLEAR);
    cairo_fill(ink_.get());
    cairo_set_operator(ink_.get(), CAIRO_OPERATOR_OVER);
  }
  const double extent = std::max(b.width(), b.height());
  const double reach = 0.02 * unit_ * look.depth * std::min(1.0, extent / unit_ * 2.4);
  const bool hard = style_.flat() || style_.inky();
  if (look.shade > 0 && extent > 4) {
    rim(pixels, tone(colour, -look.shade * (style_.inky() ? 1.2 : 1)), 0.95 * look.alpha, -reach, -reach, hard);
    if (look.glow > 0) rim(pixels, tone(colour, look.glow), 0.75 * look.alpha, reach, reach, hard);
    if (style_.inky() && look.hatch && extent > 0.08 * unit_) hatch(pixels, reach * 2.6);
  }
  if (look.ink > 0) {
    // Without a drawn line in the source the outline is only a darker edge of the shape's own colour.
    const Lab own = mix(tone(colour, -0.22), style_.ink, std::min(1.0, style_.line_strength() * 2));
    brush(pixels, true, line_width_ * look.ink * std::clamp(std::sqrt(frame_scale()) * 1.3, 0.55, 1.1), own,
          std::max(line_alpha_, style_.vector() ? 0.0 : 0.14) * look.alpha, true);
  }
}

void Painter::line(const Path& path, double weight, double alpha) {
  const Path pixels = wobbled(to_pixels(path), wobble_ * 0.7);
  brush(pixels, false, line_width_ * weight * std::clamp(std::sqrt(frame_scale()) * 1.3, 0.55, 1.1), style_.ink,
        std::max(line_alpha_, 0.5) * alpha, true);
}

void Painter::stroke(const Path& path, Lab colour, double width, double alpha) {
  const double base = std::max(line_width_, unit_ / 210);
  brush(wobbled(to_pixels(path), wobble_), false, base * width * std::clamp(frame_scale() * 1.4, 0.3, 1.1), colour,
        alpha, false);
}

void Painter::halo(double x, double y, double radius, Lab colour, double alpha) {
  const Path centre = to_pixels({{x, y}});
  const double r = radius * frame_scale() * unit_;
  if (style_.flat()) {  // no soft light where everything else has an edge
    for (const double share : {0.75, 0.45}) {
      cairo_new_path(colour_.get());
      cairo_arc(colour_.get(), centre[0].x, centre[0].y, r * share, 0, 6.2832);
      colour_of(colour_.get(), colour, alpha * 0.35);
      cairo_fill(colour_.get());
    }
    return;
  }
  const Srgb c = to_srgb(colour);
  cairo_pattern_t* pattern = cairo_pattern_create_radial(centre[0].x, centre[0].y, 0, centre[0].x, centre[0].y, r);
  cairo_pattern_add_color_stop_rgba(pattern, 0, c.red, c.green, c.blue, alpha);
  cairo_pattern_add_color_stop_rgba(pattern, 1, c.red, c.green, c.blue, 0);
  cairo_set_source(colour_.get(), pattern);
  cairo_new_path(colour_.get());
  cairo_arc(colour_.get(), centre[0].x, centre[0].y, r, 0, 6.2832);
  cairo_fill(colour_.get());
  cairo_pattern_destroy(pattern);
}

Raster Painter::drawing() const {
  cairo_surface_flush(colour_surface_.get());
  const auto* data = cairo_image_surface_get_data(colour_surface_.get());
  const int stride = cairo_image_surface_get_stride(colour_surface_.get());
  Raster raster(size_.width, size_.height);
  std::vector<std::uint32_t> words(static_cast<std::size_t>(size_.width));
  for (int y = 0; y < size_.height; ++y) {
    std::memcpy(words.data(), data + static_cast<std::ptrdiff_t>(y) * stride, words.size() * 4);
    kernels().xrgb_to_oklab(words.data(), raster.row(y), words.size());
  }
  return raster;
}

std::vector<float> Painter::ink() const {
  cairo_surface_flush(ink_surface_.get());
  const auto* data = cairo_image_surface_get_data(ink_surface_.get());
  const int stride = cairo_image_surface_get_stride(ink_surface_.get());
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
