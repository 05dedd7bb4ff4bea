#include "dataset/archive_library.h"

#include <optional>

#include "base/loaded_library.h"

namespace tessera {
namespace {

std::optional<ArchiveLibrary> load() {
  LoadedLibrary file("libarchive.so.13");
  ArchiveLibrary library;
#define TESSERA_FIND(name) file.find(#name, library.name);
  TESSERA_ARCHIVE_FUNCTIONS(TESSERA_FIND)
#undef TESSERA_FIND
  if (!file.complete()) return std::nullopt;
  return library;
}

}  // namespace

const ArchiveLibrary* archive_library() {
  static const std::optional<ArchiveLibrary> library = load();
  return library ? &*library : nullptr;
}

std::unexpected<Error> no_archive_library() {
  return failure(ErrorKind::configuration, "archives need libarchive (libarchive.so.13), which is not installed");
}

}  // namespace tessera
