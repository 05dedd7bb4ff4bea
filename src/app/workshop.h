#pragma once
// What applications of one process share: the loop, the worker pool, the transport and the open ledgers. One user's
// command has a workshop with one application in it; a program that serves several accounts has several.
// Thread: the one that runs the loop, construction and destruction apart.

#include <filesystem>
#include <map>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "async/semaphore.h"
#include "base/id.h"
#include "ledger/ledger.h"
#include "net/curl_transport.h"

namespace tessera {

/// A state folder that is open for writing. Only one process can have it, and within the process only one of these.
class StateFolder {
 public:
  explicit StateFolder(std::unique_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}

  [[nodiscard]] Ledger& ledger() noexcept { return *ledger_; }

  /// One permit: who holds it works on the run. A second request for the same run waits, and then finds it finished.
  /// Hold the semaphore as long as its permit.
  [[nodiscard]] std::shared_ptr<Semaphore> turn_of(const RunId& run);

 private:
  std::unique_ptr<Ledger> ledger_;
  std::map<std::string, std::weak_ptr<Semaphore>> turns_;
};

class Workshop {
 public:
  Workshop();
  /// No coroutine may be left on the loop.
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  [[nodiscard]] asio::io_context& loop() noexcept { return loop_; }
  [[nodiscard]] asio::thread_pool& workers() noexcept { return workers_; }
  /// For work that waits for the disk: more threads than cores. Syncs that wait at the same time share one commit of
  /// the file system's journal, and no picture waits for a core that waits for the disk.
  [[nodiscard]] asio::thread_pool& disk() noexcept { return disk_; }
  [[nodiscard]] CurlTransport& transport() noexcept { return transport_; }

  /// Opened by the first who asks, closed when the last lets go. Errors: as Ledger::open.
  [[nodiscard]] Result<std::shared_ptr<StateFolder>> open(const std::filesystem::path& state_dir);

 private:
  asio::io_context loop_;
  asio::thread_pool workers_;
  asio::thread_pool disk_;
  CurlTransport transport_;
  std::map<std::filesystem::path, std::weak_ptr<StateFolder>> folders_;
};

}  // namespace tessera
