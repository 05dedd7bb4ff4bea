#pragma once
// Encoded pictures to pixels and back. Untrusted bytes are bounded here: size, pixels and format are checked from the
// header before a decoder sees the rest. Pure and synchronous; any thread; call it on the worker pool.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "model/image.h"
#include "tessera/error.h"

namespace tessera {

enum class ImageFormat { jpeg, png, webp, avif, heic };
[[nodiscard]] std::string_view name_of(ImageFormat format) noexcept;        ///< "jpeg"
[[nodiscard]] std::string_view media_type_of(ImageFormat format) noexcept;  ///< "image/jpeg"

struct ImageLimits {
  std::size_t max_bytes = 50U * 1000 * 1000;
  std::int64_t max_pixels = 100'000'000;
};

struct ImageInfo {
  ImageFormat format = ImageFormat::png;
  Size size;  ///< as it will be decoded: EXIF orientation applied
};

/// What a file tells about its picture before a pixel is decoded.
struct PictureFacts {
  ImageFormat format = ImageFormat::png;
  Size size;            ///< as it will be decoded
  Size stored;          ///< before it is turned: what programs see that ignore the EXIF orientation
  int orientation = 1;  ///< EXIF 2.32, tag 0x0112; 1 is upright. AVIF and HEIC turn by themselves: always 1
  int bits = 8;         ///< a channel
  bool cmyk = false;
  bool alpha = false;  ///< has transparency, used or not
  bool animated = false;
  bool complete = true;  ///< false when the file ends before its end mark
};

/// By the first bytes alone; nothing for formats that are not read.
[[nodiscard]] std::optional<ImageFormat> sniff_format(ByteView bytes) noexcept;

/// Format and size from the header, no pixels decoded. Errors: bad_request with a sentence that says what is wrong
/// (not a picture that is read: and which ones are; too many bytes; too many pixels; cut off).
[[nodiscard]] Result<ImageInfo> read_image_info(ByteView bytes, const ImageLimits& limits = {});

/// As read_image_info(), and everything else that the headers tell. `bytes` is the whole file. Cost: one search through
/// the bytes. Errors: as above.
[[nodiscard]] Result<PictureFacts> read_picture_facts(ByteView bytes, const ImageLimits& limits = {});

/// Pixels in sRGB: EXIF orientation applied, embedded ICC profile converted, alpha flattened on white, CMYK converted,
/// 16 bits reduced to 8. The first frame of an animation. Errors: as above; a cut-off file is an error, not a grey
/// half.
[[nodiscard]] Result<Image> decode_image(ByteView bytes, const ImageLimits& limits = {});

/// The same picture smaller, for measures that need few pixels: the shorter side has at least `least_side` pixels (or
/// all there are). JPEG is decoded at the smallest n/8 that is enough, which takes about a third of the time; the other
/// formats are decoded in full. Errors: as above.
[[nodiscard]] Result<Image> decode_small(ByteView bytes, int least_side, const ImageLimits& limits = {});

enum class PngEffort { fast, small };
/// Lossless; no metadata, so equal pixels give equal bytes.
[[nodiscard]] Bytes encode_png(const Image& image, PngEffort effort = PngEffort::fast);

enum class Chroma { full, half };
/// Baseline JPEG without metadata. quality 1 … 100.
[[nodiscard]] Bytes encode_jpeg(const Image& image, int quality = 95, Chroma chroma = Chroma::full);

}  // namespace tessera
