// Zips and tars in, with libarchive.

#include <memory>

#include <fmt/format.h>

#include "dataset/archive_library.h"
#include "dataset/lint/survey.h"

namespace tessera::lint {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} * 1024;
/// Unpacked, so that a small archive cannot keep this program busy for hours.
constexpr std::uint64_t most_unpacked_bytes = std::uint64_t{64} << 30U;

struct FreeArchive {
  void operator()(archive* reader) const noexcept { libarchive().archive_read_free(reader); }
};

std::unexpected<Error> damaged(const std::filesystem::path& path, archive* reader) {
  const char* why = libarchive().archive_error_string(reader);
  return failure(ErrorKind::bad_request, fmt::format("{} cannot be read as an archive: {}", path.string(),
                                                     why == nullptr ? "it is damaged" : why));
}

/// The member's bytes; empty with `size` above `most_bytes` when it is longer.
Result<Bytes> read_member(archive* reader, const std::filesystem::path& path, std::size_t most_bytes,
                          std::uint64_t& size) {
  Bytes bytes;
  size = 0;
  for (;;) {
    const void* block = nullptr;
    std::size_t length = 0;
    la_int64_t offset = 0;
    const int status = libarchive().archive_read_data_block(reader, &block, &length, &offset);
    if (status == ARCHIVE_EOF) break;
    if (status < ARCHIVE_WARN) return damaged(path, reader);
    size += length;
    if (size > most_bytes) return Bytes();
    const auto* first = static_cast<const std::uint8_t*>(block);
    bytes.insert(bytes.end(), first, first + length);
  }
  return bytes;
}

}  // namespace

Result<void> visit_archive(const std::filesystem::path& path, std::size_t most_bytes, const VisitMember& visit) {
  if (archive_library() == nullptr) return no_archive_library();
  const std::unique_ptr<archive, FreeArchive> reader(libarchive().archive_read_new());
  if (!reader) return failure(ErrorKind::internal, "cannot make an archive reader");
  libarchive().archive_read_support_format_zip_seekable(reader.get());
  libarchive().archive_read_support_format_tar(reader.get());
  if (libarchive().archive_read_open_filename(reader.get(), path.c_str(), block_bytes) != ARCHIVE_OK) {
    return damaged(path, reader.get());
  }
  std::uint64_t unpacked = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = libarchive().archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) return {};
    if (status < ARCHIVE_WARN) return damaged(path, reader.get());
    if (libarchive().archive_entry_filetype(entry) == AE_IFDIR) continue;
    const char* name = libarchive().archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = libarchive().archive_entry_pathname(entry);
    if (name == nullptr)
      return failure(ErrorKind::bad_request, fmt::format("{} has a member without a name", path.string()));
    const std::string kept(name);
    std::uint64_t size = 0;
    Result<Bytes> bytes = read_member(reader.get(), path, most_bytes, size);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    unpacked += size;
    if (unpacked > most_unpacked_bytes) {
      return failure(ErrorKind::bad_request, fmt::format("{} unpacks to more than 64 GiB", path.string()));
    }
    if (const Result<void> visited = visit(kept, *std::move(bytes), size); !visited) return visited;
  }
}

}  // namespace tessera::lint
