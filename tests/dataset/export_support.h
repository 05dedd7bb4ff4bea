#pragma once
// Sets to export, and what became of them.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "dataset/export/export.h"

namespace tessera::tests {

/// A folder of pictures with captions, as people make them.
struct SetFolder {
  std::filesystem::path root;

  /// A picture of one colour ramp; JPEG or PNG by its name.
  void add_picture(const std::string& name, Size size) const;
  void add_text(const std::string& name, std::string_view text) const;
};

/// OUT of a run, at `root`: four pictures with captions, two of them by the judge, and a dataset.json.
void make_run_folder(const std::filesystem::path& root);

/// Every file below `root`: relative name -> bytes.
[[nodiscard]] std::map<std::string, std::string> tree_of(const std::filesystem::path& root);

/// A ramp of colours, so that a cut can be told from a scaled picture.
[[nodiscard]] Image ramp(Size size);

}  // namespace tessera::tests
