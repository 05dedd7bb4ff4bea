#include "imaging/codec.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "imaging/test_pictures.h"

namespace tessera {
namespace {

using namespace test;

Image decoded(const Bytes& file) {
  Result<Image> image = decode_image(file);
  EXPECT_TRUE(image.has_value()) << image.error().message;
  return image.value_or(Image());
}

std::string error_of(const Bytes& file, const ImageLimits& limits = {}) {
  const Result<Image> image = decode_image(file, limits);
  if (image) return "";
  EXPECT_EQ(image.error().kind, ErrorKind::bad_request);
  return image.error().message;
}

/// Every format that this machine can make.
std::vector<std::pair<std::string, Bytes>> files_of(const Image& image) {
  std::vector<std::pair<std::string, Bytes>> files{
      {"jpeg", jpeg_file(image)}, {"png", png_file(image)}, {"webp", webp_file(image)}};
  if (Bytes file = heif_file(image, {.avif = true}); !file.empty()) files.emplace_back("avif", std::move(file));
  if (Bytes file = heif_file(image); !file.empty()) files.emplace_back("heic", std::move(file));
  return files;
}

TEST(Codec, ReadsEveryFormatItNames) {
  const Image picture = quarters({64, 48});
  const auto files = files_of(picture);
  EXPECT_EQ(files.size(), 5U) << "libheif on this machine lacks an encoder";
  for (const auto& [name, file] : files) {
    SCOPED_TRACE(name);
    const auto format = sniff_format(file);
    ASSERT_TRUE(format.has_value());
    EXPECT_EQ(name_of(*format), name);
    EXPECT_EQ(media_type_of(*format), "image/" + name);
    const Result<ImageInfo> info = read_image_info(file);
    ASSERT_TRUE(info.has_value()) << info.error().message;
    EXPECT_EQ(info->size, picture.size());
    EXPECT_LT(mean_difference(decoded(file), picture), 3);
  }
}

TEST(Codec, NamesWhatItReadsWhenGivenSomethingElse) {
  for (const std::string_view text :
       {"GIF89a..............", "BM..................", "<svg xmlns=\"\">......", "II*\0.............."}) {
    EXPECT_NE(error_of(to_bytes(text)).find("JPEG, PNG, WebP, AVIF and HEIC"), std::string::npos);
  }
  EXPECT_EQ(error_of({}), "the file is empty");
  EXPECT_FALSE(sniff_format(to_bytes("\0\0\0\x14"
                                     "ftypmp42"))
                   .has_value());
}

TEST(Codec, RefusesFilesThatAreCutOffAnywhere) {
  for (const auto& [name, file] : files_of(scene(1, {120, 90}))) {
    for (const std::size_t percent : {10U, 30U, 50U, 70U, 90U, 97U}) {
      SCOPED_TRACE(name + " at " + std::to_string(percent) + " %");
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() * percent / 100));
      EXPECT_NE(error_of(part), "");
    }
    SCOPED_TRACE(name + " without its last byte");
    EXPECT_NE(error_of(Bytes(file.begin(), file.end() - 1)), "");
  }
}

TEST(Codec, RefusesTooManyBytesBeforeLookingAtThem) {
  const Bytes file = png_file(quarters({64, 64}));
  EXPECT_NE(error_of(file, {.max_bytes = file.size() - 1}).find("MB"), std::string::npos);
  EXPECT_EQ(error_of(file, {.max_bytes = file.size()}), "");
}

TEST(Codec, RefusesTooManyPixelsFromTheHeaderAlone) {
  for (const auto& [name, file] : files_of(quarters({64, 64}))) {
    SCOPED_TRACE(name);
    EXPECT_NE(error_of(file, {.max_pixels = 64 * 64 - 1}).find("64x64 pixels"), std::string::npos);
    EXPECT_EQ(error_of(file, {.max_pixels = 64 * 64}), "");
  }
}

TEST(Codec, RefusesHeadersThatPromiseHugePictures) {
  Bytes png = png_file(quarters({64, 64}));
  for (const std::size_t at : {16U, 20U})
    std::fill_n(png.begin() + static_cast<std::ptrdiff_t>(at), 4, std::uint8_t{0x7F});
  EXPECT_NE(error_of(png).find("at most 100 are read"), std::string::npos);
  Bytes jpeg = jpeg_file(quarters({64, 64}));
  const auto frame = std::ranges::search(jpeg, Bytes{0xFF, 0xC0}).begin();
  std::fill_n(frame + 5, 4, std::uint8_t{0xFF});
  EXPECT_NE(error_of(jpeg).find("65535x65535"), std::string::npos);
}

