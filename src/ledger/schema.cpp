#include "ledger/schema.h"

#include <array>

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "ledger/page_checksums.h"

namespace tessera {
namespace {

// Version 1: runs, calls and decisions. Money in micro-dollars, time in microseconds of UTC since 1970. `seq` is the
// order of recording. The CHECKs say what no code may do: a call that was sent has a time, one that is accepted can be
// asked for, one that is done has its bytes and its price.
constexpr const char* tables = R"sql(
CREATE TABLE run (
  seq       INTEGER PRIMARY KEY,
  id        TEXT NOT NULL UNIQUE,
  identity  TEXT NOT NULL,
  request   TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('active', 'complete', 'short_of_images', 'paused', 'failed')),
  cap       INTEGER CHECK (cap >= 0),
  created   INTEGER NOT NULL,
  finished  INTEGER,
  result    TEXT NOT NULL DEFAULT '',
  CHECK ((state = 'active') = (finished IS NULL))
) STRICT;

CREATE TABLE call (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  run          TEXT NOT NULL REFERENCES run (id),
  key          TEXT NOT NULL CHECK (key <> ''),
  attempt      INTEGER NOT NULL CHECK (attempt >= 1),
  kind         TEXT NOT NULL CHECK (kind IN ('grid', 'judge', 'upscale', 'training')),
  provider     TEXT NOT NULL,
  model        TEXT NOT NULL,
  identity     TEXT NOT NULL CHECK (length(identity) = 64),
  spec_input   TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'accepted', 'done', 'failed', 'unknown')),
  wire         TEXT NOT NULL DEFAULT '',
  remote_id    TEXT NOT NULL DEFAULT '',
  reserved     INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  cost         INTEGER CHECK (cost >= 0),
  output       TEXT CHECK (length(output) = 64),
  output_type  TEXT NOT NULL DEFAULT '',
  detail       TEXT NOT NULL DEFAULT '',
  error_kind   TEXT NOT NULL DEFAULT '',
  error_code   TEXT NOT NULL DEFAULT '',
  error        TEXT NOT NULL DEFAULT '',
  planned_at   INTEGER NOT NULL,
  sent_at      INTEGER,
  accepted_at  INTEGER,
  ended_at     INTEGER,
  UNIQUE (run, key, attempt),
  CHECK (state <> 'planned' OR (reserved = 0 AND cost IS NULL AND sent_at IS NULL)),
  CHECK (state NOT IN ('sent', 'accepted', 'unknown') OR sent_at IS NOT NULL),
  CHECK (state <> 'accepted' OR (remote_id <> '' AND accepted_at IS NOT NULL)),
  CHECK ((state = 'done') = (output IS NOT NULL)),
  CHECK (state <> 'done' OR cost IS NOT NULL),
  CHECK ((state IN ('done', 'failed', 'unknown')) = (ended_at IS NOT NULL)),
  CHECK ((state IN ('failed', 'unknown')) = (error_kind <> ''))
) STRICT;

CREATE TABLE decision (
  seq    INTEGER PRIMARY KEY,
  run    TEXT NOT NULL REFERENCES run (id),
  key    TEXT NOT NULL CHECK (key <> ''),
  value  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  UNIQUE (run, key)
) STRICT;
)sql";

// Version 2: one prediction belongs to one call, whatever the code believes; and results are found by what was asked.
constexpr const char* ownership = R"sql(
CREATE UNIQUE INDEX call_remote ON call (provider, remote_id) WHERE remote_id <> '';
CREATE INDEX call_done ON call (identity) WHERE state = 'done';
)sql";

