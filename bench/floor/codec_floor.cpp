// What no program that works on these pictures can save: decoding those that came and encoding those that were made,
// once each, with bare libspng and libjpeg-turbo: SUB filter and level 1 for PNG, 4:4:4 for JPEG.
//
//   codec_floor < LIST       a line is "decode FILE" or "encode QUALITY FILE"; quality 0 is PNG
//
// Prints one JSON object: CPU seconds of both, without reading files and without the decoding that encoding needs
// first.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <spng.h>
#include <turbojpeg.h>

namespace {

struct Picture {
  std::vector<std::uint8_t> rgb;
  int width = 0;
  int height = 0;
};

using Context = std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)>;
using Handle = std::unique_ptr<void, decltype(&tjDestroy)>;

[[noreturn]] void give_up(const std::string& why) {
  std::fputs((why + "\n").c_str(), stderr);
  std::exit(1);
}

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) give_up(path + " cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Picture decode_png(const std::vector<std::uint8_t>& bytes) {
  const Context context(spng_ctx_new(0), &spng_ctx_free);
  spng_set_png_buffer(context.get(), bytes.data(), bytes.size());
  spng_ihdr header{};
  std::size_t size = 0;
  if (spng_get_ihdr(context.get(), &header) != 0 || spng_decoded_image_size(context.get(), SPNG_FMT_RGB8, &size) != 0) {
    give_up("not a PNG file");
  }
  Picture picture{.rgb = std::vector<std::uint8_t>(size),
                  .width = static_cast<int>(header.width),
                  .height = static_cast<int>(header.height)};
  if (spng_decode_image(context.get(), picture.rgb.data(), size, SPNG_FMT_RGB8, 0) != 0) give_up("a damaged PNG file");
  return picture;
}

Picture decode_jpeg(const std::vector<std::uint8_t>& bytes) {
  const Handle handle(tjInitDecompress(), &tjDestroy);
  Picture picture;
  int sampling = 0;
  int space = 0;
  if (tjDecompressHeader3(handle.get(), bytes.data(), bytes.size(), &picture.width, &picture.height, &sampling,
                          &space) != 0) {
    give_up("neither PNG nor JPEG");
  }
  picture.rgb.resize(static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3);
  if (tjDecompress2(handle.get(), bytes.data(), bytes.size(), picture.rgb.data(), picture.width, 0, picture.height,
                    TJPF_RGB, 0) != 0) {
    give_up("a damaged JPEG file");
  }
  return picture;
}

Picture decode(const std::vector<std::uint8_t>& bytes) {
  return bytes.size() > 1 && bytes[1] == 'P' ? decode_png(bytes) : decode_jpeg(bytes);
}

void encode_png(const Picture& picture) {
  const Context context(spng_ctx_new(SPNG_CTX_ENCODER), &spng_ctx_free);
  spng_ihdr header{.width = static_cast<std::uint32_t>(picture.width),
                   .height = static_cast<std::uint32_t>(picture.height),
                   .bit_depth = 8,
                   .color_type = SPNG_COLOR_TYPE_TRUECOLOR,
                   .compression_method = 0,
                   .filter_method = 0,
                   .interlace_method = 0};
  spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1);
  spng_set_option(context.get(), SPNG_IMG_COMPRESSION_LEVEL, 1);
  spng_set_option(context.get(), SPNG_FILTER_CHOICE, SPNG_FILTER_CHOICE_SUB);
  spng_set_ihdr(context.get(), &header);
  if (spng_encode_image(context.get(), picture.rgb.data(), picture.rgb.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE) !=
      0) {
    give_up("encoding PNG failed");
  }
  std::size_t length = 0;
  int status = 0;
  const std::unique_ptr<void, decltype(&std::free)> made(spng_get_png_buffer(context.get(), &length, &status),
                                                         &std::free);
}

void encode_jpeg(const Picture& picture, int quality) {
  const Handle handle(tjInitCompress(), &tjDestroy);
  unsigned char* bytes = nullptr;
  unsigned long length = 0;
  if (tjCompress2(handle.get(), picture.rgb.data(), picture.width, 0, picture.height, TJPF_RGB, &bytes, &length,
                  TJSAMP_444, quality, 0) != 0) {
    give_up("encoding JPEG failed");
  }
  tjFree(bytes);
}

}  // namespace

int main() {
  double decoding = 0;
  double encoding = 0;
  int decoded = 0;
  int encoded = 0;
  std::string what;
  while (std::cin >> what) {
    int quality = 0;
    if (what == "encode") std::cin >> quality;
    std::string path;
    std::getline(std::cin >> std::ws, path);
    const std::vector<std::uint8_t> bytes = read_file(path);
    const double before = cpu_seconds();
    const Picture picture = decode(bytes);
    const double between = cpu_seconds();
    if (what == "decode") {
      decoding += between - before;
      ++decoded;
      continue;
    }
    if (quality == 0) {
      encode_png(picture);
    } else {
      encode_jpeg(picture, quality);
    }
    encoding += cpu_seconds() - between;
    ++encoded;
  }
  fmt::print("{{\"decode_seconds\": {}, \"encode_seconds\": {}, \"decoded\": {}, \"encoded\": {}}}\n", decoding,
             encoding, decoded, encoded);
  return 0;
}
