#pragma once
// Finds repeats among many pictures without comparing all with all.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "imaging/descriptor.h"

namespace tessera {

/// Which stored picture is the nearest.
struct NearestPicture {
  std::size_t index = 0;  ///< in the order of add()
  double distance = 0;    ///< as distance() gives it, within 0.01
};

/// A growing set of descriptors. Memory: about 1.5 kB a descriptor (100,000 in 151 MB). Cost of add and of a search:
/// logarithmic descents and at most a fixed number of comparisons, so n pictures cost about n log n. The search is not
/// exhaustive: it looks into the leaves of several random projection trees (Dasgupta and Freund 2008) that lie nearest,
/// and compares those in full whose sketches are the nearest; of 1,000 changed copies among 100,000 pictures 7 were
/// missed (docs/formulas.md, bench/quality). The same calls in the same order give the same answers. Not thread safe.
class DuplicateIndex {
 public:
  DuplicateIndex();

  /// Stores a descriptor under the next index.
  void add(const Descriptor& descriptor);
  [[nodiscard]] std::size_t size() const noexcept { return stored_.size(); }

  /// The nearest stored picture that is closer than `threshold`, mirrored ones counted as the same.
  [[nodiscard]] std::optional<NearestPicture> nearest(const Descriptor& descriptor,
                                                      double threshold = duplicate_distance) const;

 private:
  static constexpr std::size_t sketch_length = 24;
  using Sketch = std::array<float, sketch_length>;             ///< a random projection of a descriptor
  using Stored = std::array<std::int8_t, Descriptor::length>;  ///< a descriptor in one byte a number
  struct Node {
    std::uint32_t left = 0, right = 0;  ///< children; 0 for a leaf
    Sketch direction{};
    float split = 0;
    std::vector<std::uint32_t> members;  ///< of a leaf
  };
  struct Tree {
    std::vector<Node> nodes;
  };

  [[nodiscard]] static Sketch sketch_of(const Descriptor& descriptor);
  /// The distance, or any number from `enough` on when it is that far at least.
  [[nodiscard]] static double stored_distance(const Stored& stored, const Descriptor& descriptor, double enough);
  void insert(Tree& tree, std::uint32_t member, std::uint64_t salt);
  void split_leaf(Tree& tree, std::uint32_t node, std::uint64_t salt);
  /// Leaves those worth a comparison in full.
  void keep_nearest_sketches(std::vector<std::uint32_t>& candidates, const Sketch& sketch) const;
  void collect(const Tree& tree, const Sketch& sketch, std::size_t most, std::vector<std::uint32_t>& found) const;

  std::vector<Stored> stored_;
  std::vector<Sketch> sketches_;
  std::vector<Tree> trees_;
};

}  // namespace tessera
