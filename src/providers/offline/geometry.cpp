#include "providers/offline/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace tessera::offline {
namespace {

constexpr double turn = 2 * std::numbers::pi;

Path catmull_rom(const Path& points, bool closed) {
  constexpr int steps = 7;
  Path out;
  const int n = static_cast<int>(points.size());
  const auto at = [&](int i) {
    return points[static_cast<std::size_t>(closed ? (i % n + n) % n : std::clamp(i, 0, n - 1))];
  };
  for (int i = 0; i < (closed ? n : n - 1); ++i) {
    const Point a = at(i - 1), b = at(i), c = at(i + 1), d = at(i + 2);
    for (int s = 0; s < steps; ++s) {
      const double t = static_cast<double>(s) / steps;
      const auto blend = [t](double p, double q, double r, double u) {
        return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - u) * t * t + (3 * q - p - 3 * r + u) * t * t * t);
      };
      out.push_back({blend(a.x, b.x, c.x, d.x), blend(a.y, b.y, c.y, d.y)});
    }
  }
  if (!closed && n > 0) out.push_back(points.back());
  return out;
}

}  // namespace

Path ellipse(double cx, double cy, double rx, double ry, double angle, int points) {
  Path path;
  for (int i = 0; i < points; ++i) {
    const double x = rx * std::cos(turn * i / points);
    const double y = ry * std::sin(turn * i / points);
    path.push_back({cx + x * std::cos(angle) - y * std::sin(angle), cy + x * std::sin(angle) + y * std::cos(angle)});
  }
  return path;
}

Path rectangle(double x, double y, double width, double height) {
  return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}};
}

Path rounded(double x, double y, double width, double height, double radius) {
  Path path;
  const Point centres[4] = {{x + width - radius, y + radius},
                            {x + width - radius, y + height - radius},
                            {x + radius, y + height - radius},
                            {x + radius, y + radius}};
  for (int corner = 0; corner < 4; ++corner) {
    for (int i = 0; i <= 4; ++i) path.push_back(polar(centres[corner], radius, turn / 4 * (corner - 1 + i / 4.0)));
  }
  return path;
}

Path closed_curve(const Path& points) { return catmull_rom(points, true); }
Path curve(const Path& points) { return catmull_rom(points, false); }

Path arc(double cx, double cy, double rx, double ry, double from, double to) {
  Path path;
  constexpr int steps = 20;
  for (int i = 0; i <= steps; ++i) {
    const double t = from + (to - from) * i / steps;
    path.push_back({cx + rx * std::cos(t), cy + ry * std::sin(t)});
  }
  return path;
}

Path star(double cx, double cy, double outer, double inner, int rays, double angle) {
  Path path;
  for (int i = 0; i < 2 * rays; ++i)
    path.push_back(polar({cx, cy}, i % 2 == 0 ? outer : inner, angle + turn * i / (2 * rays)));
  return path;
}

Path symmetric(const Path& right_half) {
  Path path = right_half;
  for (auto it = right_half.rbegin(); it != right_half.rend(); ++it) {
    if (it->x > 1e-9) path.push_back({-it->x, it->y});
  }
  return path;
}

Path tube(const Path& points, const std::vector<double>& widths) {
  const Path line = curve(points);
  const auto n = line.size();
  Path left, right;
  for (std::size_t i = 0; i < n; ++i) {
    const Point before = line[i == 0 ? 0 : i - 1];
    const Point after = line[std::min(n - 1, i + 1)];
    const double length = std::max(1e-9, std::hypot(after.x - before.x, after.y - before.y));
    const double position =
        static_cast<double>(i) / static_cast<double>(n - 1) * static_cast<double>(widths.size() - 1);
    const auto k = std::min(static_cast<std::size_t>(position), widths.size() - 2);
    const double width = widths[k] + (widths[k + 1] - widths[k]) * (position - static_cast<double>(k));
    const double nx = -(after.y - before.y) / length * width / 2;
    const double ny = (after.x - before.x) / length * width / 2;
    left.push_back({line[i].x + nx, line[i].y + ny});
    right.push_back({line[i].x - nx, line[i].y - ny});
  }
  // Round ends.
  const auto cap = [](Path& path, Point from, Point to, Point out) {
    path.push_back({(from.x * 3 + to.x) / 4 + out.x, (from.y * 3 + to.y) / 4 + out.y});
    path.push_back({(from.x + to.x * 3) / 4 + out.x, (from.y + to.y * 3) / 4 + out.y});
  };
  const auto outward = [&](std::size_t end, std::size_t inner, double width) {
    const double dx = line[end].x - line[inner].x, dy = line[end].y - line[inner].y;
    const double length = std::max(1e-9, std::hypot(dx, dy));
    return Point{dx / length * width * 0.4, dy / length * width * 0.4};
  };
  Path path = left;
  cap(path, left.back(), right.back(), outward(n - 1, n - 2, widths.back()));
  path.insert(path.end(), right.rbegin(), right.rend());
  cap(path, right.front(), left.front(), outward(0, 1, widths.front()));
  return path;
}

Path moved(Path path, double dx, double dy) {
  for (Point& p : path) p = {p.x + dx, p.y + dy};
  return path;
}

Path scaled(Path path, double sx, double sy) {
  for (Point& p : path) p = {p.x * sx, p.y * sy};
  return path;
}

Path mirrored(Path path) { return scaled(std::move(path), -1, 1); }

Point polar(Point centre, double radius, double angle) {
  return {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
}

}  // namespace tessera::offline
