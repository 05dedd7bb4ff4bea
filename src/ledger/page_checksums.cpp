#include "ledger/page_checksums.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <span>
#include <sqlite3.h>

#include "base/digest.h"

namespace tessera {
namespace {

constexpr std::size_t page_size = ledger_page_size;
constexpr std::size_t content_size = page_size - page_checksum_bytes;
constexpr const char* vfs_name = "tessera-checksummed";

using Page = std::span<const std::uint8_t, page_size>;
using Checksum = std::array<std::uint8_t, page_checksum_bytes>;

thread_local std::optional<std::int64_t> damaged_page;

/// What SQLite changes on the first page of a copy that it makes itself (its backup): versions of reading and writing,
/// change counter, schema cookie, and by whom it was last written.
/// https://www.sqlite.org/fileformat2.html#the_database_header
struct Range {
  std::size_t offset;
  std::size_t bytes;
};
constexpr std::array<Range, 4> changed_by_copying = {{{18, 2}, {24, 4}, {40, 4}, {92, 8}}};

/// The first 8 bytes of SHA-256 over the content and the page's offset: a page at a wrong place is damaged as well.
Checksum checksum_of(Page page, sqlite3_int64 offset) {
  std::array<std::uint8_t, page_size> hashed;
  static_assert(sizeof offset == page_checksum_bytes);
  std::ranges::copy(page.first<content_size>(), hashed.begin());
  std::memcpy(hashed.data() + content_size, &offset, sizeof offset);
  if (offset == 0) {
    for (const Range& range : changed_by_copying) std::memset(hashed.data() + range.offset, 0, range.bytes);
  }
  const Sha256 hash = sha256(hashed);
  Checksum checksum;
  std::copy_n(hash.begin(), checksum.size(), checksum.begin());
  return checksum;
}

/// Pages in SQLite's memory, and so in its log, have zeros in place of a checksum. Another program that opens the
/// ledger after a crash copies the log into the database as it is: its pages are whole, though nobody can verify them.
constexpr Checksum not_sealed = {};

bool is_whole(Page page, sqlite3_int64 offset) {
  const auto stored = page.last<page_checksum_bytes>();
  return std::ranges::equal(stored, not_sealed) || std::ranges::equal(stored, checksum_of(page, offset));
}

bool is_page(int bytes, sqlite3_int64 offset) { return bytes == ledger_page_size && offset % ledger_page_size == 0; }

/// A file's method table with ours in place of reading and writing; the table that was there stands behind it.
struct Methods {
  sqlite3_io_methods table{};
  const sqlite3_io_methods* below = nullptr;
};
static_assert(std::is_standard_layout_v<Methods>);

const sqlite3_io_methods& below(sqlite3_file* file) { return *reinterpret_cast<const Methods*>(file->pMethods)->below; }

int read_verified(sqlite3_file* file, void* buffer, int bytes, sqlite3_int64 offset) {
  const int code = below(file).xRead(file, buffer, bytes, offset);
  if (code != SQLITE_OK || !is_page(bytes, offset)) return code;
  const std::span<std::uint8_t, page_size> page(static_cast<std::uint8_t*>(buffer), page_size);
  if (!is_whole(page, offset)) {
    damaged_page = offset / ledger_page_size + 1;
    return SQLITE_IOERR_DATA;
  }
  std::ranges::copy(not_sealed, page.last<page_checksum_bytes>().begin());
  return SQLITE_OK;
}

int write_with_checksum(sqlite3_file* file, const void* buffer, int bytes, sqlite3_int64 offset) {
  if (!is_page(bytes, offset)) return below(file).xWrite(file, buffer, bytes, offset);
  std::array<std::uint8_t, page_size> page;
  std::memcpy(page.data(), buffer, page_size);
  const Checksum checksum = checksum_of(page, offset);
  std::ranges::copy(checksum, page.begin() + content_size);
  return below(file).xWrite(file, page.data(), bytes, offset);
}

/// One patched table for each table that the layer below uses; kept for the life of the process.
const sqlite3_io_methods* patched(const sqlite3_io_methods* below) {
  static std::mutex mutex;
  static std::map<const sqlite3_io_methods*, Methods> tables;
  const std::lock_guard lock(mutex);
  const auto [entry, is_new] = tables.try_emplace(below);
  if (is_new) {
    entry->second.table = *below;
    entry->second.table.xRead = read_verified;
    entry->second.table.xWrite = write_with_checksum;
    // Mapped pages would pass by the verification.
    entry->second.table.iVersion = std::min(below->iVersion, 2);
    entry->second.below = below;
  }
  return &entry->second.table;
}

sqlite3_vfs* default_vfs() {
  static sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  return vfs;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  const int code = default_vfs()->xOpen(default_vfs(), name, file, flags, out_flags);
  if (code == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0) file->pMethods = patched(file->pMethods);
  return code;
}

}  // namespace

const char* checksummed_vfs() {
  static const bool registered = [] {
    // A copy of the layer below: all its functions take the vfs only for its settings, which are the same.
    static sqlite3_vfs vfs = *default_vfs();
    vfs.pNext = nullptr;
    vfs.zName = vfs_name;
    vfs.xOpen = open_file;
    return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
  }();
  return registered ? vfs_name : nullptr;
}

std::optional<std::int64_t> take_damaged_page() noexcept {
  const std::optional<std::int64_t> page = damaged_page;
  damaged_page.reset();
  return page;
}

}  // namespace tessera
