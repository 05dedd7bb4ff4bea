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

}  // namespace

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
  Result<Bytes> thumbnail = report_picture(*pixels, report_source_side);
  if (!thumbnail) return std::unexpected(thumbnail.error());
  source.thumbnail = std::move(*thumbnail);
  const bool as_it_is = longer <= max_sent_side && is_plain_jpeg(bytes);
  source.normalised = as_it_is ? Bytes(bytes.begin(), bytes.end()) : encode_png(*pixels);
  return source;
}

Result<Sheet> inspect_sheet(ByteView bytes, GridShape asked) {
  Result<Image> pixels = decode_image(bytes);
  if (!pixels) return std::unexpected(pixels.error());
  Sheet sheet{.pixels = std::make_shared<const Image>(std::move(*pixels))};
  const Image& picture = *sheet.pixels;
  sheet.geometry = find_grid(picture, asked);
  for (const GridCell& cell : sheet.geometry.cells) {
    CellFindings findings;
    if (cell.usable) {
      const Image tile = crop(picture, cell.box);
      findings.measurements = measure_tile(tile);
      findings.descriptor = describe(tile);
    }
    sheet.cells.push_back(std::move(findings));
  }
  Result<Image> small = fit_short_side(picture, judge_short_side);
  if (!small) return std::unexpected(small.error());
  sheet.judge_picture = encode_jpeg(*small, 90, Chroma::full);
  sheet.judge_picture_size = small->size();
  for (const GridCell& cell : sheet.geometry.cells) {
    sheet.judge_boxes.push_back(scaled(cell.box, picture.size(), small->size()));
  }
  return sheet;
}

Result<FinishedImage> finish_image(const Image& image) {
  Result<Bytes> thumbnail = report_picture(image, report_item_side);
  if (!thumbnail) return std::unexpected(thumbnail.error());
  return FinishedImage{.jpeg = encode_jpeg(image, final_jpeg_quality, Chroma::full),
                       .thumbnail = std::move(*thumbnail),
                       .size = image.size()};
}

}  // namespace tessera
