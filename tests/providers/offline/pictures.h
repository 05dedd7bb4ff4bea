#pragma once
// Sources and descriptions that the tests of the offline provider share.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "imaging/codec.h"
#include "imaging/resize.h"
#include "model/description.h"

namespace tessera::offline {

inline Bytes read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Image read_picture(const std::filesystem::path& path) {
  auto image = decode_image(read_bytes(path));
  if (!image) throw std::runtime_error(path.string() + ": " + image.error().message);
  return std::move(*image);
}

/// One of the files in examples/.
inline Image example(const std::string& name) {
  return read_picture(std::filesystem::path(TESSERA_SOURCE_DIR) / "examples" / name);
}

/// The 63 of the built-in pool.
inline std::vector<Description> built_in_descriptions() {
  std::vector<Description> all;
  const auto pool = toml::parse_file(std::string(TESSERA_SOURCE_DIR) + "/share/tessera/pools/subjects.toml");
  for (const auto& entry : *pool["category"].as_array()) {
    const auto& category = *entry.as_table();
    for (const auto& text : *category["descriptions"].as_array()) {
      all.push_back({text.value_or(std::string()), category["name"].value_or(std::string())});
    }
  }
  return all;
}

/// The cells of a sheet without gutters.
inline std::vector<Image> cells_of(const Image& sheet, int rows, int columns) {
  std::vector<Image> cells;
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const int left = sheet.width() * column / columns, right = sheet.width() * (column + 1) / columns;
      const int top = sheet.height() * row / rows, bottom = sheet.height() * (row + 1) / rows;
      cells.push_back(crop(sheet, {left, top, right - left, bottom - top}));
    }
  }
  return cells;
}

}  // namespace tessera::offline
