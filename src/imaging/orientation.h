#pragma once
// Which way up: the orientation tag of EXIF blocks, and turning pictures by it. Private to this folder.

#include "imaging/decoder.h"

namespace tessera::imaging {

/// The orientation in a TIFF block as EXIF holds it ("II*\0…" or "MM\0*…"), with or without "Exif\0\0" before it.
/// Reads tag 0x0112 of the first directory and nothing else; 1 for whatever is absent, damaged or out of range.
[[nodiscard]] Orientation read_exif_orientation(ByteView block) noexcept;

/// Five to eight stand on their side.
[[nodiscard]] constexpr bool swaps_sides(Orientation orientation) noexcept { return orientation >= 5; }
[[nodiscard]] constexpr Size turned(Size size, Orientation orientation) noexcept {
  return swaps_sides(orientation) ? Size{.width = size.height, .height = size.width} : size;
}

/// The picture as it is meant to be seen.
[[nodiscard]] Image turn(Image image, Orientation orientation);

}  // namespace tessera::imaging
