// A repaired copy. Originals are only read.

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "dataset/captions.h"
#include "dataset/files.h"
#include "dataset/lint.h"
#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"
#include "dataset/style_words.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

/// UTF-8 of one code point.
void append(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0U | (c >> 6U));
    text += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0U | (c >> 12U));
    text += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    text += static_cast<char>(0xF0U | (c >> 18U));
    text += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    text += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

std::string from_utf_16(std::string_view bytes, bool big_endian) {
  std::string text;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<std::uint8_t>(bytes[at]);
    const auto second = static_cast<std::uint8_t>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8U | second : second << 8U | first);
  };
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit(at);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size()) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    if (c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF)) append(text, c);
  }
  return text;
}

/// UTF-8 whatever came: UTF-16 by its mark, otherwise Latin-1, in which every byte is a character.
std::string as_utf_8(std::string_view bytes) {
  if (count_characters(bytes)) return std::string(bytes);
  if (bytes.starts_with("\xFF\xFE")) return from_utf_16(bytes, false);
  if (bytes.starts_with("\xFE\xFF")) return from_utf_16(bytes, true);
  std::string text;
  for (const char c : bytes) append(text, static_cast<std::uint8_t>(c));
  return text;
}

void remove_phrase(std::string& text, std::string_view phrase) {
  for (std::size_t at = lint::find_phrase(text, phrase); at != std::string::npos;
       at = lint::find_phrase(text, phrase, at)) {
    text.erase(at, phrase.size());
  }
}

/// What stands at the ends after a trigger was taken out: ", a cat ," -> "a cat".
std::string without_loose_commas(std::string text) {
  text = one_line(text);
  while (!text.empty() && (text.front() == ',' || text.front() == ' ')) text.erase(0, 1);
  while (!text.empty() && (text.back() == ',' || text.back() == ' ')) text.pop_back();
  for (std::size_t at = text.find(", ,"); at != std::string::npos; at = text.find(", ,")) text.erase(at, 2);
  return text;
}

/// One line with the trigger once: where it stands already, otherwise in front.
std::string repaired_caption(std::string_view bytes, std::string_view trigger, bool style) {
  std::string text = one_line(as_utf_8(bytes));
  if (style) text = one_line(without_style_words(text));
  if (trigger.empty()) return text;
  for (const std::string_view placeholder : {"[trigger]", "[name]"}) {
    for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at)) {
      text.replace(at, placeholder.size(), trigger);
      at += trigger.size();
    }
  }
  if (lint::count_phrase(text, trigger) == 1) return text;
  const bool last = text.ends_with(trigger) && !text.starts_with(trigger);
  remove_phrase(text, trigger);
  text = without_loose_commas(std::move(text));
  if (text.empty()) return std::string(trigger);
  return last ? fmt::format("{}, {}", text, trigger) : fmt::format("{}, {}", trigger, text);
}

/// Whether trainers read the bytes as they are.
bool is_plain(const PictureFacts& facts) {
  const bool common =
      facts.format == ImageFormat::jpeg || facts.format == ImageFormat::png || facts.format == ImageFormat::webp;
  return common && facts.orientation == 1 && facts.bits == 8 && !facts.cmyk && !facts.alpha && !facts.animated;
}

std::string_view extension_for(ImageFormat format) {
  if (format == ImageFormat::jpeg) return ".jpg";
  return format == ImageFormat::webp ? ".webp" : ".png";
}

/// Every picture of the survey that is worth keeping, with the words that go with it.
struct Kept {
  std::size_t file = 0;
  std::string words;
};

std::string stem_key(std::string_view path) { return std::string(without_extension(path)); }

/// The words of each picture: a sidecar of either extension, or its line in metadata.jsonl.
std::unordered_map<std::string, std::string> words_by_stem(const lint::Survey& survey) {
  std::unordered_map<std::string, std::string> words;
  for (const TrainerFile& file : survey.files) {
    if (!file.text) continue;
    const std::string_view extension = extension_of(file.path);
    if (extension == ".txt" || extension == ".caption") {
      std::string& known = words[stem_key(file.path)];
      if (known.empty()) known = *file.text;
    }
    if (name_in(file.path) != "metadata.jsonl") continue;
    const std::string folder = file.path.substr(0, file.path.size() - name_in(file.path).size());
    for (const MetadataLine& line : read_metadata_lines(*file.text)) {
      if (line.text) words[stem_key(folder + line.file_name)] = *line.text;
    }
  }
  return words;
}

std::vector<Kept> kept_pictures(const lint::Survey& survey, LintFix& fix) {
  const std::unordered_map<std::string, std::string> words = words_by_stem(survey);
  std::vector<Kept> kept;
  for (std::size_t i = 0; i < survey.files.size(); ++i) {
    const std::string& path = survey.files[i].path;
    const lint::FileFacts& facts = survey.facts[i];
    if (!facts.named_picture && facts.content.empty()) continue;
    if (path.starts_with('.') || path.contains("/.") || path.starts_with("__MACOSX/")) {
      fix.changes.push_back(fmt::format("{}: left out, it is hidden", one_line(path)));
    } else if (!facts.picture) {
      fix.changes.push_back(fmt::format("{}: left out, {}", one_line(path),
                                        facts.unreadable.empty() ? facts.content + " is not read" : facts.unreadable));
    } else if (facts.repeat && facts.repeat->same_bytes) {
      fix.changes.push_back(fmt::format("{}: left out, it has the same bytes as {}", one_line(path),
                                        one_line(survey.files[facts.repeat->of].path)));
    } else {
      const auto found = words.find(stem_key(path));
      kept.push_back({.file = i, .words = found == words.end() ? std::string() : found->second});
    }
  }
  return kept;
}

