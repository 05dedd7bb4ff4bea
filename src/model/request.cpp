#include "model/request.h"

#include <array>
#include <charconv>
#include <initializer_list>
#include <limits>

#include <fmt/format.h>

namespace tessera {
namespace {

std::unexpected<Error> unusable(std::string_view name, std::string_view value, std::string_view allowed) {
  return failure(ErrorKind::usage, fmt::format("{}: \"{}\" is not usable; {}", name, value, allowed));
}

/// What is wrong with a field's value, in the words of its type.
Result<void> failure_of(std::string_view name, const Error& error) {
  return failure(error.kind, fmt::format("{}: {}", name, error.message));
}

template <class Integer>
Result<Integer> whole_number(std::string_view name, std::string_view text, Integer least, Integer most) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    return unusable(name, text, fmt::format("a whole number from {} to {} is", least, most));
  }
  return value;
}

Result<double> share(std::string_view name, std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool inside = value >= 0 && value <= 1;  // not so for NaN
  if (error != std::errc() || end != text.data() + text.size() || !inside) {
    return unusable(name, text, "a number from 0 to 1, such as 0.5, is");
  }
  return value;
}

Result<std::string> one_of(std::string_view name, std::string_view text,
                           std::initializer_list<std::string_view> allowed) {
  for (const std::string_view value : allowed) {
    if (value == text) return std::string(text);
  }
  return unusable(name, text, fmt::format("one of {} is", fmt::join(allowed, ", ")));
}

Result<bool> yes_or_no(std::string_view name, std::string_view text) {
  if (text == "true" || text == "1" || text == "yes") return true;
  if (text == "false" || text == "0" || text == "no") return false;
  return unusable(name, text, "true or false is");
}

/// "2x" or "2".
Result<int> factor(std::string_view name, std::string_view text) {
  std::string_view digits = text;
  if (digits.ends_with('x')) digits.remove_suffix(1);
  if (digits == "1" || digits == "2" || digits == "4" || digits == "6") return digits.front() - '0';
  return unusable(name, text, "one of 1x, 2x, 4x, 6x is");
}

/// Moves a parsed value into its field, or hands the error on.
template <class Field, class Value>
Result<void> assign(Field& field, Result<Value> value) {
  if (!value) return std::unexpected(std::move(value.error()));
  field = std::move(*value);
  return {};
}

struct Setter {
  RequestField field;
  Result<void> (*set)(Request&, std::string_view name, std::string_view value);
  json::value (*get)(const Request&);
};

std::string haste_text(Haste haste) {
  switch (haste) {
    case Haste::cheap:
      return "cheap";
    case Haste::balanced:
      return "balanced";
    case Haste::fast:
      return "fast";
  }
  return "balanced";
}

constexpr int most_images = 10'000;
constexpr int least_min_side = 64;
constexpr int most_min_side = 8'192;