// Version 3: calls of any kind, so that a new one needs no new table. SQLite cannot change a CHECK in place.
constexpr const char* any_kind = R"sql(
CREATE TABLE call_with_any_kind (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  run          TEXT NOT NULL REFERENCES run (id),
  key          TEXT NOT NULL CHECK (key <> ''),
  attempt      INTEGER NOT NULL CHECK (attempt >= 1),
  kind         TEXT NOT NULL CHECK (kind <> ''),
  provider     TEXT NOT NULL,
  model        TEXT NOT NULL,
  identity     TEXT NOT NULL CHECK (length(identity) = 64),
  spec_input   TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'accepted', 'done', 'failed', 'unknown')),
  wire         TEXT NOT NULL DEFAULT '',
  remote_id    TEXT NOT NULL DEFAULT '',
  reserved     INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  cost         INTEGER CHECK (cost >= 0),
  output       TEXT CHECK (length(output) = 64),
  output_type  TEXT NOT NULL DEFAULT '',
  detail       TEXT NOT NULL DEFAULT '',
  error_kind   TEXT NOT NULL DEFAULT '',
  error_code   TEXT NOT NULL DEFAULT '',
  error        TEXT NOT NULL DEFAULT '',
  planned_at   INTEGER NOT NULL,
  sent_at      INTEGER,
  accepted_at  INTEGER,
  ended_at     INTEGER,
  UNIQUE (run, key, attempt),
  CHECK (state <> 'planned' OR (reserved = 0 AND cost IS NULL AND sent_at IS NULL)),
  CHECK (state NOT IN ('sent', 'accepted', 'unknown') OR sent_at IS NOT NULL),
  CHECK (state <> 'accepted' OR (remote_id <> '' AND accepted_at IS NOT NULL)),
  CHECK ((state = 'done') = (output IS NOT NULL)),
  CHECK (state <> 'done' OR cost IS NOT NULL),
  CHECK ((state IN ('done', 'failed', 'unknown')) = (ended_at IS NOT NULL)),
  CHECK ((state IN ('failed', 'unknown')) = (error_kind <> ''))
) STRICT;

INSERT INTO call_with_any_kind SELECT * FROM call;
DROP TABLE call;
ALTER TABLE call_with_any_kind RENAME TO call;
CREATE UNIQUE INDEX call_remote ON call (provider, remote_id) WHERE remote_id <> '';
CREATE INDEX call_done ON call (identity) WHERE state = 'done';
)sql";

constexpr std::array migrations = {tables, ownership, any_kind};

int pragma(SQLite::Database& database, const char* name) {
  return database.execAndGet(fmt::format("PRAGMA {}", name)).getInt();
}

Error not_ours(const std::string& file) {
  return Error{.kind = ErrorKind::configuration, .message = fmt::format("{} is not a ledger of tessera", file)};
}

Result<int> version_of(SQLite::Database& database, const std::string& file) {
  const int version = pragma(database, "user_version");
  const bool is_empty = version == 0 && database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
  if (!is_empty && pragma(database, "application_id") != ledger_application_id) return std::unexpected(not_ours(file));
  if (pragma(database, "page_size") != ledger_page_size) return std::unexpected(not_ours(file));
  if (version > ledger_version()) {
    return failure(ErrorKind::configuration,
                   fmt::format("the ledger {} is of version {}; this program knows versions up to {}: use the newer "
                               "program, or another folder with TESSERA_STATE_DIR",
                               file, version, ledger_version()));
  }
  return version;
}

}  // namespace

int ledger_version() noexcept { return static_cast<int>(migrations.size()); }

Result<void> migrate(SQLite::Database& database, const std::string& file) {
  const Result<int> version = version_of(database, file);
  if (!version) return std::unexpected(version.error());
  if (*version == ledger_version()) return {};
  // All or nothing, and one wait for the disk.
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  for (int next = *version + 1; next <= ledger_version(); ++next) {
    database.exec(migrations[static_cast<std::size_t>(next - 1)]);
  }
  database.exec(fmt::format("PRAGMA application_id = {}", ledger_application_id));
  database.exec(fmt::format("PRAGMA user_version = {}", ledger_version()));
  transaction.commit();
  return {};
}

Result<void> check_version(SQLite::Database& database, const std::string& file) {
  const Result<int> version = version_of(database, file);
  if (!version) return std::unexpected(version.error());
  if (*version < ledger_version()) {
    return failure(ErrorKind::configuration,
                   fmt::format("the ledger {} is of version {}, this program writes {}: `tessera resume` or `tessera "
                               "generate` upgrades it",
                               file, *version, ledger_version()));
  }
  return {};
}

}  // namespace tessera
