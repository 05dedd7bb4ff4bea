#include "imaging/plain_png.h"

#include <gtest/gtest.h>

#include "imaging/codec.h"
#include "imaging/test_pictures.h"

namespace tessera::test {
namespace {

using imaging::decode_plain_png;

/// The same file with a byte behind its end: not plain any more, so that the other decoder reads it.
Bytes with_a_tail(Bytes file) {
  file.push_back(0);
  return file;
}

TEST(PlainPng, IsReadAsTheOtherDecoderReadsIt) {
  for (const Size size : {Size{1, 1}, Size{7, 3}, Size{341, 300}}) {
    const Image picture = scene(7, size);
    for (const Bytes& file :
         {png_file(picture), encode_png(picture, PngEffort::fast), encode_png(picture, PngEffort::small)}) {
      EXPECT_EQ(decode_plain_png(file), picture);
      ASSERT_FALSE(decode_plain_png(with_a_tail(file)));
      EXPECT_EQ(decode_image(with_a_tail(file)).value(), picture);
    }
  }
}

TEST(PlainPng, HoldsNothingButEightBitColour) {
  const Image picture = scene(8, {40, 30});
  for (const Bytes& file :
       {png_file(picture, {.bit_depth = 16}), png_file(picture, {.grey = true}), png_file(picture, {.alpha = 255}),
        png_file(picture, {.exif = exif_block(1)}), png_file(picture, {.profile = swapped_profile()}),
        interlaced_png_file(picture), jpeg_file(picture), Bytes{}}) {
    EXPECT_FALSE(decode_plain_png(file));
  }
}

TEST(PlainPng, IsLeftToTheOtherDecoderWhenItIsDamagedAnywhere) {
  const Bytes sound = encode_png(scene(9, {24, 20}));
  ASSERT_TRUE(decode_plain_png(sound));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    Bytes damaged = sound;
    damaged[i] ^= 0x10U;
    EXPECT_FALSE(decode_plain_png(damaged)) << "byte " << i;
    EXPECT_FALSE(decode_plain_png(ByteView(sound).first(i))) << "cut off at " << i;
  }
}

TEST(PlainPng, IsLeftToTheOtherDecoderAboveFourMegapixels) {
  const Image picture = plain({2001, 2000}, {10, 20, 30});
  const Bytes file = encode_png(picture);
  EXPECT_TRUE(is_plain_png(file));
  EXPECT_FALSE(decode_plain_png(file));
  EXPECT_EQ(decode_image(file).value(), picture);
}

}  // namespace
}  // namespace tessera::test
