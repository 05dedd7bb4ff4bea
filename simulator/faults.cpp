#include "simulator/faults.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::sim {
namespace {

constexpr std::array<std::pair<std::string_view, Moment>, 10> moments{{{"grid", Moment::grid},
                                                                       {"upscale", Moment::upscale},
                                                                       {"training", Moment::training},
                                                                       {"judge", Moment::judge},
                                                                       {"poll", Moment::poll},
                                                                       {"list", Moment::list},
                                                                       {"cancel", Moment::cancel},
                                                                       {"file", Moment::file},
                                                                       {"delivery", Moment::delivery},
                                                                       {"other", Moment::other}}};

constexpr std::array<std::pair<std::string_view, FaultType>, 11> types{{{"fail", FaultType::fail},
                                                                        {"status", FaultType::status},
                                                                        {"reset", FaultType::reset},
                                                                        {"slow", FaultType::slow},
                                                                        {"truncate", FaultType::truncate},
                                                                        {"html", FaultType::html},
                                                                        {"aborted", FaultType::aborted},
                                                                        {"canceled", FaultType::canceled},
                                                                        {"data_removed", FaultType::data_removed},
                                                                        {"nonsense", FaultType::nonsense},
                                                                        {"picture", FaultType::picture}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> codes{
    {{"E003", "Service is currently unavailable due to high demand. Please try again later. (E003)"},
     {"E004", "Service is temporarily unavailable. Please try again later. (E004)"},
     {"E005",
      "The input or output was flagged as sensitive. Please try again with different inputs. (E005) (simulated)"},
     {"E006", "The input was invalid. (E006)"},
     {"E1000", "Unknown error. (E1000)"},
     {"E1001", "Prediction failed: out of memory. (E1001)"},
     {"E6716", "Timed out starting the prediction. (E6716)"},
     {"E8765", "The health check of the model is failing. (E8765)"},
     {"E9828", "Director: unexpected error handling prediction (E9828)"},
     {"PA", "Prediction interrupted; please retry (code: PA)"}}};

template <class Value, std::size_t Size>
std::optional<Value> look_up(const std::array<std::pair<std::string_view, Value>, Size>& table, std::string_view name) {
  const auto found = std::ranges::find(table, name, [](const auto& entry) { return entry.first; });
  if (found == table.end()) return std::nullopt;
  return found->second;
}

Error wrong(std::string message) { return {.kind = ErrorKind::usage, .message = std::move(message)}; }

// Members that are not in the list are mistakes: a misspelt one would silently make a rehearsal pass.
Result<void> only(const json::value& object, std::initializer_list<std::string_view> names, std::string_view where) {
  if (!object.is_object()) return std::unexpected(wrong(std::string(where) + " must be an object"));
  for (const auto& member : object.get_object()) {
    if (std::ranges::find(names, std::string_view(member.key())) == names.end()) {
      return std::unexpected(wrong(std::string(where) + " has no member \"" + std::string(member.key()) + "\""));
    }
  }
  return {};
}

Result<Fault> read_fault(const json::value& value) {
  auto known = only(
      value,
      {"type", "when", "error", "code", "status", "retry_after", "header", "body", "text", "seconds", "form", "count"},
      "fault");
  if (!known) return std::unexpected(known.error());
  Fault fault;
  const auto type = look_up(types, find_string(value, "type").value_or(""));
  if (!type) return std::unexpected(wrong("fault.type is none of those in docs/rehearse.md"));
  fault.type = *type;
  const auto when = find_string(value, "when").value_or(fault.type == FaultType::slow ? "work" : "before");
  if (when != "before" && when != "work" && when != "after") {
    return std::unexpected(wrong("fault.when is before, work or after"));
  }
  fault.when = when == "before" ? When::before : when == "work" ? When::work : When::after;
  if (const auto code = find_string(value, "code")) {
    const auto text = text_of_code(*code);
    if (!text) return std::unexpected(wrong("fault.code \"" + *code + "\" is not known; give fault.error instead"));
    fault.error = *text;
  }
  fault.error = find_string(value, "error").value_or(fault.error);
  if (fault.type == FaultType::fail && fault.error.empty()) fault.error = *text_of_code("E1000");
  fault.status = static_cast<int>(find_integer(value, "status").value_or(500));
  fault.retry_after = find_number(value, "retry_after");
  fault.header = find_bool(value, "header").value_or(false);
  fault.in_body = find_bool(value, "body").value_or(true);
  fault.in_text = find_bool(value, "text").value_or(true);
  fault.seconds = find_number(value, "seconds").value_or(0);
  fault.form = find_string(value, "form").value_or("");
  fault.count = static_cast<int>(find_integer(value, "count").value_or(1));
  return fault;
}

}  // namespace

std::string_view name_of(Moment moment) noexcept {
  return std::ranges::find(moments, moment, [](const auto& entry) { return entry.second; })->first;
}

std::optional<std::string> text_of_code(std::string_view code) {
  const auto text = look_up(codes, code);
  if (!text) return std::nullopt;
  return std::string(*text);
}

Result<Faults::Rule> Faults::read_rule(const json::value& value) {
  auto known = only(value, {"match", "fault", "times", "note"}, "a rule");
  if (!known) return std::unexpected(known.error());
  Rule rule;
  if (const auto* match = tessera::find(value, "match")) {
    known = only(*match, {"kind", "model", "nth", "every", "probability"}, "match");
    if (!known) return std::unexpected(known.error());
    const auto* kind = tessera::find(*match, "kind");
    const json::array kinds = kind == nullptr    ? json::array()
                              : kind->is_array() ? kind->get_array()
                                                 : json::array{*kind};
    for (const auto& name : kinds) {
      const auto moment = name.is_string() ? look_up(moments, std::string_view(name.get_string())) : std::nullopt;
      if (!moment) return std::unexpected(wrong("match.kind is none of those in docs/rehearse.md"));
      rule.moments.push_back(*moment);
    }
    rule.model = find_string(*match, "model").value_or("");
    const auto* nth = tessera::find(*match, "nth");
    const json::array ordinals = nth == nullptr    ? json::array()
                                 : nth->is_array() ? nth->get_array()
                                                   : json::array{*nth};
    for (const auto& ordinal : ordinals) {
      if (!ordinal.is_int64()) return std::unexpected(wrong("match.nth is a number or a list of numbers, from 1"));
      rule.nth.push_back(ordinal.get_int64());
    }
    rule.every = find_integer(*match, "every").value_or(0);
    rule.probability = find_number(*match, "probability").value_or(1);
  }
  rule.times = find_integer(value, "times");
  const auto* fault = tessera::find(value, "fault");
  if (fault == nullptr) return std::unexpected(wrong("a rule has no fault"));
  auto read = read_fault(*fault);
  if (!read) return std::unexpected(read.error());
  rule.fault = std::move(*read);
  return rule;
}

Result<Faults> Faults::read(const json::value& file, std::uint64_t seed) {
  Faults faults;
  auto known = only(file, {"rules", "creates_per_minute", "burst", "seed", "note"}, "the file of faults");
  if (!known) return std::unexpected(known.error());
  faults.file_.creates_per_minute = find_number(file, "creates_per_minute");
  faults.file_.burst = find_number(file, "burst");
  if (const auto own = find_integer(file, "seed")) faults.file_.seed = static_cast<std::uint64_t>(*own);
  const auto* rules = tessera::find(file, "rules");
  if (rules == nullptr) return faults;
  if (!rules->is_array()) return std::unexpected(wrong("rules must be a list"));
  for (const auto& value : rules->get_array()) {
    const auto number = faults.rules_.size() + 1;
    auto rule = read_rule(value);
    if (!rule) return std::unexpected(wrong("rule " + std::to_string(number) + ": " + rule.error().message));
    rule->random = Random(faults.file_.seed.value_or(seed), "rule-" + std::to_string(number));
    faults.rules_.push_back(std::move(*rule));
  }
  return faults;
}

bool Faults::strikes(Rule& rule) {
  ++rule.seen;
  const bool chance = rule.probability >= 1 || rule.random.uniform() < rule.probability;
  if (rule.times && rule.struck >= *rule.times) return false;
  if (!rule.nth.empty() && std::ranges::find(rule.nth, rule.seen) == rule.nth.end()) return false;
  if (rule.every > 0 && rule.seen % rule.every != 0) return false;
  return chance;
}

std::optional<Fault> Faults::strike(Moment moment, std::string_view model) {
  for (auto& rule : rules_) {
    if (!rule.moments.empty() && std::ranges::find(rule.moments, moment) == rule.moments.end()) continue;
    if (!rule.model.empty() && model.find(rule.model) == std::string_view::npos) continue;
    if (!strikes(rule)) continue;
    ++rule.struck;
    return rule.fault;
  }
  return std::nullopt;
}

json::array Faults::counts() const {
  json::array counts;
  for (const auto& rule : rules_) counts.push_back(json::object{{"seen", rule.seen}, {"struck", rule.struck}});
  return counts;
}

}  // namespace tessera::sim
