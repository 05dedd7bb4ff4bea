#include "model/call.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/digest.h"

namespace tessera {
namespace {

constexpr std::array<std::string_view, 6> state_names = {"planned", "sent", "accepted", "done", "failed", "unknown"};
constexpr std::string_view blob_key = "$blob";

}  // namespace

std::string_view name_of(CallKind kind) noexcept {
  switch (kind) {
    case CallKind::grid:
      return "grid";
    case CallKind::single:
      return "single";
    case CallKind::judge:
      return "judge";
    case CallKind::upscale:
      return "upscale";
    case CallKind::training:
      return "training";
  }
  return "grid";
}

std::string_view name_of(CallState state) noexcept { return state_names[static_cast<std::size_t>(state)]; }

Result<CallState> parse_call_state(std::string_view text) {
  const auto found = std::ranges::find(state_names, text);
  if (found == state_names.end()) {
    return failure(ErrorKind::corrupt, fmt::format("\"{}\" is no state of a call", text));
  }
  return static_cast<CallState>(found - state_names.begin());
}

std::string identity_of(const CallSpec& spec) {
  const json::value identity{{"provider", spec.provider}, {"model", spec.model}, {"input", spec.input}};
  return to_hex(sha256(as_bytes(canonical_json(identity))));
}

json::value blob_reference(const BlobId& blob) { return json::object{{blob_key, blob.text()}}; }

std::optional<BlobId> referenced_blob(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 1) return std::nullopt;
  std::optional<std::string> hash = find_string(value, blob_key);
  if (!hash) return std::nullopt;
  return BlobId(std::move(*hash));
}

}  // namespace tessera