TEST(Codec, RefusesPixelDataThatDoNotFillThePicture) {
  Bytes jpeg = jpeg_file(scene(2, {64, 64}));
  const auto frame = std::ranges::search(jpeg, Bytes{0xFF, 0xC0}).begin();
  frame[6] = 128;  // twice as high as what follows
  EXPECT_NE(error_of(jpeg), "");
}

TEST(Codec, RefusesDamageThatTheFormatCanShow) {
  Bytes jpeg = jpeg_file(scene(3, {200, 200}));
  jpeg.resize(jpeg.size() / 2);
  jpeg.insert(jpeg.end(), {0xFF, 0xD9});  // the end, too early
  Bytes png = png_file(scene(3, {200, 200}));
  png[png.size() / 2] ^= 0x55U;
  EXPECT_NE(error_of(jpeg), "");
  EXPECT_NE(error_of(png), "");
}

TEST(Codec, AcceptsBytesAfterTheEnd) {
  Bytes jpeg = jpeg_file(quarters({40, 40}));
  Bytes png = png_file(quarters({40, 40}));
  for (Bytes* file : {&jpeg, &png}) file->insert(file->end(), {1, 2, 3, 4, 5});
  EXPECT_EQ(error_of(jpeg), "");
  EXPECT_EQ(error_of(png), "");
}

class Orientation : public testing::TestWithParam<int> {};

TEST_P(Orientation, IsAppliedInEveryFormat) {
  const Image upright = quarters({48, 32});
  const Image stored = stored_for(upright, GetParam());
  for (const bool big_endian : {false, true}) {
    const Bytes exif = exif_block(GetParam(), big_endian);
    for (const Bytes& file :
         {jpeg_file(stored, {.exif = exif}), png_file(stored, {.exif = exif}), webp_file(stored, {.exif = exif})}) {
      EXPECT_EQ(read_image_info(file)->size, upright.size());
      EXPECT_LT(mean_difference(decoded(file), upright), 3);
    }
  }
}

TEST_P(Orientation, OfHeifBoxesIsApplied) {
  const Image upright = quarters({48, 32});
  // libheif 1.15 mirrors before it turns where EXIF says the reverse (5 and 7 change places); what is tested here is
  // that the boxes are obeyed, whichever of the two the encoder wrote.
  const bool ambiguous = GetParam() == 5 || GetParam() == 7;
  const Bytes file = heif_file(stored_for(upright, GetParam()), {.orientation = GetParam()});
  ASSERT_FALSE(file.empty());
  EXPECT_EQ(read_image_info(file)->size, upright.size());
  const Image seen = decoded(file);
  const double difference =
      std::min(mean_difference(seen, upright), ambiguous ? mean_difference(seen, stored_for(upright, 3)) : 256.0);
  EXPECT_LT(difference, 4);
}

INSTANTIATE_TEST_SUITE_P(Exif, Orientation, testing::Range(1, 9));

TEST(Codec, IgnoresOrientationsThatDoNotExist) {
  const Image picture = quarters({48, 32});
  for (const int value : {0, 9, 77}) {
    EXPECT_LT(mean_difference(decoded(jpeg_file(picture, {.exif = exif_block(value)})), picture), 3);
  }
}

TEST(Codec, ConvertsEmbeddedProfilesToSrgb) {
  const Image red = plain({32, 32}, {250, 20, 20});
  const Bytes profile = swapped_profile();  // its "red" is green
  std::vector<Bytes> files{jpeg_file(red, {.profile = profile}), png_file(red, {.profile = profile}),
                           webp_file(red, {.profile = profile}), heif_file(red, {.profile = profile}),
                           heif_file(red, {.avif = true, .profile = profile})};
  for (const Bytes& file : files) {
    const Rgb seen = pixel(decoded(file), 16, 16);
    EXPECT_LT(seen[0], 60);
    EXPECT_GT(seen[1], 220);
  }
}

TEST(Codec, ConvertsGreyProfiles) {
  const Image grey = plain({16, 16}, {55, 55, 55});
  const Rgb seen = pixel(decoded(png_file(grey, {.grey = true, .profile = linear_grey_profile()})), 8, 8);
  EXPECT_NEAR(seen[0], 128, 3);  // 55/255 of the light is 50 % grey in sRGB
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[1], seen[2]);
}

