#include "providers/replicate/matching.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "base/digest.h"
#include "providers/replicate/call_tag.h"

namespace tessera::replicate {
namespace {

constexpr std::string_view inlined_key = "$inlined";
/// Half of the distance between neighbours among the numbers of four bytes: a provider may keep fractions as such.
constexpr double single_precision = 6e-8;

bool is_data_uri(const json::value& value) { return value.is_string() && value.get_string().starts_with("data:"); }

std::string hash_of(const json::value& text) { return to_hex(sha256(as_bytes(std::string_view(text.get_string())))); }

bool equal(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) {
    const auto left = a.to_number<double>();
    const auto right = b.to_number<double>();
    const bool fractions = a.is_double() && b.is_double();
    const double tolerance = fractions ? single_precision : 1e-9;
    return left == right || std::abs(left - right) <= tolerance * std::max(std::abs(left), std::abs(right));
  }
  if (a.is_array() && b.is_array()) {
    return std::ranges::equal(a.get_array(), b.get_array(), equal);
  }
  if (a.is_object() && b.is_object()) {
    return a.get_object().size() == b.get_object().size() &&
           std::ranges::all_of(a.get_object(), [&b](const auto& member) {
             const json::value* other = b.get_object().if_contains(member.key());
             return other != nullptr && equal(member.value(), *other);
           });
  }
  return a == b;
}

Match match_value(const json::value& recorded, const json::value& shown) {
  if (equal(recorded, shown)) return Match::yes;
  const bool hidden = find(recorded, inlined_key) != nullptr && find(shown, inlined_key) == nullptr;
  return hidden ? Match::cannot_tell : Match::no;
}

bool same_model(const ModelName& asked, const Prediction& shown) {
  if (!asked.version.empty() && shown.version == asked.version) return true;
  const std::string_view model = std::string_view(shown.model).substr(0, shown.model.find(':'));
  if (model.find('/') == std::string_view::npos || model.starts_with("replicate-internal/")) return true;
  return std::ranges::equal(model, asked.full(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

}  // namespace

json::value shortened(const json::value& input) {
  const json::object* members = input.if_object();
  if (members == nullptr) return input;
  json::object record;
  for (const auto& member : *members) {
    if (is_data_uri(member.value())) {
      record[member.key()] = json::object{{inlined_key, hash_of(member.value())}};
    } else {
      record[member.key()] = member.value();
    }
  }
  return record;
}

Match match_input(const json::value& record, const json::value& shown) {
  const json::object* ours = record.if_object();
  if (ours == nullptr) return Match::cannot_tell;
  const json::object* theirs = shown.if_object();
  if (theirs == nullptr) return Match::no;
  Match match = Match::yes;
  for (const auto& member : *ours) {
    const json::value* other = theirs->if_contains(member.key());
    const Match here = match_value(member.value(), other == nullptr ? json::value() : *other);
    if (here == Match::no) return Match::no;
    if (here == Match::cannot_tell) match = Match::cannot_tell;
  }
  return match == Match::cannot_tell && has_own_number(*ours) ? Match::yes : match;
}

Match match_prediction(const json::value& record, const ModelName& model, const Prediction& prediction) {
  if (!same_model(model, prediction)) return Match::no;
  const json::object* input = prediction.input.if_object();
  if (prediction.data_removed && (input == nullptr || input->empty())) return Match::cannot_tell;
  return match_input(record, prediction.input);
}

MatchResult find_match(const LostCreate& lost, const std::vector<Prediction>& newest_first) {
  MatchResult result;
  for (const Prediction& prediction : newest_first) {
    if (prediction.created_at && *prediction.created_at < lost.since - clock_tolerance) continue;
    if (lost.taken.contains(prediction.id)) continue;
    switch (match_prediction(lost.record, lost.model, prediction)) {
      case Match::no:
        break;
      case Match::yes:
        result = {.match = Match::yes, .id = prediction.id};
        break;
      case Match::cannot_tell:
        if (result.match == Match::no) result.match = Match::cannot_tell;
        break;
    }
  }
  return result;
}

}  // namespace tessera::replicate
