#pragma once
// What the example painters share: a float picture, a cairo sheet, noise.

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include <cairo.h>

#include "base/random.h"
#include "model/image.h"

namespace tessera::examples {

inline constexpr int side = 1024;

struct Rgb {
  double r = 0, g = 0, b = 0;
};
inline Rgb operator*(Rgb c, double k) { return {c.r * k, c.g * k, c.b * k}; }
inline Rgb operator+(Rgb a, Rgb b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }
inline Rgb mix(Rgb a, Rgb b, double t) { return a * (1 - t) + b * t; }
inline double smooth(double low, double high, double v) {
  const double t = v <= low ? 0 : v >= high ? 1 : (v - low) / (high - low);
  return t * t * (3 - 2 * t);
}

/// Value noise in the plane, 0 … 1, smooth; `seed` picks the field.
[[nodiscard]] double noise(double x, double y, unsigned seed);
/// Octaves of it, about 0 … 1.
[[nodiscard]] double fractal(double x, double y, unsigned seed, int octaves);

/// A picture from a colour for each place; coordinates 0 … 1.
[[nodiscard]] Image from_function(const std::function<Rgb(double, double)>& colour);
[[nodiscard]] Rgb at(const Image& image, double x, double y);
void set(Image& image, int x, int y, Rgb colour);

/// A cairo sheet whose unit square is the picture.
class Sheet {
 public:
  explicit Sheet(Rgb paper);
  [[nodiscard]] cairo_t* context() const { return context_.get(); }
  [[nodiscard]] Image image() const;

  void colour(Rgb c, double alpha = 1) const { cairo_set_source_rgba(context_.get(), c.r, c.g, c.b, alpha); }
  void polygon(const std::vector<std::pair<double, double>>& points) const;
  void circle(double x, double y, double radius) const;
  void fill() const { cairo_fill(context_.get()); }
  void fill_and_line(Rgb c, Rgb ink, double width) const;

 private:
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> context_;
};

[[nodiscard]] Image paint_ink();
[[nodiscard]] Image paint_watercolour();
[[nodiscard]] Image paint_flat();
[[nodiscard]] Image paint_oil();
[[nodiscard]] Image paint_pixels();
[[nodiscard]] Image paint_photograph();
[[nodiscard]] Image paint_comic();

}  // namespace tessera::examples
