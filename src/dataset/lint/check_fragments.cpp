// Words that nearly every caption repeats: what is always said is learned as a part of those words, not of the trigger.

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/lint/checks.h"

namespace tessera::lint {
namespace {

constexpr std::size_t fewest_captions = 5;
constexpr std::size_t longest_fragment = 8;  ///< words
constexpr std::size_t most_shown = 3;

using Words = std::vector<std::string>;

/// `count` words from `at`, unless they begin or end with a filler: those say nothing.
std::string fragment(const Words& words, std::size_t at, std::size_t count) {
  if (is_filler(words[at]) || is_filler(words[at + count - 1])) return {};
  return fmt::format("{}", fmt::join(words.begin() + static_cast<std::ptrdiff_t>(at),
                                     words.begin() + static_cast<std::ptrdiff_t>(at + count), " "));
}

template <class Visit>
void for_each_fragment(const Words& words, const Visit& visit) {
  for (std::size_t count = 2; count <= longest_fragment; ++count) {
    for (std::size_t at = 0; at + count <= words.size(); ++at) {
      if (std::string text = fragment(words, at, count); !text.empty()) visit(std::move(text));
    }
  }
}

/// The caption's words without the trigger.
Words words_without(std::string_view text, const Words& trigger) {
  Words words = words_of(text);
  if (trigger.empty()) return words;
  Words kept;
  for (std::size_t at = 0; at < words.size();) {
    const bool here = words.size() - at >= trigger.size() &&
                      std::equal(trigger.begin(), trigger.end(), words.begin() + static_cast<std::ptrdiff_t>(at));
    if (!here) kept.push_back(words[at]);
    at += here ? trigger.size() : 1;
  }
  return kept;
}

/// Hashes of fragments that at least four fifths of the captions hold. A fragment so common stands in one of the first
/// fifth of captions too, but counting all is as cheap: hashes only, so that long captions cost no text.
std::unordered_map<std::size_t, std::size_t> counts_of(const std::vector<Words>& captions) {
  std::unordered_map<std::size_t, std::size_t> counts;
  const std::size_t may_lack = captions.size() / 5;
  for (std::size_t i = 0; i < captions.size(); ++i) {
    std::unordered_set<std::size_t> here;
    for_each_fragment(captions[i], [&](const std::string& text) { here.insert(std::hash<std::string>()(text)); });
    for (const std::size_t hash : here) {
      // What has not appeared in the first fifth cannot reach four fifths any more.
      if (i <= may_lack) {
        ++counts[hash];
      } else if (const auto known = counts.find(hash); known != counts.end()) {
        ++known->second;
      }
    }
  }
  return counts;
}

}  // namespace

void check_fragments(const Subject& subject, Findings& findings) {
  const Words trigger = words_of(subject.trigger);
  std::vector<Words> captions;
  for (const CaptionText& caption : captions_of(subject)) captions.push_back(words_without(caption.text, trigger));
  if (captions.size() < fewest_captions) return;
  const std::unordered_map<std::size_t, std::size_t> counts = counts_of(captions);
  std::map<std::string, std::size_t> common;
  for (std::size_t i = 0; i <= captions.size() / 5; ++i) {
    for_each_fragment(captions[i], [&](const std::string& text) {
      const auto counted = counts.find(std::hash<std::string>()(text));
      if (counted != counts.end() && 5 * counted->second >= 4 * captions.size()) common.emplace(text, counted->second);
    });
  }
  std::vector<std::pair<std::string, std::size_t>> longest(common.begin(), common.end());
  std::ranges::sort(longest, std::greater<>(),
                    [](const auto& entry) { return std::pair(entry.first.size(), entry.first); });
  std::vector<std::string> shown;
  for (const auto& [text, count] : longest) {
    if (shown.size() == most_shown) break;
    const auto holds = [&](const std::string& longer) { return longer.contains(text); };
    if (std::ranges::any_of(shown, holds)) continue;
    shown.push_back(text);
    findings.add(
        {.code = "repeated-fragment",
         .severity = Severity::warning,
         .reason = fmt::format("\"{}\" stands in {} of {} captions: what every caption says is learned as these "
                               "words and not as the trigger",
                               text, count, captions.size()),
         .repair = "Leave out what is the same in all pictures, and say only what differs."});
  }
}

}  // namespace tessera::lint
