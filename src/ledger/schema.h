#pragma once
// The tables of the ledger, as an ordered list of migrations. A migration never changes once it was released.

#include <string>

#include <SQLiteCpp/Database.h>

#include "tessera/error.h"

namespace tessera {

/// "TSSR": marks the file as a ledger of ours (PRAGMA application_id; `file` of Debian shows it).
inline constexpr int ledger_application_id = 0x54535352;

/// The version that this program writes: the number of migrations.
[[nodiscard]] int ledger_version() noexcept;

/// Brings the file to ledger_version(), each step in one transaction with its version number. Errors: configuration
/// (another program's file, or a newer version). Throws SQLite::Exception.
[[nodiscard]] Result<void> migrate(SQLite::Database& database, const std::string& file);

/// For readers, who cannot migrate. Errors: configuration (also when the file is of an older version).
[[nodiscard]] Result<void> check_version(SQLite::Database& database, const std::string& file);

}  // namespace tessera
