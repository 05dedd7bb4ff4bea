#pragma once
// File operations below a root that cannot be led out of it. Blocking; any thread.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera::directory {

/// "a/b/c.jpg" as its parts. Errors: usage for absolute keys, empty, "." and ".." parts, NUL, parts over 255 bytes.
[[nodiscard]] Result<std::vector<std::string>> parts_of_key(std::string_view key);

/// Writes atomically and durably; makes missing folders. The same bytes again change nothing. Errors: usage, io.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& root, std::string_view key, ByteView bytes);

/// Errors: not_found, usage, io.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& root, std::string_view key);

}  // namespace tessera::directory
