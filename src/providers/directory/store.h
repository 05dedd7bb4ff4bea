#pragma once
// An ImageStore in a folder. What stands under a key is whole: bytes are written under a temporary name, synced,
// renamed, and the folder is synced before anyone is told. Thread: the loop; the disk work happens on the pool.

#include <filesystem>
#include <memory>

#include <boost/asio/thread_pool.hpp>

#include "model/engines.h"

namespace tessera {

class DirectoryStore final : public ImageStore {
 public:
  /// `root` is created when missing, by the first put. `workers` must outlive the store.
  DirectoryStore(std::filesystem::path root, asio::thread_pool& workers);

  [[nodiscard]] std::string name() const override { return root_.string(); }
  /// Returns the absolute path. Other bytes under the key are replaced. The key cannot leave the root: relative, no
  /// empty, "." or ".." parts, and no symbolic link inside the root is followed. Errors: usage (the key), io.
  [[nodiscard]] Task<Result<std::string>> put(std::string key, Bytes bytes, std::string media_type) override;
  /// Errors: usage, io.
  [[nodiscard]] Task<Result<bool>> holds(std::string key, BlobId content) override;

 private:
  std::filesystem::path root_;
  asio::thread_pool& workers_;
};

}  // namespace tessera
