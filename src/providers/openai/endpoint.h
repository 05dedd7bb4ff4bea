#pragma once
// Chat completions as a CallEndpoint: the answer to the create is the result, and nothing is kept that could be asked
// for later. A create whose answer is lost is lost. Thread: the loop.

#include <string>

#include "model/call.h"
#include "net/retry.h"
#include "providers/openai/options.h"
#include "providers/openai/wire.h"

namespace tessera::openai {

class Endpoint final : public CallEndpoint {
 public:
  /// All references must outlive the endpoint.
  Endpoint(RetryServices services, BlobReader& blobs, Options options);

  /// The output's bytes are the body of the answer. A server that refuses a parameter by its name (which limit, which
  /// reply format) is asked once more without it, and that is remembered.
  [[nodiscard]] Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override;
  /// Errors: data_gone, always: nothing is kept.
  [[nodiscard]] Task<Result<CallOutput>> collect(CallSpec spec, std::string remote_id,
                                                 AboutToFetch about_to_fetch) override;
  /// cannot_ask, always.
  [[nodiscard]] Task<Result<Finding>> find(CallSpec spec, std::string wire, WallTime since,
                                           std::set<std::string> taken) override;
  [[nodiscard]] Task<void> cancel(std::string remote_id) override;

  /// Asks for the model, free: for checks of key, address and name. Errors: authentication, not_found, …
  [[nodiscard]] Task<Result<void>> check_model(std::string model);

 private:
  [[nodiscard]] HttpRequest request(std::string method, std::string_view path) const;

  RetryServices services_;
  BlobReader& blobs_;
  Options options_;
  Dialect dialect_;
};

}  // namespace tessera::openai
