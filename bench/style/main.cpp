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

#include "base/json.h"
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

/// In Google Benchmark's form, as scripts/lib/bench_table.py reads it.
void write_json(const fs::path& file, const std::vector<Figure>& figures) {
  json::array rows;
  for (const Figure& figure : figures) {
    json::object row{{"name", figure.unit.empty() ? figure.name : figure.name + ", " + figure.unit},
                     {"run_type", "iteration"}};
    if (figure.at_least || figure.at_most) {
      row["figure"] = figure.value;
      row["bar"] = figure.at_least ? *figure.at_least : *figure.at_most;
      if (figure.at_least) row["at_least"] = 1;
    } else {
      row["value"] = figure.value;
    }
    rows.push_back(std::move(row));
  }
  std::ofstream(file) << json::serialize(json::object{{"context", json::object{}}, {"benchmarks", std::move(rows)}});
}

}  // namespace

int main(int count, char** arguments) {
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
  int missed = 0;
  std::vector<Figure> all;
  const auto show = [&](const char* heading, std::vector<Figure> figures) {
    missed += quality::print_table(heading, figures);
    all.insert(all.end(), figures.begin(), figures.end());
  };
  show("Time and memory", speed(sources, descriptions));
  show("Style", style_retrieval(sources, descriptions));
  show("Distinctness", distinctness(sources, descriptions));
  show("Variants", variants(sources, descriptions));
  show("Enlarging", enlargers(sources));
  if (!out.empty()) write_json(out, all);
  if (missed > 0) fmt::print("\n{} bars missed\n", missed);
  return missed > 0 ? 1 : 0;
}
