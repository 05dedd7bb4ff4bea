#include "ledger/blobs.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <system_error>

#include <fmt/format.h>

#include "async/offload.h"
#include "base/digest.h"
#include "base/durable_file.h"
#include "ledger/failpoint.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t fan_out_digits = 2;
constexpr std::string_view temporary_prefix = ".writing-";

bool is_hexadecimal(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_blob_name(std::string_view text) { return text.size() == 2 * sizeof(Sha256) && is_hexadecimal(text); }

/// Tells the temporaries of this process from those that a killed one left.
const std::string& session_tag() {
  static const std::string tag = [] {
    std::random_device device;
    return fmt::format("{:08x}{:08x}", device(), device());
  }();
  return tag;
}

fs::path temporary_name() {
  static std::atomic<std::uint64_t> count = 0;
  return fmt::format("{}{}-{}", temporary_prefix, session_tag(), ++count);
}

Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  const bool created = fs::create_directory(folder, error);
  if (error) return failure(ErrorKind::io, fmt::format("cannot create {}: {}", folder.string(), error.message()));
  if (!created) return {};
  return sync_folder(folder.parent_path());
}

/// A blob that is there already is written again only when it is damaged.
bool holds(const fs::path& path, ByteView bytes) {
  std::error_code error;
  if (fs::file_size(path, error) != bytes.size() || error) return false;
  const Result<Bytes> standing = read_whole(path);
  return standing && std::ranges::equal(*standing, bytes);
}

Result<void> write_blob(const fs::path& path, ByteView bytes) {
  const fs::path folder = path.parent_path();
  Result<void> ready = make_folder(folder);
  if (!ready) return ready;
  // Even a blob that stands may have been renamed by a process that died before it synced the folder.
  if (holds(path, bytes)) return sync_folder(folder);
  const fs::path temporary = folder / temporary_name();
  Result<void> written = write_synced(temporary, bytes);
  if (!written) return written;
  failpoint("blob.synced");
  std::error_code error;
  fs::rename(temporary, path, error);
  if (error) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    return failure(ErrorKind::io, fmt::format("cannot rename to {}: {}", path.string(), error.message()));
  }
  Result<void> synced = sync_folder(folder);
  if (synced) failpoint("blob.written");
  return synced;
}

Result<Bytes> read_blob(const fs::path& path, const BlobId& blob) {
  Result<Bytes> bytes = read_whole(path);
  if (bytes && blob_id(*bytes) != blob) {
    return failure(ErrorKind::corrupt,
                   fmt::format("{} is damaged: its content does not have the hash that is its name", path.string()));
  }
  return bytes;
}

}  // namespace

BlobStore::BlobStore(fs::path root, asio::thread_pool& disk) : root_(std::move(root)), disk_(disk) {
  // A failure shows itself, with its cause, at the first write.
  std::error_code ignored;
  fs::create_directories(root_, ignored);
}

Task<Result<BlobId>> BlobStore::write(Bytes bytes) {
  auto work = [this, bytes = std::move(bytes)]() -> Result<BlobId> {
    BlobId blob = blob_id(bytes);
    const Result<void> written = write_blob(path_of(blob), bytes);
    if (!written) return std::unexpected(written.error());
    return blob;
  };
  co_return co_await offload(disk_, std::move(work));
}

Task<Result<Bytes>> BlobStore::read(BlobId blob) {
  if (!is_blob_name(blob.text())) {
    co_return failure(ErrorKind::not_found, fmt::format("\"{}\" is no name of a blob", blob.text()));
  }
  auto work = [path = path_of(blob), blob = std::move(blob)] { return read_blob(path, blob); };
  co_return co_await offload(disk_, std::move(work));
}

Result<std::uintmax_t> BlobStore::size_of(const BlobId& blob) const {
  std::error_code error;
  const std::uintmax_t bytes = is_blob_name(blob.text()) ? fs::file_size(path_of(blob), error) : 0;
  if (error || bytes == 0) return failure(ErrorKind::not_found, fmt::format("there is no blob {}", blob.text()));
  return bytes;
}

bool BlobStore::contains(const BlobId& blob) const {
  std::error_code error;
  return is_blob_name(blob.text()) && fs::is_regular_file(path_of(blob), error);
}

fs::path BlobStore::path_of(const BlobId& blob) const {
  return root_ / blob.text().substr(0, fan_out_digits) / blob.text().substr(fan_out_digits);
}

std::vector<BlobStore::Entry> BlobStore::list() {
  std::vector<Entry> entries;
  std::error_code error;
  for (const fs::directory_entry& folder : fs::directory_iterator(root_, error)) {
    for (const fs::directory_entry& file : fs::directory_iterator(folder.path(), error)) {
      const std::string name = file.path().filename().string();
      if (name.starts_with(temporary_prefix)) {
        std::error_code ignored;
        if (name.find(session_tag()) == std::string::npos) fs::remove(file.path(), ignored);
        continue;
      }
      BlobId id(folder.path().filename().string() + name);
      if (!is_blob_name(id.text())) continue;
      std::error_code gone;
      Entry entry{.id = std::move(id), .bytes = file.file_size(gone), .written = file.last_write_time(gone)};
      if (!gone) entries.push_back(std::move(entry));
    }
  }
  std::ranges::sort(entries, {}, &Entry::id);
  return entries;
}

Result<void> BlobStore::remove(const BlobId& blob) {
  if (!is_blob_name(blob.text())) return {};
  std::error_code error;
  fs::remove(path_of(blob), error);
  if (error)
    return failure(ErrorKind::io, fmt::format("cannot remove {}: {}", path_of(blob).string(), error.message()));
  return {};
}

}  // namespace tessera
