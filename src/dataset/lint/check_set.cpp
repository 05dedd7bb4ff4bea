// The set as a whole: how many pictures, and whether the kinds of pictures are balanced.

#include <algorithm>

#include <fmt/format.h>

#include "base/counted.h"
#include "dataset/lint/checks.h"

namespace tessera::lint {
namespace {

/// Replicate's and ai-toolkit's advice; below it a LoRA copies its pictures.
constexpr std::size_t fewest = 10;
/// Guides for FLUX.1 ask for 15 at least and advise 20 to 30.
constexpr std::size_t few = 15;

void check_count(const Subject& subject, const View& view, Findings& findings) {
  std::size_t readable = 0;
  for (const TrainedPicture& picture : view.training.pictures) {
    const Survey& survey = subject.survey;
    const bool mac = name_in(survey.files[picture.file].path).starts_with("._");
    if (!mac && survey.facts[picture.file].unreadable.empty()) ++readable;
  }
  if (view.training.pictures.empty()) {
    if (!view.training.aborts.empty()) return;
    findings.add({.code = "no-pictures",
                  .severity = Severity::error,
                  .trainers = {view.trainer},
                  .reason = fmt::format("{} sees no picture here", name_of(view.trainer)),
                  .repair = "Give the folder that holds the pictures, in the layout of docs/lint.md."});
  } else if (readable < fewest) {
    findings.add({.code = "too-few-pictures",
                  .severity = Severity::error,
                  .trainers = {view.trainer},
                  .reason = fmt::format("{}: under {} a set is not ready", counted(readable, "picture"), fewest),
                  .repair = "Add pictures; 20 to 30 that differ are a good set."});
  } else if (readable < few) {
    findings.add({.code = "few-pictures",
                  .severity = Severity::warning,
                  .trainers = {view.trainer},
                  .reason = fmt::format("{} pictures: under {} a LoRA tends to copy them", readable, few),
                  .repair = "Add pictures; 20 to 30 that differ are a good set."});
  }
}

/// One category with more than two fifths of the pictures, or twice its share when there are few categories.
void check_balance(const Subject& subject, Findings& findings) {
  if (subject.item_categories.size() < fewest || subject.categories.size() < 2) return;
  const double most_share = std::max(0.4, 2.0 / static_cast<double>(subject.categories.size()));
  for (const std::string& category : subject.categories) {
    const auto count = std::ranges::count(subject.item_categories, category);
    const double share = static_cast<double>(count) / static_cast<double>(subject.item_categories.size());
    if (share <= most_share || share >= 1) continue;
    findings.add({.code = "unbalanced",
                  .severity = Severity::warning,
                  .reason = fmt::format("{} of {} pictures are of \"{}\", one of {} categories: the style is learned "
                                        "together with what is shown",
                                        count, subject.item_categories.size(), category, subject.categories.size()),
                  .repair = "Add pictures of the other categories, or remove some of this one."});
  }
}

}  // namespace

void check_set(const Subject& subject, Findings& findings) {
  for (const View& view : subject.views) check_count(subject, view, findings);
  check_balance(subject, findings);
}

}  // namespace tessera::lint
