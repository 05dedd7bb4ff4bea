#pragma once
// Files that are whole or not there. Blocking; any thread, but one writer a file.

#include <filesystem>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera {

/// Writes under a temporary name in the same folder, syncs, renames. What stood under `path` is replaced in one step
/// or, on an error, untouched. Errors: io, with the path and the cause ("No space left on device").
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, ByteView bytes);

/// Creates the folder and those above it. Errors: io.
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& folder);

/// At most `most_bytes`. Errors: not_found; io: unreadable, no regular file, longer.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most_bytes);

/// Whether `path` is a temporary name of write_file(): left over from a write that was killed.
[[nodiscard]] bool is_left_over(const std::filesystem::path& path);

}  // namespace tessera
