#include "ledger/connection.h"

#include <exception>
#include <memory>
#include <sqlite3.h>
#include <system_error>

#include <fmt/format.h>

#include "base/durable_file.h"
#include "ledger/page_checksums.h"
#include "ledger/schema.h"

namespace tessera {
namespace {

/// Only another process can make us wait, and only a reader that recovers the log after a crash; it is done at once.
constexpr int busy_milliseconds = 5000;

int flags_of(Connection::Mode mode) {
  return mode == Connection::Mode::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
}

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorKind::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::conflict;
    case SQLITE_CANTOPEN:
    case SQLITE_FULL:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorKind::io;
    case SQLITE_IOERR:
      return code == SQLITE_IOERR_DATA ? ErrorKind::corrupt : ErrorKind::io;
    default:
      return ErrorKind::internal;
  }
}

Error describe(const std::string& file, const SQLite::Exception& exception) {
  const ErrorKind kind = kind_of(exception.getExtendedErrorCode());
  const std::optional<std::int64_t> page = take_damaged_page();
  std::string message = kind == ErrorKind::corrupt && page
                            ? fmt::format("the ledger {} is damaged: page {} is not what was written", file, *page)
                            : fmt::format("the ledger {}: {}", file, exception.what());
  return Error{.kind = kind, .message = std::move(message)};
}

}  // namespace

Query::~Query() {
  // A step that failed reports the same failure again when it is reset; it was reported already.
  statement_.tryReset();
  statement_.clearBindings();
}

std::optional<Money> Query::optional_money(int column) const {
  if (is_null(column)) return std::nullopt;
  return money(column);
}

std::optional<WallTime> Query::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

Connection::Connection(const std::filesystem::path& file, Mode mode)
    : file_(file.string()), mode_(mode), database_(file_, flags_of(mode), busy_milliseconds, checksummed_vfs()) {}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file, Mode mode) {
  std::error_code ignored;
  if (mode == Mode::read && !std::filesystem::exists(file, ignored)) {
    return failure(ErrorKind::not_found, fmt::format("there is no ledger at {}", file.string()));
  }
  try {
    if (mode == Mode::write && !std::filesystem::exists(file, ignored)) {
      const Result<void> created = create(file);
      if (!created) return std::unexpected(created.error());
    }
    std::unique_ptr<Connection> connection(new Connection(file, mode));
    connection->configure();
    const Result<void> ready = mode == Mode::write ? migrate(connection->database_, connection->file_)
                                                   : check_version(connection->database_, connection->file_);
    if (!ready) return std::unexpected(ready.error());
    return connection;
  } catch (const SQLite::Exception& exception) {
    return std::unexpected(describe(file.string(), exception));
  }
}

/// A new ledger is made beside its place and appears there whole: nobody meets half of one, and the disk is waited for
/// twice, not once for each of SQLite's own steps.
Result<void> Connection::create(const std::filesystem::path& file) {
  std::filesystem::path draft = file;
  draft += ".new";
  std::error_code error;
  for (const char* part : {"", "-journal", "-wal", "-shm"}) {
    std::filesystem::remove(draft.string() + part, error);  // of a process that was killed
  }
  {
    Connection made(draft, Mode::write);
    made.set_page_form();
    made.execute("PRAGMA synchronous = OFF");
    made.execute("PRAGMA journal_mode = MEMORY");
    const Result<void> ready = migrate(made.database_, made.file_);
    if (!ready) return ready;
    made.execute("PRAGMA journal_mode = WAL");
  }
  Result<void> synced = sync_file(draft);
  if (!synced) return synced;
  for (const char* part : {"-journal", "-wal", "-shm"}) {
    // Of a ledger that was removed without them: SQLite would write its pages over those of the new one.
    std::filesystem::remove(file.string() + part, error);
  }
  std::filesystem::rename(draft, file, error);
  if (error) return failure(ErrorKind::io, fmt::format("cannot create {}: {}", file.string(), error.message()));
  return sync_folder(file.parent_path());
}

void Connection::set_page_form() {
  int reserved = page_checksum_bytes;
  sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
  execute(fmt::format("PRAGMA page_size = {}", ledger_page_size).c_str());
}

void Connection::configure() {
  sqlite3* const handle = database_.getHandle();
  sqlite3_extended_result_codes(handle, 1);
  if (mode_ == Mode::read) {
    // Two connections that checkpoint can lose commits (the WAL-reset bug of SQLite 3.7.0 to 3.51.2): a reader never
    // does, not even as the last one to close.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return;
  }
  set_page_form();
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = FULL");
  execute("PRAGMA foreign_keys = ON");
  execute("PRAGMA trusted_schema = OFF");
}

Query Connection::query(const char* sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) found = statements_.try_emplace(sql, database_, sql).first;
  return Query(found->second);
}

bool Connection::in_transaction() const noexcept { return sqlite3_get_autocommit(database_.getHandle()) == 0; }

Error Connection::error_of(const SQLite::Exception& exception) const { return describe(file_, exception); }

}  // namespace tessera
