#pragma once
// An event as one line of JSON, for files and pipes. Pure.

#include <string>

#include "model/event.h"

namespace tessera {

/// {"time":"2026-11-22T13:00:00.000000Z","event":"grid.arrived",…} without the line break.
[[nodiscard]] std::string event_line(const RunEvent& event);

}  // namespace tessera
