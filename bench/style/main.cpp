// Measures the offline engine and prints a table with its bars: where does the time go, does a grid look like its
// source, are the descriptions told apart, how good and how fast is the enlarger.
//   measure_style [--out FILE.json] [FOLDER OR PICTURE…]
// Folders and pictures are foreign sources, for style retrieval only. Exit code 1 when a bar is missed.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/heap.h"
#include "imaging/codec.h"
#include "trials.h"

namespace {

using namespace tessera;
using namespace tessera::bench;
namespace fs = std::filesystem;

void load(std::vector<Source>& sources, const fs::path& path, bool own) {
  std::vector<fs::path> files;
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  } else {
    files.push_back(path);
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
    auto image = decode_image(bytes);
    if (image && std::min(image->width(), image->height()) >= 256) {
      sources.push_back({file.filename().string(), std::move(*image), own});
    }
  }
}

std::vector<Description> built_in() {
  std::vector<Description> all;
  const auto pool = toml::parse_file(TESSERA_SOURCE_DIR "/share/tessera/pools/subjects.toml");
  for (const auto& entry : *pool["category"].as_array()) {
    const auto& category = *entry.as_table();
    for (const auto& text : *category["descriptions"].as_array()) {
      all.push_back({text.value_or(std::string()), category["name"].value_or(std::string())});
    }
  }
  return all;
}

}  // namespace

int main(int count, char** arguments) {
  keep_freed_pages();  // as the command does
  use_huge_pages();
  std::vector<Source> sources;
  load(sources, TESSERA_SOURCE_DIR "/examples", true);
  std::string out;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--out" && i + 1 < count) {
      out = arguments[++i];
    } else {
      load(sources, argument, false);
    }
  }
  const std::vector<Description> descriptions = built_in();
  quality::Table table;
  table.add("Time and memory", speed(sources, descriptions));
  table.add("Style", style_retrieval(sources, descriptions));
  table.add("Distinctness", distinctness(sources, descriptions));
  table.add("Variants", variants(sources, descriptions));
  table.add("Enlarging", enlargers(sources));
  if (!out.empty() && !table.write(out)) {
    fmt::print(stderr, "cannot write {}\n", out);
    return 1;
  }
  if (table.missed() > 0) fmt::print("\n{} bars missed\n", table.missed());
  return table.missed() > 0 ? 1 : 0;
}
