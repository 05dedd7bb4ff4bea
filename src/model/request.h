#pragma once
// One request: a source and what is wanted of it. A plain value with every default in place; faces fill it, the
// pipeline obeys it. Names and defaults are those of docs/cli.md.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/money.h"
#include "model/grid_shape.h"
#include "model/trigger.h"

namespace tessera {

enum class Mode { style, character };
enum class Haste { cheap, balanced, fast };
enum class UpscaleStage { tile, grid };

struct Request {
  std::string source;  ///< file, https URL, data URI, s3://bucket/key
  std::string user = "local";
  std::string actor;  ///< empty: made from the source's name
  Mode mode = Mode::style;
  int count = 20;
  GridShape shape;
  int max_attempts = 10;          ///< the most grids ordered
  std::optional<int> batch_size;  ///< the most enlargements in flight
  std::string engine = "auto";    ///< auto, replicate, offline
  std::string judge = "auto";     ///< auto, openai, offline
  std::string upscaler = "auto";  ///< auto, topaz, real-esrgan, lanczos, none
  int upscale_factor = 2;
  UpscaleStage upscale_stage = UpscaleStage::tile;  ///< each tile, or the whole grid once before it is cut
  std::string store;                                ///< empty: only OUT; a directory, "s3", "s3://bucket[/prefix]"
  std::string out;                                  ///< empty: tessera-out/<actor>-<run>
  std::string debug_dir;
  std::string pool = "subjects";              ///< built-in name or a TOML file
  std::string trigger;                        ///< a Trigger's word in every caption; empty: none
  std::optional<TriggerPlace> trigger_place;  ///< nothing: last for a style, first for a character
  std::uint64_t seed = 0;
  double style_strength = 1;  ///< 0 … 1: how near grids come to the source's style; only the offline engine obeys it
  std::optional<Money> max_cost;
  Haste haste = Haste::balanced;
  int singles = 0;              ///< the most pictures made on their own, when no more than that are missing
  std::string against;          ///< a folder of pictures that must not be repeated; empty: none
  bool style_gate = false;      ///< refuse tiles that leave the source's style
  std::optional<int> min_side;  ///< pixels that the shorter side of each image shall have
  bool size_is_chosen = false;  ///< factor, stage and shape for min_side are settled: a run that is resumed keeps them
  bool reuse = false;           ///< share results of identical calls of other runs
  bool repeat_unknown = false;  ///< resume: send calls of unknown outcome again
};

/// One setting of a request: how it is called everywhere. `name` is the key in JSON, batch lines and tessera.toml;
/// the flag is the same with hyphens ("--max-cost"), the environment variable in capitals behind TESSERA_.
struct RequestField {
  std::string_view name;
  std::string_view placeholder;  ///< "N", "USD"; empty for a switch
  std::string_view help;
};

/// Every field but `source`, in the order in which help shows them.
[[nodiscard]] std::span<const RequestField> request_fields() noexcept;

/// Sets one field from text, as a flag, a variable or a line of a batch gives it. Errors: usage, naming the field, what
/// was given and what is allowed.
[[nodiscard]] Result<void> set_field(Request& request, std::string_view name, std::string_view value);

/// All fields by name, for the ledger; request_from_json() gives the same request back.
[[nodiscard]] json::object request_json(const Request& request);
/// Fields that are missing keep the value they have in `defaults`. Errors: usage: unknown key, unusable value.
[[nodiscard]] Result<Request> request_from_json(const json::value& value, Request defaults = {});

}  // namespace tessera
