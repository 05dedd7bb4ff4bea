#include "pipeline/sheet.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "dataset/report.h"
#include "imaging/codec.h"
#include "imaging/gates.h"
#include "imaging/plain_jpeg.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

/// Least confidence of all borders at which a picture that should be one is taken for a sheet.
constexpr double sure_border = 0.8;

/// Box coordinates of a picture that was scaled from `from` to `to`.
Box scaled(Box box, Size from, Size to) {
  const auto along = [](int value, int old_length, int new_length) {
    return static_cast<int>(static_cast<std::int64_t>(value) * new_length / old_length);
  };
  const int left = along(box.left, from.width, to.width);
  const int top = along(box.top, from.height, to.height);
  const int right = along(box.left + box.width, from.width, to.width);
  const int bottom = along(box.top + box.height, from.height, to.height);
  return Box{.left = left, .top = top, .width = std::max(1, right - left), .height = std::max(1, bottom - top)};
}

/// The geometry of a picture that was ordered on its own: all of it is one cell, unless it is a sheet all the same.
GridGeometry whole_picture(const Image& picture) {
  GridGeometry geometry = equal_grid(picture.size(), single_picture);
  geometry.confidence = 1;
  GridCell& cell = geometry.cells.front();
  for (CellEdge* edge : {&cell.left, &cell.top, &cell.right, &cell.bottom}) edge->confidence = 1;
  for (const GridShape shape : {GridShape{.rows = 2, .columns = 2}, GridShape{.rows = 3, .columns = 3}}) {
    const GridGeometry panels = find_grid(picture, shape);
    if (panels.found != shape || panels.confidence < sure_border) continue;
    geometry.found = shape;
    geometry.notes.push_back(fmt::format("shows {} panels, one picture was asked for", to_text(shape)));
    cell.usable = false;
    cell.reason = "a sheet instead of one picture";
    break;
  }
  return geometry;
}

/// "style": how far the tile is from the source's style.
Measurement style_measure(const Image& tile, const SheetExpectation& expected) {
  const double away = style_distance(measure_style(tile), *expected.style);
  return Measurement{.name = "style",
                     .value = away,
                     .threshold = foreign_style_distance,
                     .passed = away <= foreign_style_distance,
                     .advisory = !expected.style_gate};
}

}  // namespace

bool is_sent_as_it_is(ByteView source) {
  const Result<ImageInfo> info = read_image_info(source);
  return info && std::max(info->size.width, info->size.height) <= max_sent_side && is_plain_jpeg(source);
}

Result<PreparedSource> prepare_source(std::string name, ByteView bytes) {
  const auto unusable = [&](const std::string& why) {
    return failure(ErrorKind::bad_source, fmt::format("{} cannot be used as a source: {}", name, why));
  };
  const Result<ImageInfo> info = read_image_info(bytes);
  if (!info) return unusable(info.error().message);
  const int shorter = std::min(info->size.width, info->size.height);
  if (shorter < min_source_side) {
    return unusable(fmt::format("it is {}x{} pixels, and the shorter side must have at least {}", info->size.width,
                                info->size.height, min_source_side));
  }
  Result<Image> pixels = decode_image(bytes);
  if (!pixels) return unusable(pixels.error().message);

  PreparedSource source{.name = std::move(name), .hash = blob_id(bytes), .size = pixels->size()};
  if (shorter < advised_source_side) {
    source.warnings.push_back(
        fmt::format("the source is {}x{} pixels; {} or more on the shorter side give better results", info->size.width,
                    info->size.height, advised_source_side));
  }
  const int longer = std::max(source.size.width, source.size.height);
  if (longer > max_sent_side) {
    const auto shrunk = [&](int side) {
      return std::max(1, static_cast<int>(std::int64_t{side} * max_sent_side / longer));
    };
    Result<Image> smaller = resize(*pixels, Size{shrunk(source.size.width), shrunk(source.size.height)});
    if (!smaller) return std::unexpected(smaller.error());
    *pixels = std::move(*smaller);
  }
  source.descriptor = describe(*pixels);
  source.style = measure_style(*pixels);
  source.thumbnail = report_picture(*pixels, report_source_side);
  source.normalised = is_sent_as_it_is(bytes) ? Bytes(bytes.begin(), bytes.end()) : encode_png(*pixels);
  return source;
}

Result<Sheet> inspect_sheet(ByteView bytes, GridShape asked) {
  Result<Image> pixels = decode_image(bytes);
  if (!pixels) return std::unexpected(pixels.error());
  Sheet sheet{.pixels = std::make_shared<const Image>(std::move(*pixels))};
  const Image& picture = *sheet.pixels;
  sheet.geometry = asked == single_picture ? whole_picture(picture) : find_grid(picture, asked);
  Result<Image> small = fit_short_side(picture, judge_short_side);
  if (!small) return std::unexpected(small.error());
  sheet.judge_picture = encode_jpeg(*small, 90, Chroma::full);
  sheet.judge_picture_size = small->size();
  for (const GridCell& cell : sheet.geometry.cells) {
    sheet.judge_boxes.push_back(scaled(cell.box, picture.size(), small->size()));
  }
  return sheet;
}

void measure_cells(Sheet& sheet, const SheetExpectation& expected) {
  const Image& picture = *sheet.pixels;
  for (const GridCell& cell : sheet.geometry.cells) {
    CellFindings findings;
    if (cell.usable) {
      const Image tile = crop(picture, cell.box);
      findings.measurements = measure_tile(tile);
      if (expected.style != nullptr) findings.measurements.push_back(style_measure(tile, expected));
      findings.descriptor = describe(tile);
    }
    sheet.cells.push_back(std::move(findings));
  }
}

Size reduced_to(Size size, int min_side) {
  const int shorter = std::min(size.width, size.height);
  if (shorter <= min_side) return size;
  const auto along = [&](int side) {
    return static_cast<int>((std::int64_t{side} * min_side + shorter / 2) / shorter);
  };
  return Size{along(size.width), along(size.height)};
}

FinishedImage finish_image(const Image& image, std::optional<int> min_side) {
  const Size wanted = min_side ? reduced_to(image.size(), *min_side) : image.size();
  if (wanted != image.size()) {
    FinishedImage finished = finish_image(resize(image, wanted).value(), std::nullopt);
    finished.is_reduced = true;
    return finished;
  }
  FinishedImage finished{.jpeg = encode_jpeg(image, final_jpeg_quality, Chroma::full)};
  finished.content = blob_id(finished.jpeg);
  finished.thumbnail = report_picture(image, report_item_side);
  finished.size = image.size();
  return finished;
}

}  // namespace tessera
