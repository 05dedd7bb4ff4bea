#pragma once
// Draws shapes on a cairo surface in the manner of a style: wobbling outlines of the source's width and colour, soft or
// hard shadows, hatching for ink. The outlines also go to a second surface, because they survive the texture.
// Coordinates: the unit square is the tile's inner square, y downwards; at() places a smaller frame inside. One thread.

#include <array>
#include <memory>
#include <vector>

#include "base/random.h"
#include "model/image.h"
#include "providers/offline/colours.h"
#include "providers/offline/geometry.h"
#include "providers/offline/raster.h"
#include "providers/offline/style.h"

typedef struct _cairo cairo_t;                  // NOLINT: cairo's own names
typedef struct _cairo_surface cairo_surface_t;  // NOLINT

namespace tessera::offline {

/// How a shape is filled. Shadow and light are changes of lightness.
struct Look {
  double shade = 0.13;     ///< on the side away from the light; 0: none
  double ink = 1;          ///< width of the outline; 0: none
  double glow = 0;         ///< on the side of the light
  double gradient = 0.05;  ///< from top (lighter) to bottom
  double alpha = 1;
  bool hatch = true;  ///< ink styles hatch the shadow of large shapes
  double depth = 1;   ///< how far shadow and light reach in
};

class Painter {
 public:
  Painter(const Style& style, const Colours& colours, Random random, Size size);
  ~Painter();
  Painter(const Painter&) = delete;
  Painter& operator=(const Painter&) = delete;

  [[nodiscard]] Lab operator[](Role role) const { return colours_[role]; }
  [[nodiscard]] Lab tone(Lab colour, double change) const { return colours_.tone(colour, change); }
  [[nodiscard]] Lab tone(Role role, double change) const { return colours_.tone(role, change); }
  [[nodiscard]] const Colours& colours() const { return colours_; }
  [[nodiscard]] const Style& style() const { return style_; }

  /// While it lives, coordinates are relative to (x, y), scaled, turned by `angle` and, when asked, mirrored.
  class Placed;
  [[nodiscard]] Placed at(double x, double y, double scale = 1, double angle = 0, bool mirror = false);
  /// While it lives, nothing is drawn outside `path`.
  class Clipped;
  [[nodiscard]] Clipped within(const Path& path);

  /// The whole tile, from `top` to `bottom`.
  void background(Lab top, Lab bottom);
  void fill(const Path& path, Lab colour, const Look& look = {});
  void fill(const Path& path, Role role, const Look& look = {}) { fill(path, (*this)[role], look); }
  /// An outline in the source's ink; `weight` 1 is the source's own line.
  void line(const Path& path, double weight = 1, double alpha = 1);
  /// A brush stroke in a colour; `width` as `weight` above, but not bound to the style's ink.
  void stroke(const Path& path, Lab colour, double width, double alpha = 1);
  /// A soft round light or darkness around a point.
  void halo(double x, double y, double radius, Lab colour, double alpha);

  [[nodiscard]] Raster drawing() const;
  /// Coverage of the outlines, 0 … 1.
  [[nodiscard]] std::vector<float> ink() const;

 private:
  struct Bounds {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    [[nodiscard]] double width() const { return right - left; }
    [[nodiscard]] double height() const { return bottom - top; }
  };
  struct Frame {
    double xx = 1, xy = 0, yx = 0, yy = 1, x = 0, y = 0;
  };
  [[nodiscard]] Path to_pixels(const Path& path) const;
  [[nodiscard]] Path wobbled(Path path, double amplitude);
  [[nodiscard]] double noise(double t) const;
  [[nodiscard]] double frame_scale() const;
  void trace(cairo_t* context, const Path& path, double dx = 0, double dy = 0);
  void colour_of(cairo_t* context, Lab colour, double alpha);
  void rim(const Path& pixels, Lab colour, double alpha, double dx, double dy, bool hard);
  [[nodiscard]] static Bounds bounds_of(const Path& path);
  void brush_fill(const Path& pixels, const Bounds& bounds, Lab colour, const Look& look);
  void pen_fill(const Path& pixels, const Bounds& bounds, Lab colour, const Look& look);
  void hatch(const Path& pixels, const Bounds& bounds, double gap, double angle, double away);
  void rule_sky(double dark);
  /// 0 as the paper … 1 as the ink.
  [[nodiscard]] double darkness(Lab colour) const;
  /// What a pen drawing has under its lines: nearly paper, or black.
  [[nodiscard]] Lab washed(Lab colour) const;
  /// How far shadow and light reach into a shape of `extent` pixels.
  [[nodiscard]] double shade_reach(double extent, const Look& look) const;
  /// A line of varying width as one polygon, on both surfaces; pixels.
  void brush(const Path& pixels, bool closed, double width, Lab colour, double alpha, bool is_ink);

  const Style& style_;
  const Colours& colours_;
  Random random_;
  Size size_;
  double unit_ = 1;        ///< pixels of one
  double line_width_ = 1;  ///< pixels
  double line_alpha_ = 1;
  double wobble_ = 0;  ///< pixels
  Frame frame_;
  std::array<double, 256> noise_{};
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> colour_surface_, ink_surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> colour_, ink_;
};

class Painter::Placed {
 public:
  Placed(Painter& painter, const Frame& before) : painter_(painter), before_(before) {}
  ~Placed() { painter_.frame_ = before_; }
  Placed(const Placed&) = delete;
  Placed& operator=(const Placed&) = delete;

 private:
  Painter& painter_;
  Frame before_;
};

class Painter::Clipped {
 public:
  explicit Clipped(Painter& painter) : painter_(painter) {}
  ~Clipped();
  Clipped(const Clipped&) = delete;
  Clipped& operator=(const Clipped&) = delete;

 private:
  Painter& painter_;
};

}  // namespace tessera::offline
