#pragma once
// Where a finished set is: by its run or by its folder.

#include <filesystem>
#include <string>

#include "app/application.h"

namespace tessera {

struct SetPlace {
  std::filesystem::path folder;
  std::string source;  ///< as the run was given it; empty when no run is known
};

/// A folder that exists is taken as it is; anything else is a run's id or the beginning of one. Errors: usage when
/// there is neither, or when the run's folder is gone; io, corrupt.
[[nodiscard]] Task<Result<SetPlace>> find_set(Application& application, std::string run_or_folder);

}  // namespace tessera
