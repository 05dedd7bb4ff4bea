#pragma once
// libcurl's multi interface on a thread of its own: the only place that performs transfers. The thread starts with the
// first transfer or with start_up(). Everything that arrives here comes through a mailbox; everything that leaves is
// posted to the loop of the one who waits.

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.h"

namespace tessera {

class CurlTransfer;

class CurlLoop {
 public:
  struct Options {
    long most_connections = 512;    ///< open at once, idle ones included; below the usual limit of 1024 descriptors
    long most_per_host = 128;       ///< further transfers wait, within their time
    bool keeps_connections = true;  ///< false: every transfer gets a connection of its own that is closed after it
  };

  explicit CurlLoop(Options options);
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;
  /// Ends all transfers as cancelled and joins the thread.
  ~CurlLoop();

  /// Does in advance what the first transfer would have to wait for. Any thread; this object must stay meanwhile.
  void start_up();

  /// Performs `transfer`. It belongs to the thread of this loop until then. Thread: any event loop.
  /// Cancellation: throws operation_aborted at once; the transfer is dropped soon after. The same when this object
  /// goes.
  [[nodiscard]] Task<void> perform(std::shared_ptr<CurlTransfer> transfer);

 private:
  struct State;
  class Waiting;
  std::shared_ptr<State> state_;
};

}  // namespace tessera
