#pragma once
// cairo, loaded when the first picture is drawn: it brings a window system and fonts, and runs against a provider draw
// nothing. Private to this folder.

#include <cairo.h>

// clang-format off
/// The functions of it that are used here.
#define TESSERA_CAIRO_FUNCTIONS(use) \
  use(cairo_arc) \
  use(cairo_clip) \
  use(cairo_close_path) \
  use(cairo_create) \
  use(cairo_destroy) \
  use(cairo_fill) \
  use(cairo_image_surface_create) \
  use(cairo_image_surface_get_data) \
  use(cairo_image_surface_get_stride) \
  use(cairo_line_to) \
  use(cairo_new_path) \
  use(cairo_new_sub_path) \
  use(cairo_paint) \
  use(cairo_pattern_add_color_stop_rgb) \
  use(cairo_pattern_add_color_stop_rgba) \
  use(cairo_pattern_create_linear) \
  use(cairo_pattern_create_radial) \
  use(cairo_pattern_destroy) \
  use(cairo_rectangle) \
  use(cairo_restore) \
  use(cairo_save) \
  use(cairo_set_fill_rule) \
  use(cairo_set_line_cap) \
  use(cairo_set_line_join) \
  use(cairo_set_operator) \
  use(cairo_set_source) \
  use(cairo_set_source_rgba) \
  use(cairo_set_tolerance) \
  use(cairo_surface_destroy) \
  use(cairo_surface_flush)
// clang-format on

namespace tessera::offline {

struct CairoLibrary {
#define TESSERA_MEMBER(name) decltype(&::name) name = nullptr;
  TESSERA_CAIRO_FUNCTIONS(TESSERA_MEMBER)
#undef TESSERA_MEMBER
};

/// Loads it once; nothing when it is not installed or lacks a function. Any thread.
[[nodiscard]] const CairoLibrary* cairo_library();
/// The same where it is known to be there.
[[nodiscard]] inline const CairoLibrary& cairo() { return *cairo_library(); }

}  // namespace tessera::offline
