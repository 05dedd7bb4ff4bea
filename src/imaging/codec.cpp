#include "imaging/codec.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "imaging/color_management.h"
#include "imaging/decoder.h"
#include "imaging/orientation.h"

namespace tessera {
namespace imaging {

std::unexpected<Error> cut_off(std::string_view format) {
  return failure(ErrorKind::bad_request, fmt::format("the {} file is cut off", format));
}

std::unexpected<Error> damaged(std::string_view format, std::string_view cause) {
  return failure(ErrorKind::bad_request, fmt::format("the {} file is damaged: {}", format, cause));
}

namespace {

Result<Header> read_header(ImageFormat format, ByteView bytes) {
  switch (format) {
    case ImageFormat::jpeg:
      return read_jpeg_header(bytes);
    case ImageFormat::png:
      return read_png_header(bytes);
    case ImageFormat::webp:
      return read_webp_header(bytes);
    case ImageFormat::avif:
    case ImageFormat::heic:
      return read_heif_header(bytes);
  }
  return failure(ErrorKind::internal, "unknown image format");
}

Result<Decoded> decode(ImageFormat format, ByteView bytes) {
  switch (format) {
    case ImageFormat::jpeg:
      return decode_jpeg(bytes);
    case ImageFormat::png:
      return decode_png(bytes);
    case ImageFormat::webp:
      return decode_webp(bytes);
    case ImageFormat::avif:
    case ImageFormat::heic:
      return decode_heif(bytes);
  }
  return failure(ErrorKind::internal, "unknown image format");
}

/// In sRGB and upright.
Result<Image> finished(Result<Decoded> decoded) {
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  if (!decoded->profile.empty()) convert_to_srgb(decoded->image, decoded->profile);
  return turn(std::move(decoded->image), decoded->orientation);
}

/// AVIF or HEIC by the brands of the leading "ftyp" box (ISO/IEC 14496-12): the major one first, then the compatible.
std::optional<ImageFormat> sniff_brands(std::string_view text) {
  const auto first = static_cast<std::uint8_t>(text[2]);
  const auto second = static_cast<std::uint8_t>(text[3]);
  const std::size_t box = std::min<std::size_t>(text.size(), std::size_t{first} << 8U | second);
  if (text[0] != 0 || text[1] != 0) return std::nullopt;
  for (std::size_t at = 8; at + 4 <= box; at += 4) {
    if (at == 12) continue;  // the minor version
    const std::string_view brand = text.substr(at, 4);
    if (brand == "avif" || brand == "avis") return ImageFormat::avif;
    if (brand == "heic" || brand == "heix" || brand == "heim" || brand == "heis" || brand == "hevc" ||
        brand == "hevx") {
      return ImageFormat::heic;
    }
  }
  return std::nullopt;
}

}  // namespace
}  // namespace imaging

std::string_view name_of(ImageFormat format) noexcept {
  switch (format) {
    case ImageFormat::jpeg:
      return "jpeg";
    case ImageFormat::png:
      return "png";
    case ImageFormat::webp:
      return "webp";
    case ImageFormat::avif:
      return "avif";
    case ImageFormat::heic:
      return "heic";
  }
  return "png";
}

std::string_view media_type_of(ImageFormat format) noexcept {
  switch (format) {
    case ImageFormat::jpeg:
      return "image/jpeg";
    case ImageFormat::png:
      return "image/png";
    case ImageFormat::webp:
      return "image/webp";
    case ImageFormat::avif:
      return "image/avif";
    case ImageFormat::heic:
      return "image/heic";
  }
  return "image/png";
}

std::optional<ImageFormat> sniff_format(ByteView bytes) noexcept {
  using namespace std::string_view_literals;
  const std::string_view text = as_text(bytes);
  if (text.starts_with("\xFF\xD8\xFF"sv)) return ImageFormat::jpeg;
  if (text.starts_with("\x89PNG\r\n\x1A\n"sv)) return ImageFormat::png;
  if (text.size() >= 12 && text.starts_with("RIFF"sv) && text.substr(8, 4) == "WEBP"sv) return ImageFormat::webp;
  if (text.size() >= 16 && text.substr(4, 4) == "ftyp"sv) return imaging::sniff_brands(text);
  return std::nullopt;
}

Result<PictureFacts> read_picture_facts(ByteView bytes, const ImageLimits& limits) {
  const Result<ImageInfo> info = read_image_info(bytes, limits);
  if (!info) return std::unexpected(info.error());
  const Result<imaging::Header> header = info->format == ImageFormat::jpeg ? imaging::read_jpeg_header(bytes, true)
                                                                           : imaging::read_header(info->format, bytes);
  if (!header) return std::unexpected(header.error());
  return PictureFacts{.format = info->format,
                      .size = info->size,
                      .stored = header->size,
                      .orientation = header->orientation,
                      .bits = header->bits,
                      .cmyk = header->cmyk,
                      .alpha = header->alpha,
                      .animated = header->animated,
                      .complete = header->complete};
}

Result<Image> decode_small(ByteView bytes, int least_side, const ImageLimits& limits) {
  if (sniff_format(bytes) != ImageFormat::jpeg) return decode_image(bytes, limits);
  const Result<ImageInfo> info = read_image_info(bytes, limits);
  if (!info) return std::unexpected(info.error());
  return imaging::finished(imaging::decode_jpeg(bytes, least_side));
}

Result<ImageInfo> read_image_info(ByteView bytes, const ImageLimits& limits) {
  if (bytes.empty()) return failure(ErrorKind::bad_request, "the file is empty");
  if (bytes.size() > limits.max_bytes) {
    return failure(ErrorKind::bad_request,
                   fmt::format("the picture has {:.1f} MB; at most {:.1f} MB are read",
                               static_cast<double>(bytes.size()) / 1e6, static_cast<double>(limits.max_bytes) / 1e6));
  }
  const std::optional<ImageFormat> format = sniff_format(bytes);
  if (!format) {
    return failure(ErrorKind::bad_request, "not a picture that can be read; JPEG, PNG, WebP, AVIF and HEIC can");
  }
  const Result<imaging::Header> header = imaging::read_header(*format, bytes);
  if (!header) return std::unexpected(header.error());
  const Size size = imaging::turned(header->size, header->orientation);
  if (size.width <= 0 || size.height <= 0) return imaging::damaged(name_of(*format), "impossible size");
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  if (pixels > limits.max_pixels) {
    return failure(
        ErrorKind::bad_request,
        fmt::format("the picture has {}x{} pixels, {:.0f} megapixels; at most {:.0f} are read", size.width, size.height,
                    static_cast<double>(pixels) / 1e6, static_cast<double>(limits.max_pixels) / 1e6));
  }
  return ImageInfo{.format = *format, .size = size};
}

Result<Image> decode_image(ByteView bytes, const ImageLimits& limits) {
  const Result<ImageInfo> info = read_image_info(bytes, limits);
  if (!info) return std::unexpected(info.error());
  return imaging::finished(imaging::decode(info->format, bytes));
}

}  // namespace tessera
