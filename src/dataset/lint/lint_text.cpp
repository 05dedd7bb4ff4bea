// The report for terminals.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.h"
#include "dataset/lint.h"
#include "dataset/lint/summary.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace {

constexpr std::size_t shown_files = 5;
constexpr std::size_t shown_sizes = 4;

std::string sizes_text(const lint::PassSummary& pass) {
  std::vector<std::pair<std::pair<int, int>, std::size_t>> sizes(pass.sizes.begin(), pass.sizes.end());
  std::ranges::sort(sizes, std::greater<>(), [](const auto& entry) { return std::pair(entry.second, entry.first); });
  std::vector<std::string> parts;
  for (const auto& [size, count] : sizes) {
    if (parts.size() == shown_sizes) {
      parts.push_back(fmt::format("and {} more sizes", sizes.size() - shown_sizes));
      break;
    }
    parts.push_back(fmt::format("{} of {}x{}", count, size.first, size.second));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string trainer_text(const LintedTrainer& trainer) {
  std::string text =
      fmt::format("\n{}: trains {}{}\n  {}\n", name_of(trainer.trainer), counted(trainer.pictures.size(), "picture"),
                  trainer.folder.empty() ? "" : fmt::format(" in {}", one_line(trainer.folder)),
                  one_line(lint::settings_text(trainer)));
  const std::vector<lint::PassSummary> passes = lint::passes_of(trainer);
  if (trainer.pictures.empty() || passes.empty()) return text;
  text += fmt::format("  {:>6}  {:>7}  {:>9}  {:>11}  {}\n", "pass", "cut", "enlarged", "seen before", "sizes");
  for (const lint::PassSummary& pass : passes) {
    text += fmt::format("  {:>6}  {:>6.1f}%  {:>8.2f}x  {:>11}  {}{}\n", pass.resolution, 100 * pass.most_cut,
                        pass.most_enlarged, pass.repeated, sizes_text(pass),
                        pass.left_out == 0 ? "" : fmt::format("; {} left out", pass.left_out));
  }
  return text;
}

std::string group_text(const LintReport& report, const lint::FindingGroup& group) {
  const LintFinding& first = report.findings[group.begin];
  const std::size_t count = group.end - group.begin;
  std::string text = fmt::format("\n{} {}{}{}\n", name_of(first.severity), first.code,
                                 first.trainers.empty() ? "" : fmt::format(" [{}]", lint::names_of(first.trainers)),
                                 count == 1 ? "" : fmt::format(": {} times", count));
  for (std::size_t i = group.begin; i < std::min(group.end, group.begin + shown_files); ++i) {
    const LintFinding& finding = report.findings[i];
    text +=
        fmt::format("  {}{}\n", finding.file.empty() ? "" : one_line(finding.file) + ": ", one_line(finding.reason));
  }
  if (count > shown_files) text += fmt::format("  and {} more (--json lists all)\n", count - shown_files);
  return text + fmt::format("  -> {}\n", one_line(first.repair));
}

}  // namespace

std::string lint_text(const LintReport& report) {
  std::string text = fmt::format("{}: {} in {}", one_line(report.folder), counted(report.pictures, "picture"),
                                 counted(report.files, "file"));
  if (!report.trigger.empty()) {
    text += fmt::format(", trigger \"{}\"{}", one_line(report.trigger),
                        report.trigger_guessed ? " (from the captions)" : "");
  }
  text += "\n";
  for (const LintedTrainer& trainer : report.trainers) text += trainer_text(trainer);
  for (const lint::FindingGroup& group : lint::groups_of(report)) text += group_text(report, group);
  return text + fmt::format("\n{}\n", lint::verdict_text(report));
}

}  // namespace tessera
