// The pen of the painter: lines of varying width, hatching, and shapes as ink drawings have them.
#include <algorithm>
#include <cmath>

#include "providers/offline/cairo_library.h"
#include "providers/offline/painter.h"

namespace tessera::offline {

/// Lines across the shape, `gap` pixels apart; with `away` only where the shape's copy, moved towards the light by as
/// many pixels, does not cover it.
void Painter::hatch(const Path& pixels, const Bounds& b, double gap, double angle, double away) {
  cairo_t* const both[2] = {colour_.get(), ink_.get()};
  for (cairo_t* c : both) {
    cairo().cairo_save(c);
    trace(c, pixels);
    cairo().cairo_clip(c);
    if (away <= 0) continue;
    cairo().cairo_set_fill_rule(c, CAIRO_FILL_RULE_EVEN_ODD);
    trace(c, pixels, -away, -away * 0.7);
    cairo().cairo_rectangle(c, -size_.width, -size_.height, 3.0 * size_.width, 3.0 * size_.height);
    cairo().cairo_clip(c);
    cairo().cairo_set_fill_rule(c, CAIRO_FILL_RULE_WINDING);
  }
  const double radius = std::hypot(b.width(), b.height()) / 2;
  const Point centre{(b.left + b.right) / 2, (b.top + b.bottom) / 2};
  for (double t = -radius; t < radius; t += gap * random_.uniform(0.75, 1.25)) {
    const double from = -radius * random_.uniform(0.7, 1), to = radius * random_.uniform(0.7, 1);
    Path stroke;
    for (int i = 0; i <= 4; ++i) {
      const double u = from + (to - from) * i / 4;
      stroke.push_back(
          {centre.x + u * std::cos(angle) - t * std::sin(angle), centre.y + u * std::sin(angle) + t * std::cos(angle)});
    }
    brush(wobbled(stroke, wobble_), false, line_width_ * 0.6 * random_.uniform(0.6, 1.1), style_.ink, 0.8, true);
  }
  for (cairo_t* c : both) cairo().cairo_restore(c);
}

double Painter::darkness(Lab colour) const {
  return std::clamp((style_.paper.L - colour.L) / std::max(0.2, style_.paper.L - style_.ink.L), 0.0, 1.0);
}

/// Where the source leaves its paper bare, so does the drawing; others have a wash.
Lab Painter::washed(Lab colour) const {
  const double wash = 0.16 * std::clamp(1.1 - 1.2 * style_.paper_weight, 0.1, 1.0);
  return mix(style_.paper, colour, darkness(colour) > 0.8 ? 0.85 : wash);
}

/// As a pen does it: paper for light, lines for shade, more of them the darker, black for the darkest.
void Painter::pen_fill(const Path& pixels, const Bounds& b, Lab colour, const Look& look) {
  const double extent = std::max(b.width(), b.height());
  const double dark = darkness(colour);
  const bool blot = dark > 0.5 && extent < 0.05 * unit_;  // an eye, a window: too small for lines
  trace(colour_.get(), pixels);
  colour_of(colour_.get(), blot ? style_.ink : washed(colour), look.alpha);
  cairo().cairo_fill(colour_.get());
  if (extent < 0.05 * unit_ || look.alpha <= 0.6 || dark > 0.8) return;
  const double angle = 2.2 + random_.uniform(-0.2, 0.2);
  if (dark > 0.35) {
    const double gap = unit_ * (0.026 - 0.02 * (dark - 0.35));
    hatch(pixels, b, gap, angle, 0);
    if (dark > 0.62) hatch(pixels, b, gap * 1.2, angle - 1.3, 0);
  }
  if (look.shade > 0 && look.hatch && extent > 0.08 * unit_) {
    hatch(pixels, b, 0.016 * unit_, dark > 0.35 ? angle - 1.3 : angle, shade_reach(extent, look) * 2.6);
  }
}

/// A dark sky: level lines from side to side, closer together at the top.
void Painter::rule_sky(double dark) {
  double gap = (0.034 - 0.022 * dark) * unit_;
  for (double y = gap / 2; y < size_.height; y += gap * random_.uniform(0.8, 1.2)) {
    Path level;
    for (int i = 0; i <= 8; ++i) level.push_back({-4 + (size_.width + 8.0) * i / 8, y});
    brush(wobbled(level, wobble_), false, line_width_ * 0.55 * random_.uniform(0.7, 1.1), style_.ink, 0.75, true);
    gap *= 1.012;
  }
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
    cairo().cairo_new_path(c);
    for (const Point& p : left) cairo().cairo_line_to(c, p.x, p.y);
    if (closed) {
      cairo().cairo_close_path(c);
      cairo().cairo_new_sub_path(c);
    }
    for (const Point& p : right) cairo().cairo_line_to(c, p.x, p.y);
    cairo().cairo_close_path(c);
    colour_of(c, colour, alpha);
    cairo().cairo_fill(c);
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

}  // namespace tessera::offline
