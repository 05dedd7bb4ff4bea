#include "app/workshop.h"

#include <algorithm>
#include <thread>

namespace tessera {
namespace {

/// The decoded pictures of a run are large; more threads than cores would only hold more of them.
std::size_t worker_count() { return std::max(1U, std::thread::hardware_concurrency()); }

constexpr std::size_t disk_threads = 8;

}  // namespace

std::shared_ptr<Semaphore> StateFolder::turn_of(const RunId& run) {
  std::erase_if(turns_, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<Semaphore>& entry = turns_[run.text()];
  std::shared_ptr<Semaphore> turn = entry.lock();
  if (!turn) entry = turn = std::make_shared<Semaphore>(1);
  return turn;
}

Workshop::Workshop() : workers_(worker_count()), disk_(disk_threads) {}

Workshop::~Workshop() {
  workers_.stop();
  disk_.stop();
  workers_.join();
  disk_.join();
}

Result<std::shared_ptr<StateFolder>> Workshop::open(const std::filesystem::path& state_dir) {
  const std::filesystem::path key = std::filesystem::absolute(state_dir).lexically_normal();
  if (std::shared_ptr<StateFolder> folder = folders_[key].lock()) return folder;
  Result<std::unique_ptr<Ledger>> ledger = Ledger::open(state_dir);
  if (!ledger) return std::unexpected(ledger.error());
  auto folder = std::make_shared<StateFolder>(std::move(*ledger));
  folders_[key] = folder;
  return folder;
}

}  // namespace tessera
