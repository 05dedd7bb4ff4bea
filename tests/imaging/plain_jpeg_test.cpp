#include "imaging/plain_jpeg.h"

#include <gtest/gtest.h>

#include "imaging/codec.h"

namespace tessera {
namespace {

Bytes jpeg() {
  Image image(Size{40, 30});
  for (std::size_t i = 0; i < image.pixels().size(); ++i) image.pixels()[i] = static_cast<std::uint8_t>(i * 7);
  return encode_jpeg(image);
}

/// The picture with a segment of that marker behind its start.
Bytes jpeg_with_segment(std::uint8_t marker, std::string_view content) {
  Bytes bytes = jpeg();
  Bytes segment{0xFF, marker, 0, static_cast<std::uint8_t>(content.size() + 2)};
  segment.insert(segment.end(), content.begin(), content.end());
  bytes.insert(bytes.begin() + 2, segment.begin(), segment.end());
  return bytes;
}

TEST(PlainJpeg, IsWhatOurOwnEncoderWrites) { EXPECT_TRUE(is_plain_jpeg(jpeg())); }

TEST(PlainJpeg, HoldsNoMetadata) {
  constexpr std::uint8_t exif = 0xE1;
  constexpr std::uint8_t colour_profile = 0xE2;
  constexpr std::uint8_t adobe = 0xEE;
  constexpr std::uint8_t comment = 0xFE;
  for (const std::uint8_t marker : {exif, colour_profile, adobe, comment}) {
    const Bytes bytes = jpeg_with_segment(marker, "where and by whom");
    ASSERT_TRUE(decode_image(bytes)) << int{marker};
    EXPECT_FALSE(is_plain_jpeg(bytes)) << int{marker};
  }
}

TEST(PlainJpeg, HoldsNothingBehindItsEnd) {
  Bytes bytes = jpeg();
  bytes.insert(bytes.end(), {'m', 'o', 'v', 'i', 'e', 0xFF, 0xD9});
  ASSERT_TRUE(decode_image(bytes));
  EXPECT_FALSE(is_plain_jpeg(bytes));
}

TEST(PlainJpeg, IsNoOtherFormatAndNoPartOfAFile) {
  EXPECT_FALSE(is_plain_jpeg(encode_png(Image(Size{8, 8}))));
  EXPECT_FALSE(is_plain_jpeg({}));
  const Bytes bytes = jpeg();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(is_plain_jpeg(ByteView(bytes).first(length))) << length;
  }
}

TEST(PlainJpeg, HasThreeComponentsOrOne) {
  Bytes bytes = jpeg();
  for (std::size_t at = 2; at + 10 < bytes.size(); ++at) {
    if (bytes[at] == 0xFF && bytes[at + 1] == 0xC0) {
      bytes[at + 9] = 4;
      break;
    }
  }
  EXPECT_FALSE(is_plain_jpeg(bytes));
}

}  // namespace
}  // namespace tessera
