#include "app/address_set.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "app/accounts.h"
#include "app/sources.h"
#include "dataset/files.h"
#include "imaging/codec.h"

namespace tessera {
namespace {

using Captions = std::map<std::string, std::string>;

void add_captions(const RunRecord& run, Captions& captions) {
  const Result<json::value> result = parse_json(run.result);
  const json::value* items = result ? find(*result, "items") : nullptr;
  if (items == nullptr || !items->is_array()) return;
  for (const json::value& item : items->get_array()) {
    const std::string url = find_string(item, "url").value_or("");
    const std::string caption = find_string(item, "caption").value_or("");
    if (!url.empty() && !caption.empty()) captions.try_emplace(url, caption);
  }
}

/// What the ledger knows, newest run first; nothing when there is no ledger yet.
Task<Captions> known_captions(Application& application) {
  Captions captions;
  const Result<Ledger*> ledger = application.ledger();
  if (!ledger) co_return captions;
  const auto runs = co_await (*ledger)->runs();
  if (!runs) co_return captions;
  for (const RunRecord& run : *runs) add_captions(run, captions);
  co_return captions;
}

}  // namespace

Task<Result<ScratchFolder>> fetch_addresses(Application& application, std::vector<std::string> addresses) {
  Result<ScratchFolder> folder = ScratchFolder::make();
  if (!folder) co_return folder;
  const Captions captions = co_await known_captions(application);
  auto fetch = [&application](std::string url) { return application.accounts().fetch_object(std::move(url)); };
  int number = 0;
  for (const std::string& address : addresses) {
    const Result<SourceBytes> picture = co_await read_source(address, application.transport(), fetch);
    if (!picture) co_return std::unexpected(picture.error());
    const std::optional<ImageFormat> format = sniff_format(picture->bytes);
    if (!format) {
      co_return failure(ErrorKind::bad_source, fmt::format("training picture {} is no picture", picture->name));
    }
    const std::string stem = fmt::format("{:04}", ++number);
    const std::string ending = *format == ImageFormat::jpeg ? "jpg" : std::string(name_of(*format));
    const Result<void> written = write_file(folder->path() / fmt::format("{}.{}", stem, ending), picture->bytes);
    if (!written) co_return std::unexpected(written.error());
    const auto caption = captions.find(address);
    if (caption == captions.end()) continue;
    const Result<void> beside = write_file(folder->path() / (stem + ".txt"), as_bytes(caption->second + "\n"));
    if (!beside) co_return std::unexpected(beside.error());
  }
  co_return folder;
}

}  // namespace tessera
