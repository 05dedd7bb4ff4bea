// What is wrong with single captions: encodings, empty files, several lines, words about style.

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"
#include "dataset/style_words.h"

namespace tessera::lint {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A guess at what bytes that are not UTF-8 are.
std::string encoding_of(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "UTF-16";
  if (text.contains('\0')) return "UTF-16 without its mark, or no text at all";
  return "perhaps Latin-1 or Windows-1252";
}

std::size_t filled_lines(std::string_view text) {
  std::size_t lines = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    if (!trimmed(text.substr(begin, end - begin)).empty()) ++lines;
    begin = end + 1;
  }
  return lines;
}

/// Caption files at which a trainer ends.
std::set<std::size_t> ending_files(const Subject& subject) {
  std::set<std::size_t> files;
  for (const View& view : subject.views) {
    for (const TrainedPicture& picture : view.training.pictures) {
      if (picture.caption_file && !picture.caption.aborts.empty()) files.insert(*picture.caption_file);
    }
  }
  return files;
}

void check_style(const CaptionText& caption, Findings& findings) {
  const std::vector<std::string> all = words_of(caption.text);
  std::multiset<std::string> left;
  for (std::string& word : words_of(without_style_words(one_line(caption.text)))) left.insert(std::move(word));
  std::vector<std::string> style;
  for (const std::string& word : all) {
    if (const auto kept = left.find(word); kept != left.end()) {
      left.erase(kept);
    } else if (!is_filler(word) && std::ranges::find(style, word) == style.end()) {
      style.push_back(word);
    }
  }
  if (style.empty()) return;
  findings.add({.code = "style-words",
                .severity = Severity::warning,
                .file = caption.path,
                .reason = fmt::format("words about style ({}) tie the style to themselves instead of to the trigger",
                                      fmt::join(style, ", ")),
                .repair = "Say only what is shown; `tessera lint --fix --mode style` removes such words."});
}

void check_text(const Subject& subject, const CaptionText& caption, const std::set<std::size_t>& ending,
                Findings& findings) {
  const auto say = [&](std::string code, Severity severity, std::string reason, std::string repair) {
    findings.add({.code = std::move(code),
                  .severity = severity,
                  .file = caption.path,
                  .reason = std::move(reason),
                  .repair = std::move(repair)});
  };
  std::string_view text = caption.text;
  if (!count_characters(text)) {
    say("caption-encoding", Severity::error,
        fmt::format("the caption is not UTF-8 ({}), at which trainers end", encoding_of(text)),
        "Save it as UTF-8; `tessera lint --fix` does.");
    return;
  }
  if (text.starts_with(byte_order_mark)) {
    say("caption-bom", Severity::warning, "the caption begins with a byte order mark, which is trained as a character",
        "Save it as UTF-8 without BOM; `tessera lint --fix` does.");
    text.remove_prefix(byte_order_mark.size());
  }
  if (trimmed(text).empty()) {
    const bool ends = !caption.listed && ending.contains(caption.file);
    say("caption-empty", ends ? Severity::error : Severity::warning,
        ends ? "the caption is empty, at which a trainer ends"
             : "the caption is empty: the picture is trained without words",
        "Write one line that says what is shown.");
    return;
  }
  if (filled_lines(text) > 1) {
    say("caption-lines", Severity::warning,
        "the caption has several lines: ai-toolkit trains them as one text, sd-scripts the first alone, SimpleTuner "
        "one at "
        "a time",
        "Write one line.");
  } else if (text.find_first_of("\r\n") < text.find_last_not_of(" \t\r\n")) {
    say("caption-lines", Severity::warning, "the caption begins with an empty line, which is all that sd-scripts reads",
        "Write one line.");
  } else if (has_control_characters(trimmed(text))) {
    say("caption-controls", Severity::warning, "the caption holds control characters or marks that cannot be seen",
        "Type it again as plain text.");
  }
  if (subject.style) check_style(caption, findings);
}

}  // namespace

void check_captions(const Subject& subject, Findings& findings) {
  const std::set<std::size_t> ending = ending_files(subject);
  for (const CaptionText& caption : captions_of(subject)) check_text(subject, caption, ending, findings);
}

}  // namespace tessera::lint
