#pragma once
// What one cell of a grid should show.

#include <string>
#include <vector>

namespace tessera {

struct Description {
  std::string text;      ///< one line: "an old lighthouse keeper reading by lamplight"
  std::string category;  ///< "People & Portraits"
  friend bool operator==(const Description&, const Description&) = default;
};

struct PoolCategory {
  std::string name;
  std::vector<std::string> descriptions;
};

/// A named, categorised list of descriptions. Invariants (kept by the reader of pool files): at least one category,
/// every category has at least one description, no text is empty or stands twice.
struct Pool {
  std::string name;
  std::vector<PoolCategory> categories;
  std::string hash;  ///< SHA-256 over names and texts in order: part of a run's identity
};

}  // namespace tessera
