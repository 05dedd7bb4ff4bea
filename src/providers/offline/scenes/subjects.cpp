#include <vector>

#include "providers/offline/scenes/subject.h"

namespace tessera::offline {

std::span<const Subject> subjects() {
  static const std::vector<Subject> all = [] {
    std::vector<Subject> joined;
    for (const auto table :
         {people(), people_at_work(), waters(), lands(), table_objects(), other_objects(), buildings(), structures(),
          mammals(), pets(), other_animals(), road_vehicles(), far_vehicles(), abstracts(), surreal()}) {
      joined.insert(joined.end(), table.begin(), table.end());
    }
    return joined;
  }();
  return all;
}

}  // namespace tessera::offline
