// Pixels to PNG, with LodePNG and libdeflate in place of zlib.

#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

#include <libdeflate.h>
#include <lodepng.h>

#include "imaging/codec.h"

namespace tessera {
namespace {

struct FreeCompressor {
  void operator()(libdeflate_compressor* one) const noexcept { libdeflate_free_compressor(one); }
};
struct FreeBuffer {
  void operator()(void* buffer) const noexcept { std::free(buffer); }  // NOLINT(cppcoreguidelines-no-malloc): LodePNG's
};

constexpr int fast_level = 1;
constexpr int small_level = 9;
constexpr unsigned char sub_filter = 1;  // the pixel on the left is taken away

/// LodePNG's hook. The context is libdeflate's level.
unsigned deflate(unsigned char** out, std::size_t* size, const unsigned char* in, std::size_t in_size,
                 const LodePNGCompressSettings* settings) {
  const int level = *static_cast<const int*>(settings->custom_context);
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> worker(libdeflate_alloc_compressor(level));
  if (!worker) return 1;
  const std::size_t bound = libdeflate_zlib_compress_bound(worker.get(), in_size);
  std::unique_ptr<unsigned char, FreeBuffer> made(
      static_cast<unsigned char*>(std::malloc(bound)));  // NOLINT(cppcoreguidelines-no-malloc): LodePNG frees it
  if (!made) return 1;
  *size = libdeflate_zlib_compress(worker.get(), in, in_size, made.get(), bound);
  *out = made.release();
  return *size == 0 ? 1 : 0;
}

}  // namespace

Bytes encode_png(const Image& image, PngEffort effort) {
  lodepng::State state;
  state.info_raw.colortype = LCT_RGB;
  state.info_png.color.colortype = LCT_RGB;
  state.encoder.auto_convert = 0;
  const std::vector<unsigned char> filters(static_cast<std::size_t>(image.height()), sub_filter);
  if (effort == PngEffort::fast) {
    state.encoder.filter_strategy = LFS_PREDEFINED;
    state.encoder.predefined_filters = filters.data();
  } else {
    state.encoder.filter_strategy = LFS_MINSUM;
  }
  int level = effort == PngEffort::fast ? fast_level : small_level;
  state.encoder.zlibsettings.custom_zlib = deflate;
  state.encoder.zlibsettings.custom_context = &level;
  unsigned char* made = nullptr;
  std::size_t length = 0;
  const unsigned error = lodepng_encode(&made, &length, image.pixels().data(), static_cast<unsigned>(image.width()),
                                        static_cast<unsigned>(image.height()), &state);
  const std::unique_ptr<unsigned char, FreeBuffer> buffer(made);
  if (error == 83) throw std::bad_alloc();
  if (error != 0) throw std::logic_error(lodepng_error_text(error));
  return {buffer.get(), buffer.get() + length};
}

}  // namespace tessera
