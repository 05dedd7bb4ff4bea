#include "providers/offline/cairo_library.h"

#include <optional>

#include "base/loaded_library.h"

namespace tessera::offline {
namespace {

std::optional<CairoLibrary> load() {
  LoadedLibrary file("libcairo.so.2");
  CairoLibrary library;
#define TESSERA_FIND(name) file.find(#name, library.name);
  TESSERA_CAIRO_FUNCTIONS(TESSERA_FIND)
#undef TESSERA_FIND
  if (!file.complete()) return std::nullopt;
  return library;
}

}  // namespace

const CairoLibrary* cairo_library() {
  static const std::optional<CairoLibrary> library = load();
  return library ? &*library : nullptr;
}

}  // namespace tessera::offline
