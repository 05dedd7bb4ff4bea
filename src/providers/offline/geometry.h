#pragma once
// Paths in the plane, as lists of points. y grows downwards. Pure; any thread.

#include <initializer_list>
#include <vector>

namespace tessera::offline {

struct Point {
  double x = 0;
  double y = 0;
};
using Path = std::vector<Point>;

[[nodiscard]] Path ellipse(double cx, double cy, double rx, double ry, double angle = 0, int points = 28);
[[nodiscard]] Path rectangle(double x, double y, double width, double height);
[[nodiscard]] Path rounded(double x, double y, double width, double height, double radius);
/// A closed smooth line through the points (Catmull-Rom).
[[nodiscard]] Path closed_curve(const Path& points);
/// An open smooth line through the points.
[[nodiscard]] Path curve(const Path& points);
/// Part of an ellipse, open, angles in radians from the x axis, clockwise on the screen.
[[nodiscard]] Path arc(double cx, double cy, double rx, double ry, double from, double to);
[[nodiscard]] Path star(double cx, double cy, double outer, double inner, int rays, double angle = 0);
/// The right half from top to bottom, mirrored at x = 0 and joined: vases, faces, towers.
[[nodiscard]] Path symmetric(const Path& right_half);
/// A tube around a smooth line: `widths` are full widths at the given points (as many as points).
[[nodiscard]] Path tube(const Path& points, const std::vector<double>& widths);

[[nodiscard]] Path moved(Path path, double dx, double dy);
[[nodiscard]] Path scaled(Path path, double sx, double sy);
[[nodiscard]] Path mirrored(Path path);
/// The point at `angle` and `radius` around `centre`; 0 is to the right, clockwise on the screen.
[[nodiscard]] Point polar(Point centre, double radius, double angle);

}  // namespace tessera::offline
