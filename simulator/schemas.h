#pragma once
// JSON schemas of the inputs of the models that are played.

#include "base/json.h"

namespace tessera::sim {

[[nodiscard]] json::object kontext_input();
[[nodiscard]] json::object topaz_input();
[[nodiscard]] json::object real_esrgan_input();
[[nodiscard]] json::object ostris_input();
[[nodiscard]] json::object fast_flux_input();

}  // namespace tessera::sim
