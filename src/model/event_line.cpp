#include "model/event_line.h"

namespace tessera {

std::string event_line(const RunEvent& event) {
  json::object line{{"time", to_iso8601(event.time)}, {"event", event.name}};
  for (const auto& [key, value] : event.fields) line.emplace(key, value);
  return line_json(line);
}

}  // namespace tessera
