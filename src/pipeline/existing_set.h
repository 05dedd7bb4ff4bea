#pragma once
// The pictures of a folder that a run must not repeat (--against). Blocking; called on the worker pool.

#include <filesystem>
#include <string>
#include <vector>

#include "base/id.h"
#include "imaging/descriptor.h"
#include "tessera/error.h"

namespace tessera {

struct ExistingPicture {
  std::string name;  ///< "fox/images/0003.jpg": as people find it, below the folder's own name
  std::filesystem::path path;
  BlobId content;  ///< when the set was listed
};

struct ExistingSet {
  std::vector<ExistingPicture> pictures;  ///< by name

  /// Of all contents: other pictures make another run. Empty when there are none.
  [[nodiscard]] std::string hash() const;
};

inline constexpr std::size_t most_existing_pictures = 100'000;

/// The pictures of `folder` and of the folder `images` in it, by what they are and not by what they are called. Reads
/// every file once to hash it, and keeps none. An empty `folder` gives an empty set. Errors: usage, with the path: no
/// such folder, no picture in it, too many.
[[nodiscard]] Result<ExistingSet> list_existing_set(const std::string& folder);

/// Errors: bad_request: cannot be decoded; conflict: it is no longer what was listed; io.
[[nodiscard]] Result<Descriptor> describe_existing(const ExistingPicture& picture);

}  // namespace tessera
