#pragma once
// One process owns a state folder: an flock on STATE/lock, released by the kernel however the process ends.

#include <filesystem>

#include "tessera/error.h"

namespace tessera {

class LockFile {
 public:
  /// Takes the lock without waiting and writes our process id into the file. Errors: conflict (the holder's process id
  /// is named), io.
  [[nodiscard]] static Result<LockFile> take(const std::filesystem::path& path);
  ~LockFile();
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&&) = delete;

 private:
  explicit LockFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tessera
