// Pixels out: PNG with libspng, JPEG with libjpeg-turbo.

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <spng.h>
#include <turbojpeg.h>

#include "imaging/codec.h"

namespace tessera {
namespace {

struct FreeContext {
  void operator()(spng_ctx* context) const noexcept { spng_ctx_free(context); }
};
struct FreeBuffer {
  void operator()(void* buffer) const noexcept { std::free(buffer); }  // NOLINT(cppcoreguidelines-no-malloc): libspng's
};
struct DestroyHandle {
  void operator()(void* handle) const noexcept { tjDestroy(handle); }
};
struct FreeJpeg {
  void operator()(unsigned char* buffer) const noexcept { tjFree(buffer); }
};

}  // namespace

Bytes encode_png(const Image& image, PngEffort effort) {
  const std::unique_ptr<spng_ctx, FreeContext> context(spng_ctx_new(SPNG_CTX_ENCODER));
  if (!context) throw std::bad_alloc();
  spng_ihdr header{.width = static_cast<std::uint32_t>(image.width()),
                   .height = static_cast<std::uint32_t>(image.height()),
                   .bit_depth = 8,
                   .color_type = SPNG_COLOR_TYPE_TRUECOLOR,
                   .compression_method = 0,
                   .filter_method = 0,
                   .interlace_method = 0};
  spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1);
  if (effort == PngEffort::fast) {
    spng_set_option(context.get(), SPNG_IMG_COMPRESSION_LEVEL, 1);
    spng_set_option(context.get(), SPNG_FILTER_CHOICE, SPNG_FILTER_CHOICE_SUB);
  } else {
    spng_set_option(context.get(), SPNG_IMG_COMPRESSION_LEVEL, 9);
    spng_set_option(context.get(), SPNG_FILTER_CHOICE, SPNG_FILTER_CHOICE_ALL);
  }
  int status = spng_set_ihdr(context.get(), &header);
  const std::span<const std::uint8_t> pixels = image.pixels();
  if (status == 0) {
    status = spng_encode_image(context.get(), pixels.data(), pixels.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
  }
  std::size_t length = 0;
  const std::unique_ptr<void, FreeBuffer> buffer(status == 0 ? spng_get_png_buffer(context.get(), &length, &status)
                                                             : nullptr);
  if (status != 0 || buffer == nullptr) throw std::logic_error(spng_strerror(status));
  const auto* first = static_cast<const std::uint8_t*>(buffer.get());
  return {first, first + length};
}

Bytes encode_jpeg(const Image& image, int quality, Chroma chroma) {
  const std::unique_ptr<void, DestroyHandle> handle(tjInitCompress());
  if (!handle) throw std::bad_alloc();
  unsigned char* raw = nullptr;
  unsigned long length = 0;
  const int status =
      tjCompress2(handle.get(), image.pixels().data(), image.width(), 0, image.height(), TJPF_RGB, &raw, &length,
                  chroma == Chroma::full ? TJSAMP_444 : TJSAMP_420, std::clamp(quality, 1, 100), 0);
  const std::unique_ptr<unsigned char, FreeJpeg> buffer(raw);
  if (status != 0) throw std::logic_error(tjGetErrorStr2(handle.get()));
  return {buffer.get(), buffer.get() + length};
}

}  // namespace tessera
