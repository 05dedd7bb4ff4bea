// AVIF and HEIC in, with libheif, which turns and mirrors by itself. The primary image only.

#include <algorithm>
#include <memory>

#include "imaging/color_management.h"
#include "imaging/decoder.h"
#include "imaging/heif_library.h"

namespace tessera::imaging {
namespace {

/// What was loaded; open_file() is the first to ask.
const HeifLibrary& heif() { return *heif_library(); }

struct FreeContext {
  void operator()(heif_context* context) const noexcept { heif().context_free(context); }
};
struct ReleaseHandle {
  void operator()(const heif_image_handle* handle) const noexcept { heif().image_handle_release(handle); }
};
struct ReleaseImage {
  void operator()(const heif_image* image) const noexcept { heif().image_release(image); }
};
struct FreeOptions {
  void operator()(heif_decoding_options* options) const noexcept { heif().decoding_options_free(options); }
};

/// An opened file; `bytes` must outlive it.
struct File {
  std::unique_ptr<heif_context, FreeContext> context;
  std::unique_ptr<const heif_image_handle, ReleaseHandle> primary;
};

Result<File> open_file(ByteView bytes) {
  if (heif_library() == nullptr) {
    return failure(ErrorKind::bad_request, "it is AVIF or HEIC, and libheif, which reads those, is not installed");
  }
  File file{.context = std::unique_ptr<heif_context, FreeContext>(heif().context_alloc()), .primary = nullptr};
  if (!file.context) return failure(ErrorKind::internal, "cannot make an AVIF or HEIC decoder");
  // On the caller's thread: the worker pool is where this program's threads are.
  heif().context_set_max_decoding_threads(file.context.get(), 0);
  heif_error status =
      heif().context_read_from_memory_without_copy(file.context.get(), bytes.data(), bytes.size(), nullptr);
  heif_image_handle* handle = nullptr;
  if (status.code == heif_error_Ok) status = heif().context_get_primary_image_handle(file.context.get(), &handle);
  file.primary.reset(handle);
  if (status.code != heif_error_Ok) return damaged("AVIF or HEIC", status.message);
  return file;
}

Bytes icc_profile(const heif_image_handle* handle) {
  const std::size_t size = heif().image_handle_get_raw_color_profile_size(handle);
  if (size == 0 || size > max_profile_bytes) return {};
  Bytes profile(size);
  if (heif().image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok) return {};
  return profile;
}

int color_primaries(const heif_image_handle* handle) {
  heif_color_profile_nclx* nclx = nullptr;
  if (heif().image_handle_get_nclx_color_profile(handle, &nclx).code != heif_error_Ok || nclx == nullptr) return 1;
  const int primaries = nclx->color_primaries;
  heif().nclx_color_profile_free(nclx);
  return primaries;
}

}  // namespace

Result<Header> read_heif_header(ByteView bytes) {
  const Result<File> file = open_file(bytes);
  if (!file) return std::unexpected(file.error());
  return Header{.size = {.width = heif().image_handle_get_width(file->primary.get()),
                         .height = heif().image_handle_get_height(file->primary.get())},
                .orientation = 1,
                .bits = std::max(8, heif().image_handle_get_luma_bits_per_pixel(file->primary.get())),
                .alpha = heif().image_handle_has_alpha_channel(file->primary.get()) != 0};
}

Result<Decoded> decode_heif(ByteView bytes) {
  const Result<File> file = open_file(bytes);
  if (!file) return std::unexpected(file.error());
  const heif_image_handle* handle = file->primary.get();
  const Size size{.width = heif().image_handle_get_width(handle), .height = heif().image_handle_get_height(handle)};
  const bool alpha = heif().image_handle_has_alpha_channel(handle) != 0;

  const std::unique_ptr<heif_decoding_options, FreeOptions> options(heif().decoding_options_alloc());
  if (!options) return failure(ErrorKind::internal, "cannot make an AVIF or HEIC decoder");
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  heif_image* raw = nullptr;
  const heif_error status =
      heif().decode_image(handle, &raw, heif_colorspace_RGB,
                          alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get());
  const std::unique_ptr<const heif_image, ReleaseImage> image(raw);
  if (status.code != heif_error_Ok) return damaged("AVIF or HEIC", status.message);
  if (heif().image_get_width(raw, heif_channel_interleaved) != size.width ||
      heif().image_get_height(raw, heif_channel_interleaved) != size.height) {
    return damaged("AVIF or HEIC", "its headers contradict each other");
  }
  int stride = 0;
  const std::uint8_t* plane = heif().image_get_plane_readonly(raw, heif_channel_interleaved, &stride);
  if (plane == nullptr) return damaged("AVIF or HEIC", "it has no pixels");

  Decoded decoded{.image = Image(size), .profile = icc_profile(handle), .orientation = 1};
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t* from = plane + static_cast<std::ptrdiff_t>(y) * stride;
    const std::span<std::uint8_t> out = decoded.image.row(y);
    if (!alpha) {
      std::copy_n(from, out.size(), out.begin());
      continue;
    }
    for (std::size_t x = 0; x < static_cast<std::size_t>(size.width); ++x) {
      for (std::size_t c = 0; c < 3; ++c) out[x * 3 + c] = on_white(from[x * 4 + c], from[x * 4 + 3], 255);
    }
  }
  if (decoded.profile.empty()) convert_primaries_to_srgb(decoded.image, color_primaries(handle));
  return decoded;
}

}  // namespace tessera::imaging
