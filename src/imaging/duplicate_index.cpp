#include "imaging/duplicate_index.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <utility>

#include "base/random.h"

namespace tessera {
namespace {

constexpr std::size_t tree_count = 4;
constexpr std::size_t leaf_size = 48;
constexpr std::size_t candidates_per_tree = 800;
constexpr std::size_t most_compared = 160;  // of all candidates: those whose sketches are the nearest
/// Most candidates are far away, which the first values show already.
constexpr std::size_t values_between_looks = 128;
constexpr float levels_per_unit = 480;  // of the stored bytes; descriptor values stay below 0.26

/// sketch_length rows of +1 and -1 (Achlioptas 2003), fixed for all indexes.
template <std::size_t Rows>
const std::array<std::array<float, Descriptor::length>, Rows>& projection() {
  static const auto table = [] {
    std::array<std::array<float, Descriptor::length>, Rows> result{};
    Random random(1, "duplicate index");
    for (auto& row : result) {
      for (float& value : row) value = random.below(2) == 0 ? -1.0F : 1.0F;
    }
    return result;
  }();
  return table;
}

float dot(const auto& a, const auto& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

DuplicateIndex::DuplicateIndex() : trees_(tree_count) {
  for (Tree& tree : trees_) tree.nodes.emplace_back();
}

DuplicateIndex::Sketch DuplicateIndex::sketch_of(const Descriptor& descriptor) {
  Sketch sketch{};
  const auto& rows = projection<sketch_length>();
  for (std::size_t i = 0; i < sketch_length; ++i) sketch[i] = dot(rows[i], descriptor.values);
  return sketch;
}

double DuplicateIndex::stored_distance(const Stored& stored, const Descriptor& descriptor, double enough) {
  std::array<float, 8> sums{};
  double total = 0;
  for (std::size_t i = 0; i < Descriptor::length;) {
    const std::size_t end = std::min(i + values_between_looks, Descriptor::length);
    for (; i < end; i += sums.size()) {
      for (std::size_t k = 0; k < sums.size(); ++k) {
        const float difference = static_cast<float>(stored[i + k]) * (1 / levels_per_unit) - descriptor.values[i + k];
        sums[k] += difference * difference;
      }
    }
    total = 0;
    for (const float sum : sums) total += static_cast<double>(sum);
    if (total >= enough) break;
  }
  return total;
}

void DuplicateIndex::add(const Descriptor& descriptor) {
  Stored stored{};
  for (std::size_t i = 0; i < Descriptor::length; ++i) {
    stored[i] =
        static_cast<std::int8_t>(std::lround(std::clamp(descriptor.values[i] * levels_per_unit, -127.0F, 127.0F)));
  }
  const auto member = static_cast<std::uint32_t>(stored_.size());
  stored_.push_back(stored);
  sketches_.push_back(sketch_of(descriptor));
  for (std::size_t t = 0; t < trees_.size(); ++t) insert(trees_[t], member, t);
}

void DuplicateIndex::insert(Tree& tree, std::uint32_t member, std::uint64_t salt) {
  const Sketch& sketch = sketches_[member];
  std::uint32_t node = 0;
  while (tree.nodes[node].left != 0) {
    node = dot(tree.nodes[node].direction, sketch) < tree.nodes[node].split ? tree.nodes[node].left
                                                                            : tree.nodes[node].right;
  }
  tree.nodes[node].members.push_back(member);
  // A leaf of equal pictures cannot be split; trying again only at every doubling keeps the cost in bounds.
  const std::size_t count = tree.nodes[node].members.size();
  if (count > leaf_size && (count % leaf_size) == 1) split_leaf(tree, node, salt);
}

void DuplicateIndex::split_leaf(Tree& tree, std::uint32_t node, std::uint64_t salt) {
  const std::vector<std::uint32_t> members = tree.nodes[node].members;
  // The widest of a few directions between two members: random, but along the spread of the data.
  Random random(salt * 0x9E3779B97F4A7C15U + node, "split");
  Sketch direction{};
  float widest = 0;
  for (int attempt = 0; attempt < 4; ++attempt) {
    const Sketch& a = sketches_[members[random.below(members.size())]];
    const Sketch& b = sketches_[members[random.below(members.size())]];
    Sketch between{};
    for (std::size_t i = 0; i < sketch_length; ++i) between[i] = a[i] - b[i];
    const float length = std::sqrt(dot(between, between));
    if (length <= widest) continue;
    widest = length;
    for (std::size_t i = 0; i < sketch_length; ++i) direction[i] = between[i] / length;
  }
  if (widest < 1e-4F) return;
  std::vector<float> places;
  for (const std::uint32_t member : members) places.push_back(dot(direction, sketches_[member]));
  std::vector<float> sorted = places;
  std::ranges::nth_element(sorted, sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2));
  const float split = sorted[sorted.size() / 2];
  Node left;
  Node right;
  for (std::size_t i = 0; i < members.size(); ++i) (places[i] < split ? left : right).members.push_back(members[i]);
  if (left.members.empty() || right.members.empty()) return;
  const auto first_child = static_cast<std::uint32_t>(tree.nodes.size());
  tree.nodes.push_back(std::move(left));
  tree.nodes.push_back(std::move(right));
  Node& parent = tree.nodes[node];
  parent.left = first_child;
  parent.right = first_child + 1;
  parent.direction = direction;
  parent.split = split;
  parent.members.clear();
  parent.members.shrink_to_fit();
}

void DuplicateIndex::collect(const Tree& tree, const Sketch& sketch, std::size_t most,
                             std::vector<std::uint32_t>& found) const {
  // Best leaf first: the nodes not taken wait, ordered by how far the picture is from their side.
  using Waiting = std::pair<float, std::uint32_t>;
  std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting;
  waiting.emplace(0.0F, 0U);
  std::size_t taken = 0;
  while (!waiting.empty() && taken < most) {
    auto [off, node] = waiting.top();
    waiting.pop();
    while (tree.nodes[node].left != 0) {
      const Node& inner = tree.nodes[node];
      const float place = dot(inner.direction, sketch) - inner.split;
      waiting.emplace(std::max(off, std::abs(place)), place < 0 ? inner.right : inner.left);
      node = place < 0 ? inner.left : inner.right;
    }
    for (const std::uint32_t member : tree.nodes[node].members) {
      if (taken++ >= most) break;
      found.push_back(member);
    }
  }
}

void DuplicateIndex::keep_nearest_sketches(std::vector<std::uint32_t>& candidates, const Sketch& sketch) const {
  if (candidates.size() <= most_compared) return;
  std::vector<std::pair<float, std::uint32_t>> ranked;
  ranked.reserve(candidates.size());
  for (const std::uint32_t member : candidates) {
    float away = 0;
    for (std::size_t i = 0; i < sketch_length; ++i) {
      const float difference = sketches_[member][i] - sketch[i];
      away += difference * difference;
    }
    ranked.emplace_back(away, member);
  }
  std::ranges::nth_element(ranked, ranked.begin() + most_compared);
  candidates.clear();
  for (std::size_t i = 0; i < most_compared; ++i) candidates.push_back(ranked[i].second);
  std::ranges::sort(candidates);
}

std::optional<NearestPicture> DuplicateIndex::nearest(const Descriptor& descriptor, double threshold) const {
  std::optional<NearestPicture> best;
  for (const Descriptor& seen : {descriptor, mirrored(descriptor)}) {
    const Sketch sketch = sketch_of(seen);
    std::vector<std::uint32_t> found;
    for (const Tree& tree : trees_) collect(tree, sketch, candidates_per_tree, found);
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    keep_nearest_sketches(found, sketch);
    for (const std::uint32_t member : found) {
      const double away = stored_distance(stored_[member], seen, threshold);
      if (away < threshold && (!best || away < best->distance))
        best = NearestPicture{.index = member, .distance = away};
    }
  }
  return best;
}

}  // namespace tessera
