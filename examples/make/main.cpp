// Paints the example sources anew: make_examples FOLDER. The files in examples/ came out of it.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "canvas.h"
#include "imaging/codec.h"

int main(int count, char** arguments) {
  using namespace tessera;
  if (count != 2) {
    std::fputs("usage: make_examples FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  struct Example {
    std::string_view file;
    Image (*paint)();
    bool lossless;
    int quality;
  };
  constexpr Example all[] = {
      {"ink.jpg", examples::paint_ink, false, 82},    {"watercolour.jpg", examples::paint_watercolour, false, 82},
      {"flat.png", examples::paint_flat, true, 0},    {"oil.jpg", examples::paint_oil, false, 80},
      {"pixel.png", examples::paint_pixels, true, 0}, {"photograph.jpg", examples::paint_photograph, false, 85},
      {"comic.jpg", examples::paint_comic, false, 85}};
  for (const Example& example : all) {
    const Image image = example.paint();
    const Bytes bytes = example.lossless ? encode_png(image, PngEffort::small) : encode_jpeg(image, example.quality);
    std::ofstream out(folder / example.file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!out) {
      std::fprintf(stderr, "cannot write %s\n", (folder / example.file).c_str());
      return 1;
    }
  }
  return 0;
}
