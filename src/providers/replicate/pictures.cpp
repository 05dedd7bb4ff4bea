#include "providers/replicate/pictures.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/log.h"
#include "imaging/codec.h"
#include "providers/replicate/call_tag.h"
#include "providers/replicate/client.h"

namespace tessera::replicate {
namespace {

/// Files without an expiry in their answer: what the provider's recordings show.
constexpr std::chrono::hours usual_file_life(24);

bool is_zip(ByteView bytes) { return as_text(bytes).starts_with("PK\x03\x04"); }

std::string media_type_of_bytes(ByteView bytes) {
  if (is_zip(bytes)) return "application/zip";
  const std::optional<ImageFormat> format = sniff_format(bytes);
  return format ? std::string(media_type_of(*format)) : "application/octet-stream";
}

std::string file_name_of(ByteView bytes) {
  if (is_zip(bytes)) return "training-set.zip";
  const std::optional<ImageFormat> format = sniff_format(bytes);
  return fmt::format("picture.{}", format ? name_of(*format) : "bin");
}

}  // namespace

Pictures::Pictures(Client& client, BlobReader& blobs, Clock& clock, const Options& options)
    : client_(client),
      blobs_(blobs),
      clock_(clock),
      inline_limit_(options.inline_limit),
      inline_only_with_own_number_(options.inline_only_with_own_number),
      shown_again_limit_(options.shown_again_limit),
      least_life_(options.least_file_life) {}

Task<Result<json::object>> Pictures::upload_large(json::object input) {
  const std::size_t limit = !inline_only_with_own_number_ || has_own_number(input) ? inline_limit_ : 0;
  for (auto& member : input) {
    const std::optional<BlobId> blob = referenced_blob(member.value());
    if (!blob) continue;
    const Result<std::uintmax_t> bytes = blobs_.size_of(*blob);
    if (!bytes) co_return std::unexpected(bytes.error());
    if (*bytes <= limit) continue;
    Result<std::string> address = co_await address_of(*blob);
    if (!address) co_return std::unexpected(address.error());
    member.value() = *address;
  }
  co_return input;
}

Task<void> Pictures::upload_early(BlobId blob, Bytes bytes) {
  if (bytes.size() <= inline_limit_ || upload_places_.free() == 0 || !early_.insert(blob).second) co_return;
  const auto forget = [this, &blob](const BlobId*) { early_.erase(blob); };
  const std::unique_ptr<const BlobId, decltype(forget)> on_its_way(&blob, forget);
  auto make = [this, &bytes]() -> Task<Result<Stored>> {
    const Semaphore::Permit place = co_await upload_places_.acquire();
    co_return co_await upload(std::move(bytes));
  };
  const Result<Stored> stored = co_await uploads_.get(UploadKey(blob, 0), make);
  if (!stored) log_debug("replicate.early_upload_failed", {{"cause", stored.error().message}});
}

Task<Result<json::object>> Pictures::inlined(json::object input) {
  for (auto& member : input) {
    const std::optional<BlobId> blob = referenced_blob(member.value());
    if (!blob) continue;
    const Result<Bytes> bytes = co_await blobs_.read(*blob);
    if (!bytes) co_return std::unexpected(bytes.error());
    member.value() = fmt::format("data:{};base64,{}", media_type_of_bytes(*bytes), to_base64(*bytes));
  }
  co_return input;
}

void Pictures::saw_input(const json::value& shown) {
  const json::object* input = shown.if_object();
  if (input == nullptr) return;
  for (const auto& member : *input) {
    const json::string* text = member.value().if_string();
    if (text != nullptr && text->starts_with("data:") && text->size() > shown_again_limit_) inline_limit_ = 0;
  }
}

Task<Result<std::string>> Pictures::resolve_address(std::string address) {
  if (!address.starts_with("data:")) co_return address;
  Result<HttpResponse> data = read_data_uri(address);
  if (!data) co_return std::unexpected(data.error());
  if (data->body.size() <= inline_limit_) co_return address;
  const Result<Stored> file = co_await upload(std::move(data->body));
  if (!file) co_return std::unexpected(file.error());
  co_return file->url;
}

Task<Result<std::string>> Pictures::address_of(BlobId blob) {
  const auto make = [this, blob] { return upload_blob(blob); };
  for (;;) {
    const int replaced = replaced_[blob];
    const Result<Stored> file = co_await uploads_.get(UploadKey(blob, replaced), make);
    if (!file) co_return std::unexpected(file.error());
    if (clock_.wall() < file->good_until) co_return file->url;
    if (replaced_[blob] == replaced) {
      ++replaced_[blob];
      uploads_.forget(UploadKey(blob, replaced));
    }
  }
}

Task<Result<Pictures::Stored>> Pictures::upload_blob(BlobId blob) {
  const Semaphore::Permit place = co_await upload_places_.acquire();
  Result<Bytes> bytes = co_await blobs_.read(blob);
  if (!bytes) co_return std::unexpected(bytes.error());
  co_return co_await upload(std::move(*bytes));
}

Task<Result<Pictures::Stored>> Pictures::upload(Bytes bytes) {
  std::string media_type = media_type_of_bytes(bytes);
  std::string name = file_name_of(bytes);
  const Result<UploadedFile> file = co_await client_.upload(std::move(bytes), std::move(media_type), std::move(name));
  if (!file) co_return std::unexpected(file.error());
  const WallTime now = clock_.wall();
  const WallTime::duration life = file->expires_at ? *file->expires_at - now : WallTime::duration(usual_file_life);
  // A provider whose files live for less than we want gets a new one at half of that life, not at every use; at least
  // the create that asked for it may use it.
  constexpr std::chrono::minutes shortest_use(1);
  const WallTime::duration use = std::max<WallTime::duration>({life - least_life_, life / 2, shortest_use});
  co_return Stored{.url = file->url, .good_until = now + use};
}

}  // namespace tessera::replicate
