#include "ledger/ledger.h"

#include <system_error>

#include "ledger/ledger_impl.h"

namespace tessera {
namespace {

constexpr const char* database_name = "ledger.sqlite3";
constexpr const char* lock_name = "lock";

}  // namespace

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& state_dir) {
  std::error_code error;
  const bool created = std::filesystem::create_directories(state_dir, error);
  if (error) {
    return failure(ErrorKind::io, fmt::format("cannot create {}: {}", state_dir.string(), error.message()));
  }
  // Requests and prompts are nobody else's business.
  if (created) std::filesystem::permissions(state_dir, std::filesystem::perms::owner_all, error);
  Result<LockFile> lock = LockFile::take(state_dir / lock_name);
  if (!lock) return std::unexpected(lock.error());
  Result<std::unique_ptr<Connection>> connection = Connection::open(state_dir / database_name, Connection::Mode::write);
  if (!connection) return std::unexpected(connection.error());
  auto impl = std::make_unique<Impl>(std::move(*lock), std::move(*connection));
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

Result<std::unique_ptr<Ledger>> Ledger::open_for_reading(const std::filesystem::path& state_dir) {
  Result<std::unique_ptr<Connection>> connection = Connection::open(state_dir / database_name, Connection::Mode::read);
  if (!connection) return std::unexpected(connection.error());
  return std::unique_ptr<Ledger>(new Ledger(std::make_unique<Impl>(std::nullopt, std::move(*connection))));
}

}  // namespace tessera
