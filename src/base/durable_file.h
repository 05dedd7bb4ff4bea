#pragma once
// Files that are whole or not there. Blocking; any thread.

#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera {

enum class FileAccess {
  owner_only,  ///< 0600: state and results of paid calls
  by_umask     ///< what users have set for files that they make
};

/// Writes `bytes` to `file`, which must not exist, and syncs it. On failure nothing is left. Errors: io.
[[nodiscard]] Result<void> write_synced(const std::filesystem::path& file, ByteView bytes,
                                        FileAccess access = FileAccess::owner_only);

/// Makes what others wrote to `file` survive a power cut. Errors: io.
[[nodiscard]] Result<void> sync_file(const std::filesystem::path& file);

/// Makes names that were added to or removed from `folder` survive a power cut. Errors: io.
[[nodiscard]] Result<void> sync_folder(const std::filesystem::path& folder);

/// Errors: not_found, io.
[[nodiscard]] Result<Bytes> read_whole(const std::filesystem::path& file);

}  // namespace tessera
