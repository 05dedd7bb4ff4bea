#pragma once
// A layer under SQLite that ends every page of a database with a checksum and verifies it whenever the page is read
// from disk. SQLite itself notices a damaged tree, but not a digit of a price or a letter of a prediction's id that
// changed on the disk; and a ledger that is quietly wrong buys things twice. Any thread.

#include <cstdint>
#include <optional>

namespace tessera {

inline constexpr int ledger_page_size = 4096;
/// Bytes at the end of each page that SQLite leaves to us.
inline constexpr int page_checksum_bytes = 8;

/// Registers the layer above the default file system of SQLite (once) and returns the name to open databases with.
/// It is meant for databases of 4096-byte pages with 8 reserved bytes only.
[[nodiscard]] const char* checksummed_vfs();

/// The number of the damaged page that this thread met last, counted from 1; reading it forgets it.
[[nodiscard]] std::optional<std::int64_t> take_damaged_page() noexcept;

}  // namespace tessera
