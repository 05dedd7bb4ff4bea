#pragma once
// How pictures get to the provider: uploaded once for each account and blob, or inside the create. Thread: the loop.

#include <map>
#include <set>
#include <string>
#include <utility>

#include "async/clock.h"
#include "async/semaphore.h"
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

  /// `input` with every reference to a blob that may not travel inside replaced by an address. A blob is uploaded once
  /// however many ask for it at the same time, and again when its file at the provider is about to expire. Errors:
  /// those of reading and uploading; nothing was paid.
  [[nodiscard]] Task<Result<json::object>> upload_large(json::object input);

  /// `input` with the references that are left replaced by data URIs: what is sent, to be made when it is sent and not
  /// before. Errors: those of reading.
  [[nodiscard]] Task<Result<json::object>> inlined(json::object input);

  /// Uploads a picture that creates are going to need, unless it will travel inside them. Who needs it meanwhile waits
  /// for this upload; one that fails is made again by the first create. Does nothing when the same picture is on its
  /// way already or many uploads are.
  [[nodiscard]] Task<void> upload_early(BlobId blob, Bytes bytes);

  /// Reads what the provider shows of an input that it accepted, to learn whether inlining costs more than it saves.
  void saw_input(const json::value& shown);

  /// A data URI over the limit becomes an uploaded file; anything else stays as it is.
  [[nodiscard]] Task<Result<std::string>> resolve_address(std::string address);

 private:
  /// Uploads in memory at once: as many as there are connections to a host.
  static constexpr std::size_t most_uploads = 8;
  struct Stored {
    std::string url;
    WallTime good_until;
  };
  /// A blob and how often it was uploaded before: the next upload has another key, so that a file that is expiring is
  /// replaced once and not by everybody who notices.
  using UploadKey = std::pair<BlobId, int>;

  [[nodiscard]] Task<Result<std::string>> address_of(BlobId blob);
  [[nodiscard]] Task<Result<Stored>> upload_blob(BlobId blob);
  [[nodiscard]] Task<Result<Stored>> upload(Bytes bytes);

  Client& client_;
  BlobReader& blobs_;
  Clock& clock_;
  std::size_t inline_limit_;
  bool inline_only_with_own_number_;
  std::size_t shown_again_limit_;
  std::chrono::minutes least_life_;
  Semaphore upload_places_{most_uploads};
  SharedOnce<UploadKey, Stored> uploads_;
  std::set<BlobId> early_;  ///< on their way by upload_early()
  std::map<BlobId, int> replaced_;
};

}  // namespace tessera::replicate
