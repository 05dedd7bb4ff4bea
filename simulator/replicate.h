#pragma once
// The part of the simulator that speaks as Replicate does. Thread: the loop.

#include "simulator/world.h"

namespace tessera::sim {

class Replicate {
 public:
  explicit Replicate(World& world) : world_(world) {}

  /// Answers a request under /v1, or nothing when the path is none of its own.
  [[nodiscard]] Task<std::optional<Reply>> handle(Request request);
  /// Answers a request under /delivery: no token is needed.
  [[nodiscard]] Task<Reply> deliver(Request request);

 private:
  // replicate.cpp
  [[nodiscard]] Task<Reply> route(Request request);
  [[nodiscard]] std::optional<Reply> refuse(const Request& request, bool is_create);
  void add_limit_headers(Reply& reply, bool is_create) const;
  [[nodiscard]] Reply account() const;
  [[nodiscard]] Reply hardware() const;
  [[nodiscard]] Reply show_model(const Request& request) const;
  [[nodiscard]] Reply add_model(const Request& request);

  // replicate_create.cpp
  [[nodiscard]] Task<Reply> create(Request request);
  [[nodiscard]] Task<Reply> create_training(Request request);
  [[nodiscard]] Task<Reply> hold(Request request, std::string id, Reply reply);

  // replicate_reads.cpp
  [[nodiscard]] Reply show(const Prediction& prediction) const;
  [[nodiscard]] Reply list(const Request& request, bool trainings) const;

  // replicate_files.cpp
  [[nodiscard]] Reply files(const Request& request);

  World& world_;
};

/// What the pictures of an input are: its own files, its own deliveries, data URIs. Errors: bad_request.
[[nodiscard]] Result<Content> resolve(const World& world, std::string_view address);

}  // namespace tessera::sim