const std::array setters = {
    Setter{{"user", "ID", "owner of the set; part of the store's key"},
           [](Request& r, std::string_view, std::string_view v) {
             r.user = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.user); }},
    Setter{{"actor", "ID", "name of the set; part of the store's key (default: the source's name)"},
           [](Request& r, std::string_view, std::string_view v) {
             r.actor = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.actor); }},
    Setter{{"count", "N", "images wanted"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.count, whole_number(n, v, 1, most_images));
           },
           [](const Request& r) -> json::value { return r.count; }},
    Setter{{"grid", "RxC", "rows and columns of a grid, 2x2 to 5x5"},
           [](Request& r, std::string_view, std::string_view v) { return assign(r.shape, parse_grid_shape(v)); },
           [](const Request& r) -> json::value { return json::value_from(to_text(r.shape)); }},
    Setter{{"max_attempts", "N", "the most grids ordered"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.max_attempts, whole_number(n, v, 1, most_images));
           },
           [](const Request& r) -> json::value { return r.max_attempts; }},
    Setter{{"batch_size", "N", "the most enlargements in flight (default: the rate limiter decides)"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.batch_size, whole_number(n, v, 1, 1000));
           },
           [](const Request& r) -> json::value { return r.batch_size ? json::value(*r.batch_size) : json::value(); }},
    Setter{{"engine", "NAME", "what paints grids: auto, replicate, offline"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.engine, one_of(n, v, {"auto", "replicate", "offline"}));
           },
           [](const Request& r) -> json::value { return json::value_from(r.engine); }},
    Setter{{"judge", "NAME", "what reviews tiles: auto, openai, offline"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.judge, one_of(n, v, {"auto", "openai", "offline"}));
           },
           [](const Request& r) -> json::value { return json::value_from(r.judge); }},
    Setter{{"upscaler", "NAME", "what enlarges: auto, topaz, real-esrgan, anime4k, lanczos, none"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.upscaler, one_of(n, v, {"auto", "topaz", "real-esrgan", "anime4k", "lanczos", "none"}));
           },
           [](const Request& r) -> json::value { return json::value_from(r.upscaler); }},
    Setter{{"upscale_factor", "Fx", "1x, 2x, 4x or 6x"},
           [](Request& r, std::string_view n, std::string_view v) { return assign(r.upscale_factor, factor(n, v)); },
           [](const Request& r) -> json::value { return json::value_from(fmt::format("{}x", r.upscale_factor)); }},
    Setter{{"upscale_stage", "WHAT", "enlarge each tile, or the whole grid once before it is cut: tile, grid"},
           [](Request& r, std::string_view n, std::string_view v) {
             const Result<std::string> name = one_of(n, v, {"tile", "grid"});
             if (!name) return Result<void>(std::unexpected(name.error()));
             r.upscale_stage = *name == "grid" ? UpscaleStage::grid : UpscaleStage::tile;
             return Result<void>();
           },
           [](const Request& r) -> json::value {
             return json::value_from(r.upscale_stage == UpscaleStage::grid ? "grid" : "tile");
           }},
    Setter{{"min_side", "PX", "pixels that the shorter side of each image shall have; chooses factor, stage and grid"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.min_side, whole_number(n, v, least_min_side, most_min_side));
           },
           [](const Request& r) -> json::value { return r.min_side ? json::value(*r.min_side) : json::value(); }},
    Setter{{"store", "WHERE", "also put images into a directory, s3, or s3://bucket[/prefix]"},
           [](Request& r, std::string_view, std::string_view v) {
             r.store = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.store); }},
    Setter{{"out", "DIR", "folder for images, captions, dataset.json and report.html (default: tessera-out/ACTOR-RUN)"},
           [](Request& r, std::string_view, std::string_view v) {
             r.out = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.out); }},
    Setter{{"debug_dir", "DIR", "also write grid1.jpg …, training-image1.jpg … there"},
           [](Request& r, std::string_view, std::string_view v) {
             r.debug_dir = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.debug_dir); }},
    Setter{{"pool", "NAME|FILE", "descriptions: a built-in pool or a TOML file"},
           [](Request& r, std::string_view, std::string_view v) {
             r.pool = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.pool); }},
    Setter{{"trigger", "WORD", "the word that the LoRA will answer to, in every caption"},
           [](Request& r, std::string_view n, std::string_view v) {
             if (!v.empty()) {
               const Result<Trigger> trigger = Trigger::make(v, TriggerPlace::last);
               if (!trigger) return failure_of(n, trigger.error());
             }
             r.trigger = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.trigger); }},
    Setter{{"trigger_place", "PLACE", "first or last in a caption (default: last for a style, first for a character)"},
           [](Request& r, std::string_view n, std::string_view v) {
             const Result<TriggerPlace> place = parse_trigger_place(v);
             if (!place) return failure_of(n, place.error());
             r.trigger_place = *place;
             return Result<void>();
           },
           [](const Request& r) -> json::value {
             return r.trigger_place ? json::value_from(std::string(name_of(*r.trigger_place))) : json::value();
           }},
    Setter{{"seed", "N", "another seed makes another run"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.seed, whole_number<std::uint64_t>(n, v, 0, std::uint64_t{1} << 53U));
           },
           [](const Request& r) -> json::value { return r.seed; }},
    Setter{{"style_strength", "SHARE", "how near the offline engine comes to the source's style, 0 to 1 (default: 1)"},
           [](Request& r, std::string_view n, std::string_view v) { return assign(r.style_strength, share(n, v)); },
           [](const Request& r) -> json::value {
             return r.style_strength == 1 ? json::value() : json::value(r.style_strength);
           }},
    Setter{{"max_cost", "USD", "never spend more than this"},
           [](Request& r, std::string_view n, std::string_view v) {
             Result<Money> money = Money::parse(v);
             if (!money) return Result<void>(unusable(n, v, "an amount of dollars such as 2.50 is"));
             r.max_cost = *money;
             return Result<void>();
           },
           [](const Request& r) -> json::value {
             return r.max_cost ? json::value_from(fmt::format("{:.6f}", r.max_cost->dollars())) : json::value();
           }},
    Setter{{"haste", "HOW", "how many grids to order at once: cheap, balanced, fast"},
           [](Request& r, std::string_view n, std::string_view v) {
             const Result<std::string> name = one_of(n, v, {"cheap", "balanced", "fast"});
             if (!name) return Result<void>(std::unexpected(name.error()));
             r.haste = *name == "cheap" ? Haste::cheap : *name == "fast" ? Haste::fast : Haste::balanced;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(haste_text(r.haste)); }},
    Setter{{"singles", "N", "make the last missing images, N at most, as single pictures instead of grids"},
           [](Request& r, std::string_view n, std::string_view v) {
             return assign(r.singles, whole_number(n, v, 0, most_images));
           },
           [](const Request& r) -> json::value { return r.singles; }},
    Setter{{"against", "DIR", "refuse tiles that repeat a picture in this folder, or in the folder images in it"},
           [](Request& r, std::string_view, std::string_view v) {
             r.against = v;
             return Result<void>();
           },
           [](const Request& r) -> json::value { return json::value_from(r.against); }},
    Setter{{"style_gate", "", "refuse tiles that leave the style of the source, instead of only saying so"},
           [](Request& r, std::string_view n, std::string_view v) { return assign(r.style_gate, yes_or_no(n, v)); },
           [](const Request& r) -> json::value { return r.style_gate; }},
    Setter{{"reuse", "", "take results of identical calls of other runs instead of buying them again"},
           [](Request& r, std::string_view n, std::string_view v) { return assign(r.reuse, yes_or_no(n, v)); },
           [](const Request& r) -> json::value { return r.reuse; }},
};

