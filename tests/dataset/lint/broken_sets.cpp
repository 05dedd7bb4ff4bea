#include "dataset/lint/broken_sets.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "imaging/codec.h"
#include "imaging/test_pictures.h"

namespace tessera::test {
namespace {

/// Different words for every picture: nothing is in four fifths of them.
constexpr auto captions =
    std::to_array<std::string_view>({"a fox asleep on a warm stone",         "two boats tied to a wooden pier",
                                     "an old lighthouse above grey cliffs",  "a baker sliding loaves into an oven",
                                     "red umbrellas in a crowded street",    "a violin leaning against a window",
                                     "children flying kites over dunes",     "a tram crossing an iron bridge",
                                     "sunflowers beside a country road",     "an owl looking down from a beam",
                                     "a market stall full of oranges",       "snow falling on a quiet village",
                                     "a dancer resting on bare floorboards", "a bicycle chained to green railings",
                                     "waves breaking over black rocks",      "a grandmother knitting by candlelight",
                                     "horses running through shallow water", "a glass jar filled with buttons",
                                     "a mountain hut with smoke rising",     "a cat watching rain from a sill",
                                     "an astronaut planting a small flag",   "a kettle steaming on a camp fire",
                                     "three sheep behind a broken gate",     "a bridge of ropes over a gorge"});

std::string error_of(archive* writer) {
  const char* text = archive_error_string(writer);
  return text == nullptr ? "?" : text;
}

}  // namespace

const Bytes& good_picture(int number) {
  static std::map<int, Bytes> made;
  const auto [place, is_new] = made.emplace(number, Bytes());
  if (is_new) place->second = encode_jpeg(scene(static_cast<std::uint64_t>(1000 + number), {576, 576}), 90);
  return place->second;
}

std::string GoodSet::stem(int number) { return fmt::format("{:04}", number); }

GoodSet::GoodSet(int count, const std::string& folder) : inside_(folder) {
  for (int number = 1; number <= count; ++number) {
    write(stem(number) + ".jpg", good_picture(number));
    caption(number, captions.at(static_cast<std::size_t>(number - 1)));
  }
}

void GoodSet::write(std::string_view name, ByteView bytes) const {
  std::filesystem::create_directories(file(name).parent_path());
  std::ofstream(file(name), std::ios::binary).write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
}

void GoodSet::remove(std::string_view name) const { std::filesystem::remove(file(name)); }

void GoodSet::rename(std::string_view from, std::string_view to) const {
  std::filesystem::create_directories(file(to).parent_path());
  std::filesystem::rename(file(from), file(to));
}

void GoodSet::caption(int number, std::string_view text) const {
  write(stem(number) + ".txt", fmt::format("{}, {}\n", text, trigger));
}

void write_archive(const std::filesystem::path& path, const std::vector<Member>& members) {
  const std::unique_ptr<archive, int (*)(archive*)> writer(archive_write_new(), archive_write_free);
  if (path.extension() == ".zip") {
    archive_write_set_format_zip(writer.get());
  } else {
    archive_write_set_format_ustar(writer.get());
  }
  if (archive_write_open_filename(writer.get(), path.c_str()) != ARCHIVE_OK)
    throw std::runtime_error(error_of(writer.get()));
  const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
  for (const Member& member : members) {
    archive_entry_clear(entry.get());
    archive_entry_set_pathname(entry.get(), member.name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK) throw std::runtime_error(error_of(writer.get()));
    if (archive_write_data(writer.get(), member.bytes.data(), member.bytes.size()) < 0) {
      throw std::runtime_error(error_of(writer.get()));
    }
  }
}

std::vector<Member> members_of(const std::filesystem::path& folder) {
  std::vector<Member> members;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    members.push_back({.name = entry.path().lexically_relative(folder).generic_string(),
                       .bytes = Bytes(std::istreambuf_iterator<char>(stream), {})});
  }
  std::ranges::sort(members, {}, &Member::name);
  return members;
}

LintOptions small_training(std::vector<Trainer> trainers) {
  return {.trainers = std::move(trainers), .resolutions = {512}};
}

std::vector<std::string> kinds_of(const LintReport& report) {
  std::set<std::string> kinds;
  for (const LintFinding& finding : report.findings) {
    kinds.insert(fmt::format("{} {}", name_of(finding.severity), finding.code));
  }
  return {kinds.begin(), kinds.end()};
}

}  // namespace tessera::test
