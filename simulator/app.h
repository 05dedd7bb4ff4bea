#pragma once
// The simulator as a whole: who answers what, what is counted and recorded. Thread: the loop.

#include <fstream>
#include <memory>

#include "simulator/openai.h"
#include "simulator/replicate.h"
#include "simulator/runpod.h"
#include "simulator/server.h"
#include "simulator/world.h"

namespace tessera::sim {

class App {
 public:
  App(asio::any_io_executor loop, Options options, Faults faults);

  /// Listens. Errors: io.
  [[nodiscard]] Result<void> start();
  [[nodiscard]] World& world() noexcept { return world_; }

 private:
  [[nodiscard]] Task<Reply> answer(Request request);
  [[nodiscard]] Task<Reply> dispatch(Request request);
  [[nodiscard]] Reply control(const Request& request);
  [[nodiscard]] Reply timeline() const;
  void record(const Request& request);

  World world_;
  Replicate replicate_;
  OpenAi openai_;
  RunPod runpod_;
  std::ofstream record_;
  std::unique_ptr<Server> api_;
  std::unique_ptr<Server> delivery_;
};

/// Reads the file of faults; no rules when `path` is empty. Errors: usage, io.
[[nodiscard]] Result<Faults> read_faults(const std::string& path, std::uint64_t seed);

}  // namespace tessera::sim
