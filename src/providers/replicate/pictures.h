#pragma once
// How pictures get to the provider: uploaded once for each account and blob, or inside the create. Thread: the loop.

#include <map>
#include <string>
#include <utility>

#include "async/clock.h"
#include "async/shared_once.h"
#include "model/call.h"
#include "providers/replicate/options.h"
#include "providers/replicate/wire.h"

namespace tessera::replicate {

class Client;

class Pictures {
 public:
  /// All references must outlive the object.
  Pictures(Client& client, BlobReader& blobs, Clock& clock, const Options& options);

  /// `input` with every blob reference replaced by an address. A blob is uploaded once however many ask for it at the
  /// same time, and again when its file at the provider is about to expire. Errors: those of reading and uploading;
  /// nothing was paid.
  [[nodiscard]] Task<Result<json::object>> resolve(json::object input);

  /// Reads what the provider shows of an input that it accepted, to learn whether inlining costs more than it saves.
  void saw_input(const json::value& shown);

  /// A data URI over the limit becomes an uploaded file; anything else stays as it is.
  [[nodiscard]] Task<Result<std::string>> resolve_address(std::string address);

 private:
  struct Stored {
    std::string url;
    WallTime good_until;
  };
  /// A blob and how often it was uploaded before: the next upload has another key, so that a file that is expiring is
  /// replaced once and not by everybody who notices.
  using UploadKey = std::pair<BlobId, int>;

  [[nodiscard]] Task<Result<std::string>> address_of(BlobId blob, bool may_inline);
  [[nodiscard]] Task<Result<Stored>> upload_blob(BlobId blob);
  [[nodiscard]] Task<Result<Stored>> upload(Bytes bytes);

  Client& client_;
  BlobReader& blobs_;
  Clock& clock_;
  std::size_t inline_limit_;
  bool inline_only_with_own_number_;
  std::size_t shown_again_limit_;
  std::chrono::minutes least_life_;
  SharedOnce<UploadKey, Stored> uploads_;
  std::map<BlobId, int> replaced_;
};

}  // namespace tessera::replicate
