// The trigger: there once in every caption, and no word that means something already.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"

namespace tessera::lint {
namespace {

constexpr std::size_t shown_words = 3;

void check_word(const Subject& subject, Findings& findings) {
  const std::vector<std::string> words = words_of(subject.trigger);
  if (!words.empty() && std::ranges::all_of(words, is_english)) {
    findings.add(
        {.code = "trigger-is-word",
         .severity = Severity::error,
         .reason = fmt::format("the trigger \"{}\" is plain English: the model knows it already, and every prompt that "
                               "says it calls the LoRA",
                               subject.trigger),
         .repair = "Take a word that means nothing, such as \"zkx01\"."});
    return;
  }
  if (words.size() != 1) return;
  std::vector<std::string> containing = english_words_with(words.front(), shown_words);
  for (const CaptionText& caption : captions_of(subject)) {
    if (containing.size() >= shown_words) break;
    for (const std::string& word : words_of(caption.text)) {
      const bool inside = word.size() > words.front().size() && word.contains(words.front());
      if (inside && is_english(word) && std::ranges::find(containing, word) == containing.end())
        containing.push_back(word);
    }
  }
  if (containing.empty()) return;
  findings.add({.code = "trigger-in-word",
                .severity = Severity::warning,
                .reason = fmt::format(
                    "the trigger \"{}\" is a part of English words ({}): ai-toolkit and Replicate then take it "
                    "for present where only such a word is",
                    subject.trigger, fmt::join(containing, ", ")),
                .repair = "Take a word that is part of no other, such as \"zkx01\"."});
}

/// For each caption file (or listed picture) the trainers that put the trigger in themselves: "ai-toolkit and
/// replicate".
std::map<std::size_t, std::string> put_in_by(const Subject& subject) {
  std::map<std::size_t, std::string> names;
  for (const View& view : subject.views) {
    for (const TrainedPicture& picture : view.training.pictures) {
      if (!picture.caption.trigger_put_in || !picture.caption_file) continue;
      std::string& known = names[*picture.caption_file];
      if (known.ends_with(name_of(view.trainer))) continue;
      known += fmt::format("{}{}", known.empty() ? "" : " and ", name_of(view.trainer));
    }
  }
  return names;
}

void check_caption(const Subject& subject, const CaptionText& caption, const std::map<std::size_t, std::string>& put_in,
                   Findings& findings) {
  if (trimmed(caption.text).empty() || !count_characters(caption.text)) return;
  std::string text(caption.text);
  for (const std::string_view placeholder : {"[trigger]", "[name]"}) {
    for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at)) {
      text.replace(at, placeholder.size(), subject.trigger);
      at += subject.trigger.size();
    }
  }
  const std::size_t count = count_phrase(text, subject.trigger);
  if (count > 1) {
    findings.add({.code = "trigger-doubled",
                  .severity = Severity::warning,
                  .file = caption.path,
                  .reason = fmt::format("the trigger \"{}\" stands in the caption {} times", subject.trigger, count),
                  .repair = "Keep it once."});
  }
  if (count > 0) return;
  std::string reason = fmt::format("the trigger \"{}\" is not in the caption", subject.trigger);
  if (text.contains(subject.trigger)) {
    reason += ", only inside another word: trainers that add a missing trigger do not add it";
  } else if (const auto names = put_in.find(caption.file); !caption.listed && names != put_in.end()) {
    reason += fmt::format("; {} would put it in front when told the trigger word, others would not", names->second);
  }
  findings.add({.code = "trigger-missing",
                .severity = Severity::warning,
                .file = caption.path,
                .reason = std::move(reason),
                .repair = "Write it into every caption, always at the same place; `tessera lint --fix` does."});
}

}  // namespace

void check_trigger(const Subject& subject, Findings& findings) {
  if (subject.trigger.empty()) return;
  check_word(subject, findings);
  const std::map<std::size_t, std::string> put_in = put_in_by(subject);
  for (const CaptionText& caption : captions_of(subject)) check_caption(subject, caption, put_in, findings);
}

}  // namespace tessera::lint
