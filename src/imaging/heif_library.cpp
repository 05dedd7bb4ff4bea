#include "imaging/heif_library.h"

#include <optional>

#include "base/loaded_library.h"

namespace tessera::imaging {
namespace {

/// The interface that libheif has kept since its first release.
constexpr const char* file_name = "libheif.so.1";

std::optional<HeifLibrary> load() {
  LoadedLibrary file(file_name);
  HeifLibrary library;
  file.find("heif_context_alloc", library.context_alloc);
  file.find("heif_context_free", library.context_free);
  file.find("heif_context_get_primary_image_handle", library.context_get_primary_image_handle);
  file.find("heif_context_read_from_memory_without_copy", library.context_read_from_memory_without_copy);
  file.find("heif_context_set_max_decoding_threads", library.context_set_max_decoding_threads);
  file.find("heif_decode_image", library.decode_image);
  file.find("heif_decoding_options_alloc", library.decoding_options_alloc);
  file.find("heif_decoding_options_free", library.decoding_options_free);
  file.find("heif_image_get_height", library.image_get_height);
  file.find("heif_image_get_plane_readonly", library.image_get_plane_readonly);
  file.find("heif_image_get_width", library.image_get_width);
  file.find("heif_image_handle_get_luma_bits_per_pixel", library.image_handle_get_luma_bits_per_pixel);
  file.find("heif_image_handle_get_height", library.image_handle_get_height);
  file.find("heif_image_handle_get_nclx_color_profile", library.image_handle_get_nclx_color_profile);
  file.find("heif_image_handle_get_raw_color_profile", library.image_handle_get_raw_color_profile);
  file.find("heif_image_handle_get_raw_color_profile_size", library.image_handle_get_raw_color_profile_size);
  file.find("heif_image_handle_get_width", library.image_handle_get_width);
  file.find("heif_image_handle_has_alpha_channel", library.image_handle_has_alpha_channel);
  file.find("heif_image_handle_release", library.image_handle_release);
  file.find("heif_image_release", library.image_release);
  file.find("heif_nclx_color_profile_free", library.nclx_color_profile_free);
  if (!file.complete()) return std::nullopt;
  return library;
}

}  // namespace

const HeifLibrary* heif_library() {
  static const std::optional<HeifLibrary> library = load();
  return library ? &*library : nullptr;
}

}  // namespace tessera::imaging
