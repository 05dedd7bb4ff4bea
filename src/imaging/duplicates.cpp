#include "imaging/duplicates.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "imaging/duplicate_index.h"

namespace tessera {

std::vector<DuplicateVerdict> group_duplicates(std::span<const Descriptor> descriptors,
                                               std::span<const double> qualities, double threshold) {
  if (descriptors.size() != qualities.size()) throw std::invalid_argument("one quality for each descriptor");
  std::vector<std::size_t> order(descriptors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return qualities[a] != qualities[b] ? qualities[a] > qualities[b] : a < b;
  });
  DuplicateIndex kept;
  std::vector<std::size_t> kept_pictures;
  std::vector<DuplicateVerdict> verdicts(descriptors.size());
  for (const std::size_t i : order) {
    if (const auto found = kept.nearest(descriptors[i], threshold)) {
      verdicts[i] = {.keep = kept_pictures[found->index], .distance = found->distance};
    } else {
      verdicts[i] = {.keep = i, .distance = 0};
      kept.add(descriptors[i]);
      kept_pictures.push_back(i);
    }
  }
  return verdicts;
}

}  // namespace tessera
