#pragma once
// Predictions and trainings as the API shows them.

#include "simulator/world.h"

namespace tessera::sim {

/// Where it is shown: times are written with different numbers of digits, as the real service does.
enum class View { created, one, list };

[[nodiscard]] json::object to_json(const Prediction& prediction, const World& world, View view);
/// The same for a training.
[[nodiscard]] json::object training_json(const Prediction& training, const World& world, View view);
/// Where the output is fetched.
[[nodiscard]] std::string delivery_address(const Prediction& prediction, const World& world);

}  // namespace tessera::sim
