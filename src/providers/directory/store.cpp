#include "providers/directory/store.h"

#include <utility>

#include "async/offload.h"
#include "base/digest.h"
#include "providers/directory/safe_folder.h"

namespace tessera {

DirectoryStore::DirectoryStore(std::filesystem::path root, asio::thread_pool& workers)
    : root_(std::filesystem::absolute(std::move(root)).lexically_normal()), workers_(workers) {}

Task<Result<std::string>> DirectoryStore::put(std::string key, Bytes bytes, std::string) {
  auto write = [&root = root_, &key, &bytes] { return directory::write_file(root, key, bytes); };
  const Result<void> written = co_await offload(workers_, std::move(write));
  if (!written) co_return std::unexpected(written.error());
  co_return (root_ / key).string();
}

Task<Result<bool>> DirectoryStore::holds(std::string key, BlobId content) {
  auto compare = [&root = root_, &key, &content]() -> Result<bool> {
    const Result<Bytes> bytes = directory::read_file(root, key);
    if (bytes) return blob_id(*bytes) == content;
    if (bytes.error().kind == ErrorKind::not_found) return false;
    return std::unexpected(bytes.error());
  };
  co_return co_await offload(workers_, std::move(compare));
}

}  // namespace tessera
