#include "ledger/failpoint.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <unistd.h>

#include <fmt/format.h>

#include "model/call.h"

namespace tessera {
namespace {

struct Armed {
  std::string name;
  int hit = 1;
};

std::optional<Armed> read_environment() {
  const char* text = std::getenv("TESSERA_FAILPOINT");
  if (text == nullptr || *text == '\0') return std::nullopt;
  Armed armed{.name = text};
  const std::size_t colon = armed.name.rfind(':');
  if (colon == std::string::npos) return armed;
  const std::string number = armed.name.substr(colon + 1);
  armed.name.resize(colon);
  std::from_chars(number.data(), number.data() + number.size(), armed.hit);
  return armed;
}

}  // namespace

void failpoint(std::string_view name) {
  static const std::optional<Armed> armed = read_environment();
  if (!armed || armed->name != name) return;
  static std::atomic<int> hits = 0;
  if (++hits == armed->hit) ::_exit(failpoint_exit_code);
}

std::vector<std::string> failpoint_names() {
  constexpr std::array steps = {"plan_call",   "plan_next_attempt", "mark_sent",   "mark_accepted", "mark_done",
                                "mark_failed", "mark_unknown",      "mark_unsent", "mark_lost"};
  constexpr std::array kinds = {CallKind::grid, CallKind::single, CallKind::judge, CallKind::upscale,
                                CallKind::training};
  std::vector<std::string> names = {"blob.synced",   "blob.written",   "ledger.begin_run",
                                    "ledger.decide", "ledger.end_run", "ledger.reopen_run"};
  for (const char* step : steps) {
    for (const CallKind kind : kinds) names.push_back(fmt::format("ledger.{}.{}", step, name_of(kind)));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace tessera
