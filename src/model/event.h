#pragma once
// What happens during a run, told as it happens: for progress, --events and embedding programs.

#include <functional>
#include <string>

#include "base/clock.h"
#include "base/json.h"

namespace tessera {

/// `name` is one of the names in docs/events.md ("grid.accepted"); `fields` are plain JSON and hold no secrets.
struct RunEvent {
  std::string name;
  WallTime time;
  json::object fields;
};

/// Called on the loop thread, in order; must not block.
using EventSink = std::function<void(const RunEvent&)>;

}  // namespace tessera
