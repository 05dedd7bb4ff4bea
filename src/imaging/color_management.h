#pragma once
// From a file's own colour space to sRGB with lcms2. Private to this folder.

#include "imaging/decoder.h"

namespace tessera::imaging {

/// Converts in place by the ICC profile: RGB profiles as they are, grey profiles from the red channel (the decoders
/// spread grey over all three). Perceptual intent. A profile that cannot be read, or that belongs to another kind of
/// picture, changes nothing, as in every viewer; so does one that is sRGB already.
void convert_to_srgb(Image& image, ByteView profile);

/// Where 0 means no ink; `inverted` is Adobe's way, 255 means no ink. By the CMYK profile when there is a usable one,
/// otherwise (1 - ink)(1 - black) for each channel.
[[nodiscard]] Image cmyk_to_srgb(ByteView cmyk, Size size, bool inverted, ByteView profile);

/// Code points of ITU-T H.273 for primaries; those of Display P3 (12) and BT.2020 (9) with the sRGB curve are
/// converted, everything else is taken as sRGB.
void convert_primaries_to_srgb(Image& image, int color_primaries);

}  // namespace tessera::imaging
