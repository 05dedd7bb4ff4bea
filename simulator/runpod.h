#pragma once
// The part of the simulator that speaks as RunPod's serverless endpoints do, with a worker behind each endpoint that
// trains as the service that Tessera replaces had it. Thread: the loop.

#include "simulator/world.h"

namespace tessera::sim {

class RunPod {
 public:
  explicit RunPod(World& world) : world_(world) {}

  /// Answers a request under /v2.
  [[nodiscard]] Task<Reply> handle(Request request);

 private:
  [[nodiscard]] Task<Reply> run(Request request);
  [[nodiscard]] Reply status(const Prediction& job) const;
  [[nodiscard]] Reply health() const;
  [[nodiscard]] bool is_forgotten(const Prediction& job) const;

  World& world_;
};

}  // namespace tessera::sim
