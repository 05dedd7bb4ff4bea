#include "model/training_settings.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace tessera {
namespace {

constexpr int most_steps = 100'000;
constexpr int most_rank = 1'024;
constexpr int most_batch_size = 64;
constexpr int least_side = 64;
constexpr int most_side = 4'096;

template <class T>
Result<void> check_range(std::string_view flag, T value, T least, T most) {
  if (value >= least && value <= most) return {};
  return failure(ErrorKind::usage, fmt::format("{} must be from {} to {}, not {}", flag, least, most, value));
}

/// "1024" or "512,768,1024".
Result<void> check_resolution(std::string_view text) {
  std::string_view rest = text;
  for (;;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view side = rest.substr(0, comma);
    int pixels = 0;
    const auto [end, error] = std::from_chars(side.data(), side.data() + side.size(), pixels);
    if (error != std::errc() || end != side.data() + side.size() || pixels < least_side || pixels > most_side) {
      return failure(ErrorKind::usage,
                     fmt::format("--resolution \"{}\" is no list of sides from {} to {} pixels, such as 512,768,1024",
                                 text, least_side, most_side));
    }
    if (comma == rest.size()) return {};
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

StepsRule steps_rule(Mode mode) noexcept {
  return mode == Mode::character ? StepsRule{.per_picture = 100, .least = 800, .most = 3'000}
                                 : StepsRule{.per_picture = 50, .least = 500, .most = 2'000};
}

int steps_for(Mode mode, int pictures) noexcept {
  const StepsRule rule = steps_rule(mode);
  return std::clamp(rule.per_picture * std::clamp(pictures, 0, 1'000), rule.least, rule.most);
}

int rank_for(Mode mode) noexcept { return mode == Mode::character ? 16 : 32; }

Result<TrainingSettings> settings_for(Mode mode, int pictures, const GivenTrainingSettings& given, double learning_rate,
                                      const std::string& fills) {
  TrainingSettings settings;
  settings.steps = given.steps.value_or(steps_for(mode, pictures));
  settings.rank = given.rank.value_or(rank_for(mode));
  settings.learning_rate = given.learning_rate.value_or(learning_rate);
  settings.batch_size = given.batch_size.value_or(settings.batch_size);
  settings.caption_dropout = given.caption_dropout.value_or(settings.caption_dropout);
  if (!fills.empty()) settings.resolution = fills;
  settings.resolution = given.resolution.value_or(settings.resolution);
  for (const Result<void>& checked :
       {check_range("--steps", settings.steps, 1, most_steps), check_range("--rank", settings.rank, 1, most_rank),
        check_range("--batch-size", settings.batch_size, 1, most_batch_size),
        check_range("--learning-rate", settings.learning_rate, 1e-9, 10.0),
        check_range("--caption-dropout", settings.caption_dropout, 0.0, 1.0), check_resolution(settings.resolution)}) {
    if (!checked) return std::unexpected(checked.error());
  }
  return settings;
}

}  // namespace tessera
