#pragma once
// libheif, loaded when the first AVIF or HEIC picture comes: it brings four video codecs, whose start takes longer than
// everything else of this program's start together, and most runs never see such a picture. Private to this folder.

#include <libheif/heif.h>

namespace tessera::imaging {

/// The functions that the decoder uses, under the names of libheif/heif.h without "heif_".
struct HeifLibrary {
  decltype(&heif_context_alloc) context_alloc = nullptr;
  decltype(&heif_context_free) context_free = nullptr;
  decltype(&heif_context_get_primary_image_handle) context_get_primary_image_handle = nullptr;
  decltype(&heif_context_read_from_memory_without_copy) context_read_from_memory_without_copy = nullptr;
  decltype(&heif_context_set_max_decoding_threads) context_set_max_decoding_threads = nullptr;
  decltype(&heif_decode_image) decode_image = nullptr;
  decltype(&heif_decoding_options_alloc) decoding_options_alloc = nullptr;
  decltype(&heif_decoding_options_free) decoding_options_free = nullptr;
  decltype(&heif_image_get_height) image_get_height = nullptr;
  decltype(&heif_image_get_plane_readonly) image_get_plane_readonly = nullptr;
  decltype(&heif_image_get_width) image_get_width = nullptr;
  decltype(&heif_image_handle_get_luma_bits_per_pixel) image_handle_get_luma_bits_per_pixel = nullptr;
  decltype(&heif_image_handle_get_height) image_handle_get_height = nullptr;
  decltype(&heif_image_handle_get_nclx_color_profile) image_handle_get_nclx_color_profile = nullptr;
  decltype(&heif_image_handle_get_raw_color_profile) image_handle_get_raw_color_profile = nullptr;
  decltype(&heif_image_handle_get_raw_color_profile_size) image_handle_get_raw_color_profile_size = nullptr;
  decltype(&heif_image_handle_get_width) image_handle_get_width = nullptr;
  decltype(&heif_image_handle_has_alpha_channel) image_handle_has_alpha_channel = nullptr;
  decltype(&heif_image_handle_release) image_handle_release = nullptr;
  decltype(&heif_image_release) image_release = nullptr;
  decltype(&heif_nclx_color_profile_free) nclx_color_profile_free = nullptr;
};

/// Loads it once; nothing when it is not installed or lacks a function. Any thread.
[[nodiscard]] const HeifLibrary* heif_library();

}  // namespace tessera::imaging
