#pragma once
// Pictures and files that the imaging tests share. Everything is made here, nothing comes from elsewhere.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "model/image.h"

namespace tessera::test {

using Rgb = std::array<std::uint8_t, 3>;

[[nodiscard]] Image plain(Size size, Rgb color);
void fill(Image& image, Box box, Rgb color);
[[nodiscard]] Rgb pixel(const Image& image, int x, int y);
/// A scene of shapes and noise; another one for every seed.
[[nodiscard]] Image scene(std::uint64_t seed, Size size);
/// Four quarters: red, green / blue, white. Shows every turn and mirror.
[[nodiscard]] Image quarters(Size size);
/// The largest difference of any channel of any pixel; 256 for different sizes.
[[nodiscard]] int largest_difference(const Image& a, const Image& b);
/// The mean difference over all channels and pixels.
[[nodiscard]] double mean_difference(const Image& a, const Image& b);

/// What quarters() looks like when a file says it is stored with this EXIF orientation: the stored picture.
[[nodiscard]] Image stored_for(const Image& upright, int orientation);

// --- files --------------------------------------------------------------------------------------------------------

/// The body of an EXIF block with this orientation and nothing else.
[[nodiscard]] Bytes exif_block(int orientation, bool big_endian = false);
/// An ICC profile whose red and green are swapped against sRGB: converting it is plain to see.
[[nodiscard]] Bytes swapped_profile();
/// A grey profile of gamma 1.
[[nodiscard]] Bytes linear_grey_profile();

struct JpegParts {
  Bytes exif = {};
  Bytes profile = {};
};
[[nodiscard]] Bytes jpeg_file(const Image& image, const JpegParts& parts = {});
/// As Adobe writes it: inverted, with its marker.
[[nodiscard]] Bytes cmyk_jpeg_file(Size size, std::array<std::uint8_t, 4> inverted_ink);

struct PngParts {
  int bit_depth = 8;
  bool grey = false;
  std::optional<std::uint8_t> alpha = {};  ///< of every pixel
  Bytes exif = {};
  Bytes profile = {};
};
[[nodiscard]] Bytes png_file(const Image& image, const PngParts& parts = {});
/// Adam7.
[[nodiscard]] Bytes interlaced_png_file(const Image& image);

struct WebpParts {
  std::optional<std::uint8_t> alpha = {};
  Bytes exif = {};
  Bytes profile = {};
};
[[nodiscard]] Bytes webp_file(const Image& image, const WebpParts& parts = {});
/// Two frames; the first lies at (2, 4) on a canvas that is 8 larger each way.
[[nodiscard]] Bytes animated_webp_file(const Image& first, const Image& second);

struct HeifParts {
  bool avif = false;
  int orientation = 1;
  std::optional<std::uint8_t> alpha = {};
  Bytes profile = {};
};
/// Empty when this machine's libheif cannot encode the format.
[[nodiscard]] Bytes heif_file(const Image& image, const HeifParts& parts = {});

}  // namespace tessera::test
