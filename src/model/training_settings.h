#pragma once
// The numbers of a training: what follows from the set, and what the user said instead. Pure; any thread.

#include <optional>
#include <string>

#include "model/request.h"
#include "tessera/error.h"

namespace tessera {

/// Every number that a trainer has to know.
struct TrainingSettings {
  int steps = 1000;
  double learning_rate = 1e-4;
  int rank = 16;
  int batch_size = 1;
  double caption_dropout = 0.05;            ///< share of captions that are left out, 0 to 1
  std::string resolution = "512,768,1024";  ///< sides of the squares whose area the passes fill, in pixels
  friend bool operator==(const TrainingSettings&, const TrainingSettings&) = default;
};

/// What the user said; the rest follows from the set.
struct GivenTrainingSettings {
  std::optional<int> steps;
  std::optional<double> learning_rate;
  std::optional<int> rank;
  std::optional<int> batch_size;
  std::optional<double> caption_dropout;
  std::optional<std::string> resolution;
};

/// How many steps a training has: so many for each picture, within bounds.
struct StepsRule {
  int per_picture = 0, least = 0, most = 0;
};
/// 100 steps a picture within [800, 3000] for a character, 50 a picture within [500, 2000] for a style; a style wants
/// about half as much because nothing has to be learnt by heart. (The rule of the service that Tessera replaces.)
[[nodiscard]] StepsRule steps_rule(Mode mode) noexcept;
/// By steps_rule().
[[nodiscard]] int steps_for(Mode mode, int pictures) noexcept;

/// Rank 16 for a character, 32 for a style, whose strokes need more room (field guides for FLUX.1, 2025).
[[nodiscard]] int rank_for(Mode mode) noexcept;

/// A number that was given always wins. `learning_rate` is the trainer's own default; `fills` are the passes that the
/// pictures fill, empty when that is not known. Errors: usage, naming the flag and what is allowed.
[[nodiscard]] Result<TrainingSettings> settings_for(Mode mode, int pictures, const GivenTrainingSettings& given,
                                                    double learning_rate, const std::string& fills = {});

}  // namespace tessera