/// Reads the bytes of the kept pictures one after another: from the folder, or in the order of the archive.
Result<void> for_each_kept(const lint::Survey& survey, const std::vector<Kept>& kept,
                           const std::function<Result<void>(std::size_t number, const Kept& one, Bytes bytes)>& visit) {
  const std::size_t most = ImageLimits().max_bytes;
  std::size_t next = 0;
  if (!survey.zip && !survey.tar) {
    for (const Kept& one : kept) {
      Result<Bytes> bytes = read_file(survey.root / survey.files[one.file].path, most);
      if (!bytes) return std::unexpected(std::move(bytes.error()));
      if (const Result<void> visited = visit(++next, one, *std::move(bytes)); !visited) return visited;
    }
    return {};
  }
  std::vector<fs::path> paths = {survey.root};
  if (fs::is_directory(survey.root)) {
    paths.clear();
    std::error_code error;
    fs::recursive_directory_iterator entry(survey.root, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      if (entry->path().extension() == ".tar") paths.push_back(entry->path());
    }
    std::ranges::sort(paths);
  }
  for (const fs::path& path : paths) {
    std::string prefix;
    if (survey.tar)
      prefix =
          (fs::is_directory(survey.root) ? path.lexically_relative(survey.root) : path.filename()).generic_string() +
          "/";
    const Result<void> read =
        lint::visit_archive(path, most, [&](std::string_view name, Bytes bytes, std::uint64_t) -> Result<void> {
          if (next >= kept.size() || survey.files[kept[next].file].path != fmt::format("{}{}", prefix, name)) return {};
          const Kept& one = kept[next++];
          return visit(next, one, std::move(bytes));
        });
    if (!read) return read;
  }
  return {};
}

Result<void> check_target(const fs::path& path, const fs::path& to) {
  std::error_code error;
  const fs::path source = fs::weakly_canonical(path, error);
  const fs::path target = fs::weakly_canonical(to, error);
  const fs::path inside = target.lexically_relative(source);
  if (!inside.empty() && *inside.begin() != "..") {
    return failure(ErrorKind::usage, fmt::format("{} lies inside the folder that is read; take another", to.string()));
  }
  if (fs::exists(to, error) && (!fs::is_directory(to, error) || !fs::is_empty(to, error))) {
    return failure(ErrorKind::usage,
                   fmt::format("{} is not empty; a repaired copy goes into a folder of its own", to.string()));
  }
  return make_folder(to);
}

}  // namespace

Result<LintFix> fix_folder(const fs::path& path, const LintOptions& options, const fs::path& to) {
  const Result<LintReport> report = lint_folder(path, options);
  if (!report) return std::unexpected(report.error());
  const Result<lint::Survey> survey = lint::survey(lint::zip_inside(path, options), {.compare_pictures = false});
  if (!survey) return std::unexpected(survey.error());
  if (const Result<void> usable = check_target(path, to); !usable) return std::unexpected(usable.error());

  LintFix fix;
  const std::vector<Kept> kept = kept_pictures(*survey, fix);
  const Result<void> written =
      for_each_kept(*survey, kept, [&](std::size_t number, const Kept& one, Bytes bytes) -> Result<void> {
        const std::string& name = survey->files[one.file].path;
        const PictureFacts& facts = *survey->facts[one.file].picture;
        std::string extension(extension_for(facts.format));
        if (!is_plain(facts)) {
          const Result<Image> image = decode_image(bytes);
          if (!image) {
            fix.changes.push_back(fmt::format("{}: left out, {}", one_line(name), image.error().message));
            return {};
          }
          bytes = encode_png(*image);
          extension = ".png";
          fix.changes.push_back(fmt::format("{}: saved anew as RGB with 8 bits, upright, on white", one_line(name)));
        }
        const std::string stem = fmt::format("{:04}", number);
        if (name != stem + extension)
          fix.changes.push_back(fmt::format("{}: is now {}{}", one_line(name), stem, extension));
        if (const Result<void> done = write_file(to / (stem + extension), bytes); !done) return done;
        ++fix.pictures;
        const std::string words = repaired_caption(one.words, report->trigger, report->style);
        if (words.empty()) return {};
        if (trimmed(one.words) != words)
          fix.changes.push_back(fmt::format("{}: the caption is now \"{}\"", one_line(name), words));
        return write_file(to / (stem + ".txt"), as_bytes(words + "\n"));
      });
  if (!written) return std::unexpected(written.error());
  return fix;
}

}  // namespace tessera
