#pragma once
// The pictures that later ones must not repeat: the source, an existing set, the tiles accepted so far. Thread: the
// loop; one object a run.

#include <optional>
#include <string>
#include <vector>

#include "imaging/descriptor.h"
#include "imaging/duplicate_index.h"

namespace tessera {

class KeptPictures {
 public:
  /// `name` for people: "tile 3 of grid 1", "the source".
  void add(std::string name, const Descriptor& descriptor);

  struct Match {
    std::string name;
    double distance = 0;
  };
  /// The nearest picture that `descriptor` repeats, if it repeats any. Cost: logarithmic (DuplicateIndex).
  [[nodiscard]] std::optional<Match> repeated_by(const Descriptor& descriptor) const;

  /// How far the nearest picture is, 1 when none is nearer than that. Cost: as above.
  [[nodiscard]] double novelty(const Descriptor& descriptor) const;

 private:
  DuplicateIndex index_;
  std::vector<std::string> names_;
};

}  // namespace tessera