TEST(Codec, IgnoresProfilesThatAreBroken) {
  const Image picture = quarters({32, 32});
  EXPECT_EQ(decoded(png_file(picture, {.profile = swapped_profile()})) == picture, false);
  Bytes broken = swapped_profile();
  std::fill(broken.begin() + 36, broken.begin() + 40, std::uint8_t{0});
  EXPECT_LT(mean_difference(decoded(jpeg_file(picture, {.profile = broken})), picture), 3);
}

TEST(Codec, FlattensAlphaOnWhite) {
  const Image blue = plain({32, 32}, {0, 0, 200});
  for (const Bytes& file :
       {png_file(blue, {.alpha = 0}), webp_file(blue, {.alpha = 0}), heif_file(blue, {.alpha = 0})}) {
    EXPECT_EQ(pixel(decoded(file), 10, 10), (Rgb{255, 255, 255}));
  }
  const Rgb half = pixel(decoded(png_file(blue, {.alpha = 128})), 10, 10);
  EXPECT_EQ(half, (Rgb{127, 127, 227}));
  EXPECT_EQ(pixel(decoded(webp_file(blue, {.alpha = 128})), 10, 10), half);
  EXPECT_EQ(pixel(decoded(png_file(blue, {.bit_depth = 16, .alpha = 128})), 10, 10), half);
}

TEST(Codec, ConvertsCmykAsAdobeWritesIt) {
  // Inverted: 255 is no ink. Full yellow and nothing else, then full black.
  const Rgb yellow = pixel(decoded(cmyk_jpeg_file({16, 16}, {255, 255, 0, 255})), 8, 8);
  EXPECT_GT(yellow[0], 245);
  EXPECT_GT(yellow[1], 245);
  EXPECT_LT(yellow[2], 10);
  const Rgb black = pixel(decoded(cmyk_jpeg_file({16, 16}, {255, 255, 255, 0})), 8, 8);
  EXPECT_LT(black[0] + black[1] + black[2], 12);
}

TEST(Codec, ReducesSixteenBitsAndReadsInterlacedAndGrey) {
  const Image picture = scene(4, {37, 23});
  EXPECT_EQ(decoded(png_file(picture, {.bit_depth = 16})), picture);
  EXPECT_EQ(decoded(interlaced_png_file(picture)), picture);
  const Rgb grey = pixel(decoded(png_file(plain({9, 9}, {77, 77, 77}), {.grey = true})), 4, 4);
  EXPECT_EQ(grey, (Rgb{77, 77, 77}));
}

TEST(Codec, ShowsTheFirstFrameOfAnAnimation) {
  const Image first = quarters({40, 30});
  const Bytes file = animated_webp_file(first, plain({40, 30}, {9, 9, 9}));
  EXPECT_EQ(read_image_info(file)->size, (Size{48, 38}));
  const Image seen = decoded(file);
  EXPECT_EQ(pixel(seen, 0, 0), (Rgb{255, 255, 255}));
  EXPECT_EQ(pixel(seen, 3, 5), (Rgb{255, 0, 0}));
  EXPECT_EQ(pixel(seen, 3, 33), (Rgb{0, 0, 255}));
}

TEST(Codec, PngGivesBackEveryPixel) {
  for (const Size size : {Size{1, 1}, Size{7, 3}, Size{341, 341}}) {
    const Image picture = scene(5, size);
    for (const PngEffort effort : {PngEffort::fast, PngEffort::small})
      EXPECT_EQ(decoded(encode_png(picture, effort)), picture);
  }
}

TEST(Codec, EqualPixelsGiveEqualBytes) {
  const Image picture = scene(6, {100, 80});
  EXPECT_EQ(encode_png(picture), encode_png(Image(picture)));
  EXPECT_EQ(encode_jpeg(picture), encode_jpeg(Image(picture)));
}

TEST(Codec, JpegQualityIsWhatWasAskedFor) {
  const Image picture = scene(7, {160, 120});
  const double low = mean_difference(decoded(encode_jpeg(picture, 40)), picture);
  const double high = mean_difference(decoded(encode_jpeg(picture, 95)), picture);
  EXPECT_LT(high, 4);
  EXPECT_GT(low, 1.5 * high);
  EXPECT_LT(encode_jpeg(picture, 40).size(), encode_jpeg(picture, 95).size());
  EXPECT_LT(encode_jpeg(picture, 95, Chroma::half).size(), encode_jpeg(picture, 95, Chroma::full).size());
}

}  // namespace
}  // namespace tessera
