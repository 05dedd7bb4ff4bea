#pragma once
// One account at Replicate as a CallEndpoint: submit, collect, find, cancel. Thread: the loop.

#include <string>

#include "async/clock.h"
#include "model/call.h"
#include "providers/replicate/client.h"
#include "providers/replicate/lookup.h"
#include "providers/replicate/options.h"
#include "providers/replicate/pictures.h"
#include "providers/replicate/watcher.h"

namespace tessera::replicate {

/// spec.model is "owner/name" or "owner/name:version". The record of a create (`wire`) is its input with inlined
/// pictures as hashes, see shortened().
/// collect(): what fails on the way to the provider is `io`, never `transient`: the prediction goes on there, and only
/// a prediction that failed may be bought again.
class Endpoint final : public CallEndpoint {
 public:
  /// `services.limiter` is the account's limiter for creates. All references must outlive the endpoint.
  Endpoint(RetryServices services, BlobReader& blobs, const Options& options);

  [[nodiscard]] Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override;
  [[nodiscard]] Task<Result<CallOutput>> collect(CallSpec spec, std::string remote_id,
                                                 AboutToFetch about_to_fetch) override;
  [[nodiscard]] Task<Result<Finding>> find(CallSpec spec, std::string wire, WallTime since,
                                           std::set<std::string> taken) override;
  [[nodiscard]] Task<void> cancel(std::string remote_id) override;

  /// For checks of the key and of model names, free.
  [[nodiscard]] Client& client() noexcept { return client_; }
  [[nodiscard]] Pictures& pictures() noexcept { return pictures_; }
  [[nodiscard]] Watcher& watcher() noexcept { return watcher_; }

 private:
  Clock& clock_;
  Client client_;
  Pictures pictures_;
  Watcher watcher_;
  Lookup lookup_;
};

}  // namespace tessera::replicate
