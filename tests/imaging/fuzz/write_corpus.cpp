// Writes the corpus of the image fuzz target into the folder that is given: one small file of each kind.

#include <cstdio>
#include <fstream>

#include "imaging/test_pictures.h"

int main(int count, char** arguments) {
  using namespace tessera;
  using namespace tessera::test;
  if (count != 2) return 2;
  const Image picture = quarters({16, 12});
  const auto write = [&](const char* name, const Bytes& bytes) {
    std::ofstream(std::string(arguments[1]) + "/" + name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    std::printf("%s %zu\n", name, bytes.size());
  };
  write("plain.jpg", jpeg_file(picture));
  write("turned.jpg", jpeg_file(picture, {.exif = exif_block(6)}));
  write("profile.jpg", jpeg_file(picture, {.exif = exif_block(8, true), .profile = swapped_profile()}));
  write("cmyk.jpg", cmyk_jpeg_file({8, 8}, {10, 200, 100, 240}));
  write("plain.png", png_file(picture));
  write("alpha16.png", png_file(picture, {.bit_depth = 16, .alpha = 99, .exif = exif_block(5)}));
  write("grey.png", png_file(picture, {.grey = true, .profile = linear_grey_profile()}));
  write("interlaced.png", interlaced_png_file(picture));
  write("plain.webp", webp_file(picture));
  write("alpha.webp", webp_file(picture, {.alpha = 77, .exif = exif_block(3), .profile = swapped_profile()}));
  write("animated.webp", animated_webp_file(picture, picture));
  write("plain.avif", heif_file(picture, {.avif = true}));
  write("plain.heic", heif_file(picture, {.orientation = 6}));
  return 0;
}
