#include "imaging/orientation.h"

#include <algorithm>
#include <cstring>

namespace tessera::imaging {
namespace {

/// Numbers of a TIFF block in its own byte order; zero outside of the block.
class TiffReader {
 public:
  TiffReader(ByteView bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t width) const noexcept {
    if (at > bytes_.size() || bytes_.size() - at < width) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      value = value << 8U | bytes_[at + (big_endian_ ? i : width - 1 - i)];
    }
    return value;
  }

 private:
  ByteView bytes_;
  bool big_endian_;
};

constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t type_short = 3;
constexpr std::size_t entry_bytes = 12;

}  // namespace

Orientation read_exif_orientation(ByteView block) noexcept {
  static constexpr std::array<std::uint8_t, 6> prefix{'E', 'x', 'i', 'f', 0, 0};
  if (block.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), block.begin())) {
    block = block.subspan(prefix.size());
  }
  if (block.size() < 8) return 1;
  const bool big_endian = block[0] == 'M' && block[1] == 'M';
  if (!big_endian && !(block[0] == 'I' && block[1] == 'I')) return 1;
  const TiffReader tiff(block, big_endian);
  if (tiff.number(2, 2) != 42) return 1;
  const std::size_t directory = tiff.number(4, 4);
  if (directory >= block.size()) return 1;
  const std::size_t entries =
      std::min<std::size_t>(tiff.number(directory, 2), (block.size() - directory) / entry_bytes);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = directory + 2 + i * entry_bytes;
    if (tiff.number(at, 2) != orientation_tag || tiff.number(at + 2, 2) != type_short) continue;
    const std::uint32_t value = tiff.number(at + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : 1;
  }
  return 1;
}

Image turn(Image image, Orientation orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  const Size from = image.size();
  Image result(turned(from, orientation));
  const bool flip_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool flip_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  // Stored pixel of each seen pixel: transposed when the sides swap, then counted from the far end where flipped.
  for (int y = 0; y < result.height(); ++y) {
    std::uint8_t* out = result.row(y).data();
    for (int x = 0; x < result.width(); ++x, out += Image::channels) {
      int source_x = swaps_sides(orientation) ? y : x;
      int source_y = swaps_sides(orientation) ? x : y;
      if (flip_x) source_x = from.width - 1 - source_x;
      if (flip_y) source_y = from.height - 1 - source_y;
      std::memcpy(out, image.row(source_y).data() + static_cast<std::size_t>(source_x) * Image::channels,
                  Image::channels);
    }
  }
  return result;
}

}  // namespace tessera::imaging
