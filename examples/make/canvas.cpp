#include "canvas.h"

#include <algorithm>
#include <cstring>

namespace tessera::examples {
namespace {

double lattice(long x, long y, unsigned seed) {
  auto h = static_cast<std::uint64_t>(x) * 0x9E3779B97F4A7C15ULL ^
           static_cast<std::uint64_t>(y) * 0xC2B2AE3D27D4EB4FULL ^
           static_cast<std::uint64_t>(seed) * 0x165667B19E3779F9ULL;
  h ^= h >> 29U;
  h *= 0xBF58476D1CE4E5B9ULL;
  h ^= h >> 32U;
  return static_cast<double>(h >> 11U) * 0x1p-53;
}

std::uint8_t level(double v) { return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 1.0) * 255)); }

}  // namespace

double noise(double x, double y, unsigned seed) {
  const double fx = std::floor(x), fy = std::floor(y);
  const auto ix = static_cast<long>(fx), iy = static_cast<long>(fy);
  const double u = smooth(0, 1, x - fx), v = smooth(0, 1, y - fy);
  const double top = lattice(ix, iy, seed) * (1 - u) + lattice(ix + 1, iy, seed) * u;
  const double bottom = lattice(ix, iy + 1, seed) * (1 - u) + lattice(ix + 1, iy + 1, seed) * u;
  return top * (1 - v) + bottom * v;
}

double fractal(double x, double y, unsigned seed, int octaves) {
  double sum = 0, weight = 0.5, total = 0;
  for (int i = 0; i < octaves; ++i, weight /= 2) {
    sum += weight * noise(x, y, seed + static_cast<unsigned>(i));
    total += weight;
    x = x * 2.03 + 7.1;
    y = y * 2.03 + 3.7;
  }
  return sum / total;
}

void set(Image& image, int x, int y, Rgb c) {
  const auto row = image.row(y);
  const auto i = static_cast<std::size_t>(x) * 3;
  row[i] = level(c.r);
  row[i + 1] = level(c.g);
  row[i + 2] = level(c.b);
}

Image from_function(const std::function<Rgb(double, double)>& colour) {
  Image image({side, side});
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) set(image, x, y, colour((x + 0.5) / side, (y + 0.5) / side));
  }
  return image;
}

Rgb at(const Image& image, double x, double y) {
  const int px = std::clamp(static_cast<int>(x * side), 0, side - 1),
            py = std::clamp(static_cast<int>(y * side), 0, side - 1);
  const auto p = image.row(py).subspan(static_cast<std::size_t>(px) * 3, 3);
  return {p[0] / 255.0, p[1] / 255.0, p[2] / 255.0};
}

Sheet::Sheet(Rgb paper)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side), cairo_surface_destroy),
      context_(cairo_create(surface_.get()), cairo_destroy) {
  cairo_scale(context_.get(), side, side);
  cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(context_.get(), CAIRO_LINE_CAP_ROUND);
  colour(paper);
  cairo_paint(context_.get());
}

Image Sheet::image() const {
  cairo_surface_flush(surface_.get());
  const unsigned char* data = cairo_image_surface_get_data(surface_.get());
  const int stride = cairo_image_surface_get_stride(surface_.get());
  Image out({side, side});
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      std::uint32_t v = 0;
      std::memcpy(&v, data + static_cast<std::ptrdiff_t>(y) * stride + static_cast<std::ptrdiff_t>(x) * 4, 4);
      set(out, x, y, {(v >> 16U & 255U) / 255.0, (v >> 8U & 255U) / 255.0, (v & 255U) / 255.0});
    }
  }
  return out;
}

void Sheet::polygon(const std::vector<std::pair<double, double>>& points) const {
  cairo_new_path(context_.get());
  for (const auto& [x, y] : points) cairo_line_to(context_.get(), x, y);
  cairo_close_path(context_.get());
}

void Sheet::circle(double x, double y, double radius) const {
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), x, y, radius, 0, 6.2832);
}

void Sheet::fill_and_line(Rgb c, Rgb ink, double width) const {
  colour(c);
  cairo_fill_preserve(context_.get());
  colour(ink);
  cairo_set_line_width(context_.get(), width);
  cairo_stroke(context_.get());
}

}  // namespace tessera::examples
