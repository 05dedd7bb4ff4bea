#pragma once
// `tessera split` and `tessera judge`: the measures on files that lie on this machine. No key, no ledger, no network.
// Blocking; all cores.

#include <filesystem>
#include <string>
#include <vector>

#include "dataset/inspection.h"
#include "tessera/error.h"

namespace tessera {

/// Every named file, and of every named folder the pictures in it and below it (.jpg, .jpeg, .png, .webp, .avif, .heic,
/// .heif; nothing whose name begins with a dot), each once, in the order of names. Errors: usage when something is not
/// there or nothing is found; io.
[[nodiscard]] Result<std::vector<std::string>> find_pictures(const std::vector<std::string>& named);

struct SplitOptions {
  std::vector<std::string> files;
  GridShape shape;
  std::filesystem::path out;  ///< for tiles and split.html; created when missing, files of the same names are replaced
  bool all = false;           ///< also tiles that gates refuse and repeats
};

/// Cuts each file, measures every cell, finds repeats over all of them and writes accepted tiles as
/// OUT/NAME-CELL.png. A file that cannot be read becomes a sheet with an error. Errors: io.
[[nodiscard]] Result<std::vector<InspectedSheet>> split_files(const SplitOptions& options);

/// Measures each file and finds repeats over all of them. A file that cannot be read is a refused picture without
/// measurements. `page` empty: no HTML. Errors: io.
[[nodiscard]] Result<std::vector<InspectedPicture>> judge_files(const std::vector<std::string>& files,
                                                                const std::filesystem::path& page);

}  // namespace tessera
