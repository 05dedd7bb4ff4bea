#include "painted.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>

#include <toml++/toml.h>

#include "imaging/codec.h"
#include "providers/offline/draw_grid.h"

namespace tessera::quality {
namespace {

std::vector<Description> read_pool() {
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

const std::vector<Description>& descriptions() {
  static const std::vector<Description> all = read_pool();
  return all;
}

/// Six pixels of the source, the brightest as the ground.
Style colors_of(const Image& source) {
  Random random(7, "colours of a source");
  Style style;
  for (int k = 0; k < 6; ++k) {
    const auto row = source.row(static_cast<int>(random.below(static_cast<std::uint64_t>(source.height()))));
    const std::size_t x = random.below(static_cast<std::uint64_t>(source.width())) * Image::channels;
    style.palette.push_back(
        {static_cast<float>(row[x]), static_cast<float>(row[x + 1]), static_cast<float>(row[x + 2])});
  }
  style.ground = std::ranges::max(style.palette, {}, [](const Color& color) { return color[0] + color[1] + color[2]; });
  return style;
}

Image paint(const PaintedStyle& style, Size size, const Description& description, std::uint64_t seed) {
  return offline::draw_grid(
      style.source, {.shape = {.rows = 1, .columns = 1}, .descriptions = {description}, .seed = seed, .size = size});
}

}  // namespace

const std::vector<PaintedStyle>& painted_styles() {
  static const std::vector<PaintedStyle> all = [] {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(TESSERA_SOURCE_DIR "/examples")) {
      if (entry.path().extension() == ".jpg" || entry.path().extension() == ".png") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::vector<PaintedStyle> styles;
    for (const std::filesystem::path& file : files) {
      std::ifstream in(file, std::ios::binary);
      Image source = decode_image(Bytes{std::istreambuf_iterator<char>(in), {}}).value();
      Style colors = colors_of(source);
      styles.push_back({.name = file.stem().string(), .source = std::move(source), .style = std::move(colors)});
    }
    return styles;
  }();
  return all;
}

Image paint_picture(Random& random, const PaintedStyle& style, Size size) {
  const std::uint64_t seed = random.next();
  return paint(style, size, descriptions()[random.below(descriptions().size())], seed);
}

std::vector<Image> paint_pictures(Random& random, const PaintedStyle& style, Size size, int count) {
  std::vector<std::size_t> order(descriptions().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.shuffle(std::span(order));
  const std::uint64_t seed = random.next();
  std::vector<Image> pictures;
  for (int i = 0; i < count; ++i) {
    const auto k = static_cast<std::size_t>(i);
    pictures.push_back(paint(style, size, descriptions()[order[k % order.size()]], seed + k));
  }
  return pictures;
}

}  // namespace tessera::quality
