#include "imaging/heif_library.h"

#include <dlfcn.h>
#include <optional>

namespace tessera::imaging {
namespace {

/// The interface that libheif has kept since its first release.
constexpr const char* file_name = "libheif.so.1";

template <class Function>
bool find(void* handle, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(handle, name));
  return function != nullptr;
}

std::optional<HeifLibrary> load() {
  void* handle = dlopen(file_name, RTLD_NOW | RTLD_LOCAL);  // stays until the process ends
  if (handle == nullptr) return std::nullopt;
  HeifLibrary library;
  bool found = true;
  found = find(handle, "heif_context_alloc", library.context_alloc) && found;
  found = find(handle, "heif_context_free", library.context_free) && found;
  found = find(handle, "heif_context_get_primary_image_handle", library.context_get_primary_image_handle) && found;
  found = find(handle, "heif_context_read_from_memory_without_copy", library.context_read_from_memory_without_copy) &&
          found;
  found = find(handle, "heif_context_set_max_decoding_threads", library.context_set_max_decoding_threads) && found;
  found = find(handle, "heif_decode_image", library.decode_image) && found;
  found = find(handle, "heif_decoding_options_alloc", library.decoding_options_alloc) && found;
  found = find(handle, "heif_decoding_options_free", library.decoding_options_free) && found;
  found = find(handle, "heif_image_get_height", library.image_get_height) && found;
  found = find(handle, "heif_image_get_plane_readonly", library.image_get_plane_readonly) && found;
  found = find(handle, "heif_image_get_width", library.image_get_width) && found;
  found =
      find(handle, "heif_image_handle_get_luma_bits_per_pixel", library.image_handle_get_luma_bits_per_pixel) && found;
  found = find(handle, "heif_image_handle_get_height", library.image_handle_get_height) && found;
  found =
      find(handle, "heif_image_handle_get_nclx_color_profile", library.image_handle_get_nclx_color_profile) && found;
  found = find(handle, "heif_image_handle_get_raw_color_profile", library.image_handle_get_raw_color_profile) && found;
  found =
      find(handle, "heif_image_handle_get_raw_color_profile_size", library.image_handle_get_raw_color_profile_size) &&
      found;
  found = find(handle, "heif_image_handle_get_width", library.image_handle_get_width) && found;
  found = find(handle, "heif_image_handle_has_alpha_channel", library.image_handle_has_alpha_channel) && found;
  found = find(handle, "heif_image_handle_release", library.image_handle_release) && found;
  found = find(handle, "heif_image_release", library.image_release) && found;
  found = find(handle, "heif_nclx_color_profile_free", library.nclx_color_profile_free) && found;
  if (!found) return std::nullopt;
  return library;
}

}  // namespace

const HeifLibrary* heif_library() {
  static const std::optional<HeifLibrary> library = load();
  return library ? &*library : nullptr;
}

}  // namespace tessera::imaging
