#pragma once
// Bytes on disk, named by their SHA-256. A blob that is there is whole: it is written under a temporary name, synced,
// renamed, and its folder synced, before anyone is told.

#include <filesystem>
#include <set>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "async/task.h"
#include "model/call.h"

namespace tessera {

class BlobStore final : public BlobReader {
 public:
  /// `root` is created when missing. `disk`, whose threads wait for syncs, must outlive the store.
  BlobStore(std::filesystem::path root, asio::thread_pool& disk);

  /// Durable when it returns. Putting the same bytes again writes nothing. Errors: io (path and cause).
  [[nodiscard]] Task<Result<BlobId>> write(Bytes bytes);
  [[nodiscard]] Task<Result<Bytes>> read(BlobId blob) override;
  [[nodiscard]] Result<std::uintmax_t> size_of(const BlobId& blob) const override;
  [[nodiscard]] bool contains(const BlobId& blob) const;
  [[nodiscard]] std::filesystem::path path_of(const BlobId& blob) const;

  struct Entry {
    BlobId id;
    std::uintmax_t bytes = 0;
    std::filesystem::file_time_type written;
  };
  /// All blobs, and left-over temporary files removed. Blocking.
  [[nodiscard]] std::vector<Entry> list();
  /// Blocking. Errors: io.
  [[nodiscard]] Result<void> remove(const BlobId& blob);

 private:
  std::filesystem::path root_;
  asio::thread_pool& disk_;
};

}  // namespace tessera
