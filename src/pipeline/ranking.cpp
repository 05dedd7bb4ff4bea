#include "pipeline/ranking.h"

#include <algorithm>
#include <limits>

namespace tessera {
namespace {

constexpr double weight_of_quality = 0.5;
constexpr double weight_of_category = 0.7;  ///< of what speaks against a tile; the rest is its likeness to others
constexpr double full_category = 2;         ///< so many tiles ahead of the emptiest category count fully

}  // namespace

std::vector<std::size_t> order_of_joining(const std::vector<RankedTile>& tiles, const KeptPictures& kept,
                                          std::map<std::string, int> in_category) {
  std::vector<double> novelty;
  for (const RankedTile& tile : tiles) novelty.push_back(kept.novelty(*tile.descriptor));
  std::vector<bool> joined(tiles.size());
  std::vector<std::size_t> order;
  while (order.size() < tiles.size()) {
    int emptiest = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      if (!joined[i]) emptiest = std::min(emptiest, in_category[tiles[i].category]);
    }
    const auto merit = [&](std::size_t i) {
      const double likeness = 1 - std::clamp(novelty[i], 0.0, 1.0);
      const double crowding = std::min(1.0, (in_category[tiles[i].category] - emptiest) / full_category);
      const double redundancy = weight_of_category * crowding + (1 - weight_of_category) * likeness;
      return weight_of_quality * tiles[i].quality - (1 - weight_of_quality) * redundancy;
    };
    std::size_t best = tiles.size();
    double most = 0;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      if (joined[i]) continue;
      const double value = merit(i);
      if (best < tiles.size() && value <= most) continue;
      best = i;
      most = value;
    }
    joined[best] = true;
    order.push_back(best);
    ++in_category[tiles[best].category];
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      if (!joined[i]) novelty[i] = std::min(novelty[i], distance(*tiles[i].descriptor, *tiles[best].descriptor));
    }
  }
  return order;
}

}  // namespace tessera
