// Coloured line drawing: thick black outlines, flat tones, dot screens.
#include "canvas.h"

namespace tessera::examples {
namespace {

constexpr Rgb black{0.06, 0.05, 0.08};

void dots(const Sheet& s, Rgb colour, double x0, double y0, double x1, double y1, double fade) {
  s.colour(colour);
  for (double y = y0; y < y1; y += 0.012) {
    for (double x = x0 + (static_cast<int>((y - y0) / 0.012) % 2) * 0.006; x < x1; x += 0.012) {
      s.circle(x, y, 0.0045 * (1 - fade * (y - y0) / (y1 - y0)));
      s.fill();
    }
  }
}

}  // namespace

Image paint_comic() {
  constexpr Rgb sky{0.98, 0.82, 0.25}, red{0.88, 0.2, 0.2}, blue{0.16, 0.36, 0.72}, skin{0.98, 0.78, 0.62},
      white{0.99, 0.98, 0.94}, green{0.24, 0.6, 0.36};
  const Sheet s(sky);
  cairo_t* c = s.context();
  dots(s, {0.95, 0.55, 0.18}, 0, 0, 1, 0.6, 0.95);
  for (int i = 0; i < 22; ++i) {  // rays
    const double a = 0.285 * i, b = a + 0.09;
    s.polygon({{0.5, 0.46}, {0.5 + std::cos(a), 0.46 + std::sin(a)}, {0.5 + std::cos(b), 0.46 + std::sin(b)}});
    s.colour(white, 0.5);
    s.fill();
  }
  Random random(9);
  for (int i = 0; i < 7; ++i) {  // a skyline
    const double x = -0.02 + 0.15 * i, w = 0.13, h = random.uniform(0.2, 0.42);
    cairo_rectangle(c, x, 0.82 - h, w, h);
    s.fill_and_line(i % 2 == 0 ? blue : Rgb{0.42, 0.3, 0.56}, black, 0.006);
    for (int f = 0; f < static_cast<int>(h / 0.06) - 1; ++f) {
      for (int k = 0; k < 3; ++k) {
        cairo_rectangle(c, x + 0.02 + 0.036 * k, 0.845 - h + 0.06 * f, 0.02, 0.03);
        s.fill_and_line((f + k + i) % 3 == 0 ? sky : black, black, 0.002);
      }
    }
  }
  cairo_rectangle(c, -0.02, 0.8, 1.04, 0.3);
  s.fill_and_line(green, black, 0.007);
  dots(s, {0.12, 0.42, 0.26}, 0, 0.82, 1, 1, 0.2);
  // A figure with a cape.
  s.polygon({{0.4, 0.46}, {0.2, 0.56}, {0.12, 0.8}, {0.24, 0.86}, {0.34, 0.8}, {0.42, 0.88}, {0.6, 0.6}});
  s.fill_and_line(red, black, 0.009);
  s.polygon(
      {{0.4, 0.97}, {0.42, 0.7}, {0.5, 0.66}, {0.6, 0.7}, {0.63, 0.97}, {0.55, 0.97}, {0.525, 0.78}, {0.49, 0.97}});
  s.fill_and_line(blue, black, 0.009);
  s.polygon({{0.4, 0.44}, {0.5, 0.47}, {0.62, 0.44}, {0.64, 0.56}, {0.6, 0.72}, {0.42, 0.72}, {0.38, 0.56}});
  s.fill_and_line(white, black, 0.009);
  s.polygon({{0.47, 0.52}, {0.56, 0.52}, {0.515, 0.62}});
  s.fill_and_line(red, black, 0.005);
  for (const double k : {-1.0, 1.0}) {
    s.polygon({{0.51 + k * 0.115, 0.45},
               {0.51 + k * 0.2, 0.58},
               {0.51 + k * 0.13, 0.68},
               {0.51 + k * 0.1, 0.65},
               {0.51 + k * 0.14, 0.58},
               {0.51 + k * 0.09, 0.52}});
    s.fill_and_line(white, black, 0.007);
    s.circle(0.51 + k * 0.115, 0.675, 0.03);
    s.fill_and_line(red, black, 0.006);
  }
  cairo_new_path(c);
  cairo_save(c);
  cairo_translate(c, 0.51, 0.33);
  cairo_scale(c, 0.088, 0.115);
  cairo_arc(c, 0, 0, 1, 0, 6.2832);
  cairo_restore(c);
  s.fill_and_line(skin, black, 0.008);
  s.polygon(
      {{0.415, 0.33}, {0.41, 0.22}, {0.5, 0.17}, {0.6, 0.2}, {0.612, 0.33}, {0.585, 0.26}, {0.52, 0.28}, {0.45, 0.25}});
  s.fill_and_line(black, black, 0.006);
  for (const double x : {0.475, 0.55}) {
    s.circle(x, 0.335, 0.013);
    s.fill_and_line(white, black, 0.004);
    s.circle(x + 0.003, 0.337, 0.006);
    s.colour(black);
    s.fill();
    cairo_set_line_width(c, 0.007);
    cairo_move_to(c, x - 0.022, 0.31);
    cairo_line_to(c, x + 0.02, 0.305);
    cairo_stroke(c);
  }
  cairo_set_line_width(c, 0.006);
  cairo_arc(c, 0.513, 0.385, 0.03, 0.3, 2.84);
  cairo_stroke(c);
  return s.image();
}

}  // namespace tessera::examples
