#pragma once
// A provider without a wire: calls are computed on the worker pool and answered at once.

#include <functional>
#include <string>

#include <boost/asio/thread_pool.hpp>

#include "model/call.h"

namespace tessera::offline {

class LocalEndpoint final : public CallEndpoint {
 public:
  /// `work` gets the blob that `input[blob_key]` refers to, and the input; it runs on a worker.
  using Work = std::function<Result<CallOutput>(Bytes blob, json::object input)>;
  LocalEndpoint(BlobReader& blobs, asio::thread_pool& workers, std::string blob_key, Work work)
      : blobs_(blobs), workers_(workers), blob_key_(std::move(blob_key)), work_(std::move(work)) {}

  [[nodiscard]] Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override;
  /// Nothing is kept: always data_gone.
  [[nodiscard]] Task<Result<CallOutput>> collect(CallSpec spec, std::string remote_id,
                                                 AboutToFetch about_to_fetch) override;
  /// Always absent: computing again costs nothing.
  [[nodiscard]] Task<Result<Finding>> find(CallSpec spec, std::string wire, WallTime since,
                                           std::set<std::string> taken) override;
  [[nodiscard]] Task<void> cancel(std::string remote_id) override;

 private:
  BlobReader& blobs_;
  asio::thread_pool& workers_;
  std::string blob_key_;
  Work work_;
};

}  // namespace tessera::offline
