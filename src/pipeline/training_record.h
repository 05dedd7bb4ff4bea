#pragma once
// Orders and calls of trainings as JSON: what the ledger keeps so that a resumed training is the same one. Pure.

#include <string>

#include "model/trainer.h"

namespace tessera {

/// Everything of an order; order_from_json() gives the same order back.
[[nodiscard]] json::object order_json(const TrainingOrder& order);
/// Errors: corrupt.
[[nodiscard]] Result<TrainingOrder> order_from_json(const json::value& value);

/// Everything of a call; call_from_json() gives the same call back.
[[nodiscard]] json::object call_json(const TrainingCall& call);
/// Errors: corrupt.
[[nodiscard]] Result<TrainingCall> call_from_json(const json::value& value);

[[nodiscard]] json::object settings_json(const TrainingSettings& settings);

/// Everything that makes a training this one and no other, as canonical JSON. Who is told of its end does not.
[[nodiscard]] std::string training_identity(const TrainingOrder& order, const RemoteTrainer& trainer,
                                            std::uint64_t seed);

}  // namespace tessera
