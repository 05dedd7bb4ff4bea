#include "providers/offline/draw_grid.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "providers/offline/compose.h"
#include "providers/offline/kernels.h"
#include "providers/offline/scenes/catalogue.h"
#include "providers/offline/style.h"
#include "providers/offline/synthesis.h"
#include "providers/offline/transport.h"

namespace tessera::offline {
namespace {

std::string stream(std::string_view purpose, std::size_t cell) {
  return std::string(purpose) + " " + std::to_string(cell);
}

/// First and one past the last pixel of each cell along one side.
std::vector<std::pair<int, int>> spans(int length, int parts, int gutter, double drift, Random random) {
  std::vector<int> edges;
  for (int k = 0; k <= parts; ++k) {
    int edge = static_cast<int>(static_cast<std::int64_t>(length) * k / parts);
    if (k > 0 && k < parts) edge += static_cast<int>(std::lround(random.uniform(-1, 1) * drift * length / parts));
    edges.push_back(edge);
  }
  std::vector<std::pair<int, int>> out;
  for (int k = 0; k < parts; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const int before = k == 0 ? 0 : gutter - gutter / 2;
    const int after = k + 1 == parts ? 0 : gutter / 2;
    out.emplace_back(edges[i] + before, std::max(edges[i] + before + 1, edges[i + 1] - after));
  }
  return out;
}

void fill_box(Image& image, Box box, Colour colour) {
  for (int y = std::max(0, box.top); y < std::min(image.height(), box.top + box.height); ++y) {
    const auto row = image.row(y);
    for (int x = std::max(0, box.left); x < std::min(image.width(), box.left + box.width); ++x) {
      const auto i = static_cast<std::size_t>(x) * 3;
      row[i] = colour.red;
      row[i + 1] = colour.green;
      row[i + 2] = colour.blue;
    }
  }
}

/// Everything about the source that all tiles share.
struct Workshop {
  Style style;
  ColourGoal before;
  ColourGoal after;
  TextureSource texture;

  Workshop(const Image& source, int tile, std::uint64_t seed)
      : style(analyse_style(source, tile, Random(seed, "style"))),
        before(style.source, 3, Random(seed, "axes before")),
        after(style.source, 2, Random(seed, "axes after")),
        texture(style.source) {}
};

Raster paint_tile(const Workshop& shop, const GridDrawing& drawing, std::size_t cell, std::size_t scene, Size size) {
  const Description& description = drawing.descriptions[scene % drawing.descriptions.size()];
  Random for_scene(drawing.seed, stream("scene", scene));
  const SceneChoice choice = read_description(description, for_scene);
  const double strength = std::clamp(drawing.style_strength, 0.0, 1.0);
  Drawing drawn = draw_scene(choice, shop.style, strength, for_scene, size);
  if (strength == 0) return drawn.picture;
  shop.before.attract(drawn.picture, 0.22 * strength);
  const bool pixels = shop.style.lattice > 0 && shop.style.lattice * 2 < size.width;
  if (pixels || shop.style.vector()) {
    // These have no texture to lay under the drawing: colour and form are all.
    shop.after.attract(drawn.picture, (pixels ? 0.8 : 0.55) * strength, 3);
    if (pixels) return pixelated(drawn.picture, shop.style);
    snap_to_palette(drawn.picture, shop.style, 0.7 * strength);
    return drawn.picture;
  }
  // Printed colours are few: in between there is nothing that the texture could be made of.
  if (shop.style.printed()) snap_to_palette(drawn.picture, shop.style, 0.8 * strength);
  const Painted painted = shop.texture.paint(drawn.picture, drawn.ink, Random(drawing.seed, stream("paint", cell)));
  return compose(drawn.picture, painted, drawn.ink, shop.style, shop.after, strength);
}

void place(Image& sheet, const Raster& tile, Box box) {
  for (int y = 0; y < box.height; ++y) {
    kernels().oklab_to_rgb(tile.row(y), sheet.row(box.top + y).data() + static_cast<std::ptrdiff_t>(box.left) * 3,
                           static_cast<std::size_t>(box.width));
  }
}

}  // namespace

Image draw_grid(const Image& source, const GridDrawing& drawing, const RunAll& run_all) {
  Image sheet(drawing.size);
  fill_box(sheet, {0, 0, drawing.size.width, drawing.size.height}, drawing.gutter_colour);
  const double drift = std::clamp(drawing.drift, 0.0, 0.2);
  const auto columns =
      spans(drawing.size.width, drawing.shape.columns, drawing.gutter, drift, Random(drawing.seed, "columns"));
  const auto rows = spans(drawing.size.height, drawing.shape.rows, drawing.gutter, drift, Random(drawing.seed, "rows"));
  const int tile = std::max(drawing.size.width / drawing.shape.columns, drawing.size.height / drawing.shape.rows);
  const Workshop shop(source, std::max(32, tile), drawing.seed);

  const std::function<void(std::size_t)> draw_cell = [&](std::size_t cell) {
    const auto across = static_cast<std::size_t>(drawing.shape.columns);
    const auto [left, right] = columns[cell % across];
    const auto [top, bottom] = rows[cell / across];
    const Box box{left, top, right - left, bottom - top};
    if (std::ranges::find(drawing.blanks, static_cast<int>(cell)) != drawing.blanks.end()) {
      const Srgb paper = to_srgb(shop.style.paper);
      const auto level = [](double v) { return static_cast<std::uint8_t>(std::lround(v * 255)); };
      fill_box(sheet, box, {level(paper.red), level(paper.green), level(paper.blue)});
      return;
    }
    const auto repeat = std::ranges::find(drawing.repeats, static_cast<int>(cell), &std::pair<int, int>::first);
    const std::size_t scene = repeat == drawing.repeats.end() ? cell : static_cast<std::size_t>(repeat->second);
    place(sheet, paint_tile(shop, drawing, cell, scene, {box.width, box.height}), box);
    if (drawing.frame > 0) {
      const int f = drawing.frame;
      fill_box(sheet, {box.left, box.top, box.width, f}, drawing.frame_colour);
      fill_box(sheet, {box.left, box.top + box.height - f, box.width, f}, drawing.frame_colour);
      fill_box(sheet, {box.left, box.top, f, box.height}, drawing.frame_colour);
      fill_box(sheet, {box.left + box.width - f, box.top, f, box.height}, drawing.frame_colour);
    }
  };
  const auto cells = static_cast<std::size_t>(drawing.shape.cells());
  if (run_all) {
    run_all(cells, draw_cell);
  } else {
    for (std::size_t cell = 0; cell < cells; ++cell) draw_cell(cell);
  }
  return sheet;
}

std::vector<std::string> drawing_warnings(const std::vector<Description>& descriptions) {
  std::vector<std::string> warnings;
  for (const Description& description : descriptions) {
    Random any(0);
    if (!read_description(description, any).known) {
      warnings.push_back("the offline engine knows no word of \"" + description.text +
                         "\" and drew an abstract composition instead");
    }
  }
  return warnings;
}

}  // namespace tessera::offline
