#include "providers/offline/local_endpoint.h"

#include <utility>

#include "async/offload.h"

namespace tessera::offline {

Task<Result<Accepted>> LocalEndpoint::submit(CallSpec spec, SubmitContext context) {
  const json::value* reference = spec.input.if_contains(blob_key_);
  const auto blob = reference == nullptr ? std::nullopt : referenced_blob(*reference);
  if (!blob) co_return failure(ErrorKind::bad_request, "the call names no picture as \"" + blob_key_ + "\"");
  if (context.about_to_make) co_await context.about_to_make();
  auto bytes = co_await blobs_.read(*blob);
  if (!bytes) co_return std::unexpected(std::move(bytes.error()));
  if (context.about_to_send) {
    auto recorded = co_await context.about_to_send(canonical_json(spec.input));
    if (!recorded) co_return std::unexpected(std::move(recorded.error()));
  }
  auto compute = [this, bytes = std::move(*bytes), input = std::move(spec.input)]() mutable {
    return work_(std::move(bytes), std::move(input));
  };
  auto output = co_await offload(workers_, std::move(compute));
  if (!output) co_return std::unexpected(std::move(output.error()));
  co_return Accepted{.remote_id = {}, .output = std::move(*output)};
}

Task<Result<CallOutput>> LocalEndpoint::collect(CallSpec, std::string, AboutToFetch) {
  co_return failure(ErrorKind::data_gone, "the offline engine keeps no results; the call is computed again");
}

Task<Result<Finding>> LocalEndpoint::find(CallSpec, std::string, WallTime, std::set<std::string>) {
  co_return Finding{.kind = Finding::Kind::absent};
}

Task<void> LocalEndpoint::cancel(std::string) { co_return; }

}  // namespace tessera::offline
