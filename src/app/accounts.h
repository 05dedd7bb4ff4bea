#pragma once
// The accounts of this process at its providers: one limiter and one retry budget each, shared by all runs. Made when
// first needed. Thread: the loop.

#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "app/choices.h"
#include "app/environment.h"
#include "model/engines.h"
#include "model/trainer.h"
#include "net/curl_transport.h"
#include "providers/replicate/endpoint.h"

namespace tessera {

/// How much faster than real time everything that waits for a provider runs: TESSERA_TIME_SCALE, 1 when unset.
[[nodiscard]] double time_scale(const Environment& environment);

class Accounts {
 public:
  /// Everything outlives the accounts.
  Accounts(const Environment& environment, CurlTransport& transport, asio::io_context& loop, asio::thread_pool& workers,
           BlobReader& blobs);
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  [[nodiscard]] GridEngine& grid_engine(const Choices& choices);
  [[nodiscard]] TileJudge& tile_judge(const Choices& choices);
  [[nodiscard]] Upscaler upscaler(const Choices& choices);
  /// `with`: "replicate", "runpod"; `model`: of Replicate, empty for the default. One training at a time each. Errors:
  /// usage; configuration, naming the variable that is missing.
  [[nodiscard]] Result<std::unique_ptr<RemoteTrainer>> trainer(const std::string& with, const std::string& model);
  /// Nothing when images stay in OUT only. Errors: configuration, usage: the bucket, the endpoint.
  [[nodiscard]] Result<ImageStore*> image_store(const std::string& where);
  /// s3://bucket/key with this environment's keys; at most `most_bytes`, those of a source.
  [[nodiscard]] Task<Result<Bytes>> fetch_object(std::string url, std::size_t most_bytes = 50'000'000);

  /// Sends a source ahead that grids are going to need, where that saves time. Free.
  [[nodiscard]] Task<void> send_source_ahead(Choices choices, BlobId blob, Bytes bytes);

  [[nodiscard]] replicate::Endpoint& replicate_endpoint();
  [[nodiscard]] std::string vision_model() const;
  /// Asks the vision model's provider whether it exists, free. Errors: authentication, not_found, …
  [[nodiscard]] Task<Result<void>> check_vision_model();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
