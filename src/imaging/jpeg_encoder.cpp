// Pixels to JPEG, with libjpeg-turbo.

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <turbojpeg.h>

#include "imaging/codec.h"

namespace tessera {
namespace {

struct DestroyHandle {
  void operator()(void* handle) const noexcept { tjDestroy(handle); }
};
struct FreeJpeg {
  void operator()(unsigned char* buffer) const noexcept { tjFree(buffer); }
};

}  // namespace

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
