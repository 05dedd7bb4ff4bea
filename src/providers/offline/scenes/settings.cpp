#include "providers/offline/scenes/settings.h"

#include <vector>

namespace tessera::offline {

std::span<const Setting> settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> joined;
    for (const auto table : {indoor_settings(), town_settings(), open_settings()})
      joined.insert(joined.end(), table.begin(), table.end());
    return joined;
  }();
  return all;
}

}  // namespace tessera::offline