Result<std::string> text_of(std::string_view key, const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool() || value.is_number()) return json::serialize(value);
  return failure(ErrorKind::usage, fmt::format("{}: a text, a number or a switch is expected", key));
}

}  // namespace

std::span<const RequestField> request_fields() noexcept {
  static const auto fields = [] {
    std::array<RequestField, setters.size()> all{};
    for (std::size_t i = 0; i < setters.size(); ++i) all[i] = setters[i].field;
    return all;
  }();
  return fields;
}

Result<void> set_field(Request& request, std::string_view name, std::string_view value) {
  for (const Setter& setter : setters) {
    if (setter.field.name == name) return setter.set(request, name, value);
  }
  return failure(ErrorKind::usage, fmt::format("there is no setting \"{}\"", name));
}

json::object request_json(const Request& request) {
  json::object object{{"source", request.source}};
  for (const Setter& setter : setters) {
    json::value value = setter.get(request);
    if (!value.is_null()) object[setter.field.name] = std::move(value);
  }
  return object;
}

Result<Request> request_from_json(const json::value& value, Request defaults) {
  if (!value.is_object()) return failure(ErrorKind::usage, "a request is a JSON object");
  for (const auto& member : value.get_object()) {
    const std::string_view key = member.key();
    if (member.value().is_null()) continue;
    const Result<std::string> text = text_of(key, member.value());
    if (!text) return std::unexpected(text.error());
    if (key == "source") {
      defaults.source = *text;
      continue;
    }
    const Result<void> set = set_field(defaults, key, *text);
    if (!set) return std::unexpected(set.error());
  }
  return defaults;
}

}  // namespace tessera
