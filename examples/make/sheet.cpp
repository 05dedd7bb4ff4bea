// Draws sheets of the offline engine to look at, as when a scene is added:
//   draw_sheet PICTURE SHEET.png [--grid RxC] [--seed N] [--strength S] [--size PIXELS]
//              [--gutter PIXELS] [--frame PIXELS] [--drift SHARE] [--repeat CELL,OF] [--blank CELL] [DESCRIPTION…]
// Without descriptions it takes those of the built-in pool, from --first on. And the pictures of README:
//   draw_sheet --strips FILE.jpg
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "imaging/codec.h"
#include "imaging/resize.h"
#include "providers/offline/draw_grid.h"

namespace {

using namespace tessera;
namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& sentence) {
  std::fprintf(stderr, "draw_sheet: %s\n", sentence.c_str());
  std::exit(2);
}

Image read_picture(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail("cannot read " + file.string());
  const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  auto image = decode_image(bytes);
  if (!image) fail(file.string() + ": " + image.error().message);
  return std::move(*image);
}

void write(const fs::path& file, const Bytes& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out) fail("cannot write " + file.string());
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

template <class Number>
Number number(std::string_view option, std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    fail(std::string(option) + ": \"" + std::string(text) + "\" is no number");
  }
  return value;
}

void draw_one(std::span<char*> arguments) {
  std::vector<std::string> plain;
  offline::GridDrawing drawing{.shape = {3, 3}, .descriptions = {}};
  std::size_t first = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (!word.starts_with("--")) {
      plain.emplace_back(word);
      continue;
    }
    if (++i == arguments.size()) fail(std::string(word) + " needs a value");
    const std::string_view value = arguments[i];
    if (word == "--grid") {
      const auto shape = parse_grid_shape(value);
      if (!shape) fail(shape.error().message);
      drawing.shape = *shape;
    } else if (word == "--seed") {
      drawing.seed = number<std::uint64_t>(word, value);
    } else if (word == "--first") {
      first = number<std::size_t>(word, value);
    } else if (word == "--strength") {
      drawing.style_strength = number<double>(word, value);
    } else if (word == "--size") {
      drawing.size = {number<int>(word, value), number<int>(word, value)};
    } else if (word == "--gutter") {
      drawing.gutter = number<int>(word, value);
    } else if (word == "--frame") {
      drawing.frame = number<int>(word, value);
    } else if (word == "--drift") {
      drawing.drift = number<double>(word, value);
    } else if (word == "--repeat") {
      const auto comma = std::min(value.find(','), value.size() - 1);
      drawing.repeats.emplace_back(number<int>(word, value.substr(0, comma)),
                                   number<int>(word, value.substr(comma + 1)));
    } else if (word == "--blank") {
      drawing.blanks.push_back(number<int>(word, value));
    } else {
      fail("there is no option " + std::string(word));
    }
  }
  if (plain.size() < 2) fail("usage: draw_sheet PICTURE SHEET.png [option…] [DESCRIPTION…]");
  if (plain.size() > 2) {
    for (std::size_t i = 2; i < plain.size(); ++i) drawing.descriptions.push_back({plain[i], ""});
  } else {
    const std::vector<Description> all = built_in();
    const auto cells = static_cast<std::size_t>(drawing.shape.cells());
    for (std::size_t i = 0; i < cells; ++i) drawing.descriptions.push_back(all[(first + i) % all.size()]);
  }
  for (const std::string& warning : offline::drawing_warnings(drawing.descriptions)) {
    std::fprintf(stderr, "draw_sheet: %s\n", warning.c_str());
  }
  write(plain[1], encode_png(offline::draw_grid(read_picture(plain[0]), drawing)));
}

// ---- the strips of README: each example beside the grid that was drawn after it ----

constexpr int side = 306;  ///< of a source and of a grid
constexpr int gap = 6, margin = 14;
constexpr std::array<std::string_view, 8> strip_examples = {"watercolour.jpg", "ink.jpg",         "oil.jpg",
                                                            "flat.png",        "photograph.jpg",  "comic.jpg",
                                                            "pixel.png",       "evening-lake.jpg"};

void paste(Image& onto, const Image& what, int left, int top) {
  for (int y = 0; y < what.height(); ++y) {
    std::ranges::copy(what.row(y), onto.row(top + y).subspan(static_cast<std::size_t>(left) * 3).begin());
  }
}

Image shrunk(const Image& image) {
  const int s = std::min(image.width(), image.height());
  auto small = resize(crop(image, {(image.width() - s) / 2, (image.height() - s) / 2, s, s}), {side, side});
  if (!small) fail(small.error().message);
  return std::move(*small);
}

void draw_strips(const fs::path& file) {
  // One of every kind, and two more.
  constexpr std::array<std::size_t, 9> shown = {0, 9, 20, 27, 38, 48, 13, 1, 56};
  const std::vector<Description> all = built_in();
  const int pair = 2 * side + gap;
  const int rows = static_cast<int>(strip_examples.size() + 1) / 2;
  Image sheet({2 * pair + 3 * margin, rows * side + (rows + 1) * margin});
  std::ranges::fill(sheet.pixels(), std::uint8_t{255});
  for (std::size_t i = 0; i < strip_examples.size(); ++i) {
    const Image source = read_picture(fs::path(TESSERA_SOURCE_DIR "/examples") / strip_examples[i]);
    offline::GridDrawing drawing{.shape = {3, 3}, .descriptions = {}, .seed = 20 + i};
    for (const std::size_t k : shown) drawing.descriptions.push_back(all[k]);
    const int left = margin + static_cast<int>(i % 2) * (pair + margin);
    const int top = margin + static_cast<int>(i / 2) * (side + margin);
    paste(sheet, shrunk(source), left, top);
    paste(sheet, shrunk(offline::draw_grid(source, drawing)), left + side + gap, top);
  }
  write(file, encode_jpeg(sheet, 80, Chroma::half));
}

}  // namespace

int main(int count, char** arguments) {
  const std::span<char*> all(arguments + 1, static_cast<std::size_t>(count - 1));
  if (all.size() == 2 && std::string_view(all[0]) == "--strips") {
    draw_strips(all[1]);
  } else {
    draw_one(all);
  }
  return 0;
}
