#pragma once
// Listens on 127.0.0.1 and exchanges Requests for Replies, HTTP/1.1 with kept connections. Thread: the loop.

#include <cstdint>
#include <functional>
#include <memory>

#include "async/task.h"
#include "simulator/http.h"
#include "tessera/error.h"

namespace tessera::sim {

/// What connections did, over all listeners that share it.
struct ConnectionCounts {
  std::uint64_t opened = 0;
  std::uint64_t open = 0;
  std::uint64_t most_open = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
};

class Server {
 public:
  using Handler = std::function<Task<Reply>(Request)>;

  /// `counts` must outlive the server. A handler runs to its end even when the client is gone: work that was asked for
  /// is done and billed.
  Server(asio::any_io_executor loop, Handler handler, ConnectionCounts& counts);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Port 0 takes a free one. Returns the port. Errors: io.
  [[nodiscard]] Result<std::uint16_t> listen(std::uint16_t port);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tessera::sim
