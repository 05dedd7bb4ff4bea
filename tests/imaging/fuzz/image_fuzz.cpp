// Any bytes at all must give a picture within the limits or an error, never anything else.

#include <cstdint>
#include <cstdlib>

#include "imaging/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  const ImageLimits limits{.max_bytes = 1'000'000, .max_pixels = 1'000'000};
  const ByteView bytes(data, size);
  const Result<ImageInfo> info = read_image_info(bytes, limits);
  const Result<Image> image = decode_image(bytes, limits);
  if (image && (!info || image->size() != info->size)) std::abort();
  return 0;
}
