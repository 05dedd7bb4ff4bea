#include "dataset/export_support.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/digest.h"
#include "dataset/dataset.h"
#include "dataset/files.h"
#include "imaging/codec.h"

namespace tessera::tests {
namespace {

void write(const std::filesystem::path& file, ByteView bytes) {
  std::filesystem::create_directories(file.parent_path());
  if (!write_file(file, bytes)) throw std::runtime_error("cannot write " + file.string());
}

}  // namespace

Image ramp(Size size) {
  Image image(size);
  for (int y = 0; y < size.height; ++y) {
    const std::span<std::uint8_t> row = image.row(y);
    for (int x = 0; x < size.width; ++x) {
      const auto at = static_cast<std::size_t>(x) * 3;
      row[at] = static_cast<std::uint8_t>(x * 255 / size.width);
      row[at + 1] = static_cast<std::uint8_t>(y * 255 / size.height);
      row[at + 2] = 90;
    }
  }
  return image;
}

void SetFolder::add_picture(const std::string& name, Size size) const {
  const Image image = ramp(size);
  write(root / name, name.ends_with(".png") ? encode_png(image) : encode_jpeg(image));
}

void SetFolder::add_text(const std::string& name, std::string_view text) const { write(root / name, as_bytes(text)); }

void make_run_folder(const std::filesystem::path& root) {
  Dataset dataset{.run = RunId("r-0123456789ab"), .status = "complete", .source_name = "oil.jpg"};
  const Bytes source = encode_png(ramp({300, 200}));
  write(root.parent_path() / "source.png", source);
  dataset.source = blob_id(source);
  dataset.actor = "oil";
  dataset.requested = 4;
  const std::vector<std::string> captions{"a red fox sitting in fresh snow and looking over its shoulder",
                                          "a lighthouse on a cliff above the sea with its lamp lit at night",
                                          "a bowl of lemons beside a blue jug on a kitchen table",
                                          "an old tram climbing a steep street between crowded shop fronts"};
  for (int number = 1; number <= 4; ++number) {
    Item item{.number = number, .file = fmt::format("images/{:04}.jpg", number), .size = {512, 512}};
    const Bytes jpeg = encode_jpeg(ramp({512, 512}), 90 + number);
    item.content = blob_id(jpeg);
    item.caption = captions[static_cast<std::size_t>(number) - 1];
    item.caption_by = number % 2 == 0 ? CaptionBy::judge : CaptionBy::description;
    item.description = {item.caption + " indeed", "Things"};
    write(root / item.file, jpeg);
    write(root / fmt::format("images/{:04}.txt", number), as_bytes(item.caption));
    dataset.items.push_back(std::move(item));
  }
  write(root / "dataset.json", as_bytes(pretty_json(dataset_json(dataset))));
  write(root / "report.html", as_bytes("<!doctype html>"));
}

std::map<std::string, std::string> tree_of(const std::filesystem::path& root) {
  std::map<std::string, std::string> tree;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    tree[entry.path().lexically_relative(root).generic_string()] =
        std::string(std::istreambuf_iterator<char>(stream), {});
  }
  return tree;
}

}  // namespace tessera::tests
