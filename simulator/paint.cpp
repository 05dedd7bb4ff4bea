// Recipes to encoded pictures.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "imaging/codec.h"
#include "imaging/resize.h"
#include "simulator/draw.h"
#include "simulator/flat_png.h"
#include "simulator/pictures.h"
#include "simulator/shapes.h"

namespace tessera::sim {
namespace {

// Sizes of about one megapixel that the model works in, narrow to wide.
constexpr std::array<Size, 17> sheet_sizes{{{672, 1568},
                                            {688, 1504},
                                            {720, 1456},
                                            {752, 1392},
                                            {800, 1328},
                                            {832, 1248},
                                            {880, 1184},
                                            {944, 1104},
                                            {1024, 1024},
                                            {1104, 944},
                                            {1184, 880},
                                            {1248, 832},
                                            {1328, 800},
                                            {1392, 752},
                                            {1456, 720},
                                            {1504, 688},
                                            {1568, 672}}};

constexpr int gutter = 12;

Size sheet_size(double ratio) {
  return *std::ranges::min_element(sheet_sizes, {}, [&](Size size) {
    return std::abs(std::log(static_cast<double>(size.width) / size.height) - std::log(ratio));
  });
}

Result<Size> sheet_size(const Recipe& recipe) {
  const auto colon = recipe.aspect_ratio.find(':');
  if (colon != std::string::npos) {
    return sheet_size(std::stod(recipe.aspect_ratio) / std::stod(recipe.aspect_ratio.substr(colon + 1)));
  }
  if (!recipe.source.bytes) return sheet_size(1);
  const auto info = read_image_info(*recipe.source.bytes);
  if (!info) return std::unexpected(info.error());
  return sheet_size(static_cast<double>(info->size.width) / info->size.height);
}

Box cell_of(Size size, GridShape shape, int index) {
  const int row = index / shape.columns;
  const int column = index % shape.columns;
  const int left = size.width * column / shape.columns;
  const int top = size.height * row / shape.rows;
  return {.left = left,
          .top = top,
          .width = size.width * (column + 1) / shape.columns - left,
          .height = size.height * (row + 1) / shape.rows - top};
}

// "blank": the last cells are one colour. "repeat": the last cells show what the first shows, a little darker, so that
// they do not run into each other. "gutters": white between cells. The drawing engine does all this by itself.
void spoil(Image& sheet, GridShape shape, const std::string& flaw, int count) {
  const Box first = cell_of(sheet.size(), shape, 0);  // at the left edge
  for (int index = 0; index < shape.cells(); ++index) {
    const Box cell = cell_of(sheet.size(), shape, index);
    const bool is_flawed = index > 0 && index >= shape.cells() - count;
    for (int y = 0; y < cell.height; ++y) {
      auto target = sheet.row(cell.top + y)
                        .subspan(static_cast<std::size_t>(cell.left) * 3, static_cast<std::size_t>(cell.width) * 3);
      if (flaw == "gutters") {
        const bool between = cell.top > 0 && y < gutter;
        std::ranges::fill(target.first(between ? target.size() : cell.left > 0 ? gutter * 3U : 0U), std::uint8_t{255});
      }
      if (flaw == "blank" && is_flawed) std::ranges::fill(target, std::uint8_t{200});
      if (flaw != "repeat" || !is_flawed) continue;
      const auto source = sheet.row(first.top + std::min(y, first.height - 1));
      const int light = 100 - 7 * (1 + index % 4);
      for (int x = 0; x < cell.width * 3; ++x) {
        const int from = std::min(x, first.width * 3 - 1);
        target[static_cast<std::size_t>(x)] =
            static_cast<std::uint8_t>(source[static_cast<std::size_t>(from)] * light / 100);
      }
    }
  }
}

Bytes encode(const Image& image, bool png, PictureMode mode) {
  if (!png) return encode_jpeg(image, 90, Chroma::half);
  auto flat = mode == PictureMode::cheap ? write_flat_png(image) : std::nullopt;
  return flat ? std::move(*flat) : encode_png(image);
}

Error unusable_input(const Error& cause) {
  return {.kind = ErrorKind::bad_request, .message = "The input was invalid: " + cause.message + " (E006)"};
}

Result<Bytes> paint_grid(const Recipe& recipe, PictureMode mode) {
  auto size = sheet_size(recipe);
  if (!size) return std::unexpected(unusable_input(size.error()));
  if (recipe.flaw == "small") size->width = size->height = 96;
  Image sheet;
  if (recipe.flaw == "black") {
    sheet = Image(*size);
  } else if (mode == PictureMode::cheap && recipe.flaw != "frames" && recipe.flaw != "drift") {
    sheet = draw_shapes(*size, recipe.shape, recipe.descriptions, recipe.source.hash, recipe.seed);
    spoil(sheet, recipe.shape, recipe.flaw, recipe.flawed_cells);
  } else {
    auto drawn = draw(recipe, *size);
    if (!drawn) return std::unexpected(unusable_input(drawn.error()));
    sheet = std::move(*drawn);
  }
  return encode(sheet, recipe.png, mode);
}

Result<Bytes> enlarge(const Recipe& recipe, PictureMode mode) {
  const auto image = decode_image(*recipe.source.bytes);
  if (!image) return std::unexpected(unusable_input(image.error()));
  const auto pixels = static_cast<std::int64_t>(image->width()) * image->height();
  if (recipe.max_pixels > 0 && pixels > recipe.max_pixels) {
    return failure(
        ErrorKind::bad_request,
        fmt::format("Input image of dimensions ({}, {}, 3) has a total number of pixels {} greater than the "
                    "max size that fits in GPU memory on this hardware, {}. Resize input image and try again.",
                    image->height(), image->width(), pixels, recipe.max_pixels));
  }
  if (recipe.factor == 1) return encode(*image, recipe.png, mode);
  if (mode == PictureMode::cheap && recipe.factor == std::floor(recipe.factor)) {
    return encode(repeat_pixels(*image, static_cast<int>(recipe.factor)), recipe.png, mode);
  }
  const Size size{.width = std::max(1, static_cast<int>(std::lround(image->width() * recipe.factor))),
                  .height = std::max(1, static_cast<int>(std::lround(image->height() * recipe.factor)))};
  const auto large = resize(*image, size);
  if (!large) return std::unexpected(unusable_input(large.error()));
  return encode(*large, recipe.png, mode);
}

}  // namespace

Result<Bytes> paint(const Recipe& recipe, PictureMode mode) {
  return recipe.kind == Recipe::Kind::grid ? paint_grid(recipe, mode) : enlarge(recipe, mode);
}

}  // namespace tessera::sim
