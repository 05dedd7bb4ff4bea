#pragma once
// Replicate's HTTP interface. Thread: the loop.
// Source of the wire format: the provider's OpenAPI document of March 2026 and public recordings.

#include <functional>
#include <string>

#include "net/retry.h"
#include "providers/replicate/options.h"
#include "providers/replicate/wire.h"

namespace tessera::replicate {

class Client {
 public:
  /// `services.limiter` is asked for creates only: they have the narrow limit. What the services refer to must outlive
  /// the client.
  Client(RetryServices services, const std::string& base_url, Secret token);

  /// The input of a create that is about to leave.
  using MakeInput = std::function<Task<Result<json::object>>()>;

  /// PAID. Sent again only when it provably was not executed; `make_input` is awaited before each sending, when its
  /// turn has come, and a failure of it comes back as it is. Errors: unknown_outcome when it may have been executed
  /// (5xx, broken connection, an answer that cannot be read); otherwise as error_of_answer().
  [[nodiscard]] Task<Result<Prediction>> create(ModelName model, MakeInput make_input, std::chrono::seconds time_limit,
                                                RunId run);

  /// Once, without a repetition: for those who look again anyway.
  [[nodiscard]] Task<Result<Prediction>> get(std::string id);
  [[nodiscard]] Task<Result<Prediction>> cancel(std::string id);
  /// The newest predictions of the account that were created after `time`; once.
  [[nodiscard]] Task<Result<Page>> list(WallTime time, Detail detail = Detail::whole);
  /// A further page, by the address in Page::next; followed only to this API's own host. Errors: bad_request.
  [[nodiscard]] Task<Result<Page>> list_further(std::string next, Detail detail = Detail::whole);

  /// PAID. As create(). `trainer` names its version. `destination`: "owner/name", which must exist.
  [[nodiscard]] Task<Result<Training>> create_training(ModelName trainer, std::string destination, json::object input,
                                                       RunId run, std::function<Task<Result<void>>()> about_to_send);
  /// Once, without a repetition.
  [[nodiscard]] Task<Result<Training>> training(std::string id);
  [[nodiscard]] Task<Result<Training>> cancel_training(std::string id);
  /// The newest trainings of the account; further pages by list_further().
  [[nodiscard]] Task<Result<Page>> list_trainings();
  /// A private model without a version, for a training to write to. One that is there already is as good.
  [[nodiscard]] Task<Result<void>> create_model(ModelName name);

  /// Repeated until they succeed or it makes no sense.
  [[nodiscard]] Task<Result<UploadedFile>> upload(Bytes bytes, std::string media_type, std::string file_name);
  [[nodiscard]] Task<Result<Account>> account();
  [[nodiscard]] Task<Result<Model>> model(ModelName name);

  /// Fetches an output, repeatedly until it succeeds or it makes no sense: at most `most_bytes`, without the token;
  /// with it only after 401 or 403 and only from hosts that it belongs to (replicate.delivery, the API's own). Data
  /// URIs are decoded. Errors: data_gone for 404 and 410.
  [[nodiscard]] Task<Result<HttpResponse>> download(std::string address, std::size_t most_bytes = 64U << 20U);

 private:
  enum class Repetition { none, usual };
  [[nodiscard]] HttpRequest request(std::string method, std::string url) const;
  /// PAID. Sends `create` at most once, with the body that is made when its turn has come, and gives the answer to
  /// `parse`.
  template <class T>
  [[nodiscard]] Task<Result<T>> create_once(HttpRequest create, std::string what, RunId run,
                                            std::function<Task<Result<Bytes>>()> make_body,
                                            Result<T> (*parse)(std::string_view));
  [[nodiscard]] HttpRequest create_request(const std::string& path) const;
  [[nodiscard]] Task<Result<HttpResponse>> exchange(HttpRequest request, std::string what, Repetition repetition);
  [[nodiscard]] bool may_see_token(const std::string& url) const;

  RetryServices services_;
  std::string base_;
  Secret token_;
};

/// Reads a "data:image/png;base64,…" address. Errors: bad_request.
[[nodiscard]] Result<HttpResponse> read_data_uri(std::string_view uri);

}  // namespace tessera::replicate
