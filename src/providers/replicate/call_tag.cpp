#include "providers/replicate/call_tag.h"

#include "base/digest.h"

namespace tessera::replicate {
namespace {

constexpr std::string_view strength_key = "face_enhancement_strength";
constexpr std::string_view creativity_key = "face_enhancement_creativity";
constexpr std::string_view switch_key = "face_enhancement";

constexpr std::uint64_t strength_steps = 100'000;
constexpr double strength_default = 0.8;
constexpr double strength_step = 1e-7;  // single precision tells numbers below 1 apart by 6e-8
constexpr std::uint64_t creativity_steps = 1'000'000;
constexpr double creativity_step = 1e-8;  // and numbers below 0.01 by 1e-9

std::uint64_t number_of(const BlobId& picture) {
  const auto digest = sha256(as_bytes(std::string_view(picture.text())));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8U | static_cast<std::uint64_t>(digest[i]);
  return number;
}

}  // namespace

void tag_enlargement(json::object& input, const BlobId& picture) {
  const std::uint64_t number = number_of(picture);
  const auto strength = static_cast<double>(number % strength_steps);
  const auto creativity = static_cast<double>(number / strength_steps % creativity_steps);
  input[switch_key] = false;
  input[strength_key] = strength_default + strength * strength_step;
  input[creativity_key] = creativity * creativity_step;
}

bool has_own_number(const json::object& input) {
  if (input.contains("seed")) return true;
  const json::value* face = input.if_contains(switch_key);
  return face != nullptr && *face == json::value(false) && input.contains(strength_key) &&
         input.contains(creativity_key);
}

}  // namespace tessera::replicate
