#include "dataset/export/checked_export.h"

#include <algorithm>

#include <fmt/format.h>

#include "dataset/lint.h"

namespace tessera {
namespace {

Trainer reader_of(ExportFormat format) {
  switch (format) {
    case ExportFormat::ai_toolkit:
    case ExportFormat::edit_pairs:
      return Trainer::ai_toolkit;
    case ExportFormat::sd_scripts:
      return Trainer::sd_scripts;
    case ExportFormat::sd_scripts_folder:
      return Trainer::sd_scripts_folder;
    case ExportFormat::replicate_zip:
      return Trainer::replicate;
    case ExportFormat::imagefolder:
      return Trainer::imagefolder;
    case ExportFormat::simpletuner:
      return Trainer::simpletuner;
    case ExportFormat::webdataset:
      return Trainer::webdataset;
  }
  return Trainer::ai_toolkit;
}

std::string sentence_of(const LintFinding& finding) {
  std::string text = finding.file.empty() ? finding.reason : fmt::format("{}: {}", finding.file, finding.reason);
  if (finding.file.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return fmt::format("{}. {}", text, finding.repair);
}

}  // namespace

Result<void> refuse_blocking(const LintReport& report, std::string_view reader) {
  if (report.ready()) return {};
  constexpr std::size_t shown = 3;
  std::string text;
  std::size_t errors = 0;
  for (const LintFinding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    if (++errors <= shown) text += " " + sentence_of(finding);
  }
  if (errors > shown) text += fmt::format(" And {} more.", errors - shown);
  return failure(ErrorKind::usage, fmt::format("this would not train with {}; nothing was written or sent.{} To go on "
                                               "all the same: --force",
                                               reader, text));
}

std::vector<std::string> notes_of(const LintReport& report) {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < report.findings.size();) {
    const LintFinding& first = report.findings[i];
    const auto is_other = [&first](const LintFinding& finding) { return finding.code != first.code; };
    const auto next =
        std::find_if(report.findings.begin() + static_cast<std::ptrdiff_t>(i), report.findings.end(), is_other);
    const std::size_t count = static_cast<std::size_t>(next - report.findings.begin()) - i;
    i += count;
    if (first.severity == Severity::note) continue;
    notes.push_back(fmt::format("{}: {}{}", first.code, sentence_of(first),
                                count > 1 ? fmt::format(" ({} more of the kind)", count - 1) : std::string()));
  }
  return notes;
}

Result<ExportReport> checked_export(const TrainingSet& set, ExportFormat format, const std::filesystem::path& to,
                                    const ExportOptions& options) {
  LintReport found;
  ExportOptions inspected = options;
  const std::string reader_name = options.reader.empty() ? std::string(name_of(format)) : options.reader;
  inspected.inspect = [&](const std::filesystem::path& staged, const ExportReport& written) -> Result<void> {
    LintOptions lint{.trainers = {reader_of(format)}, .style = set.mode == Mode::style};
    // The scripts of diffusers are told on their command line what the export says.
    if (format == ExportFormat::imagefolder) lint.resolutions = {written.resolutions.back()};
    if (const std::optional<Trigger>& trigger = options.trigger ? options.trigger : set.trigger) {
      lint.trigger = trigger->word();
    }
    Result<LintReport> report = lint_folder(staged, lint);
    if (!report) return std::unexpected(report.error());
    found = std::move(*report);
    if (!options.force) {
      if (Result<void> fine = refuse_blocking(found, reader_name); !fine) return fine;
    }
    return options.inspect ? options.inspect(staged, written) : Result<void>();
  };
  Result<ExportReport> report = export_dataset(set, format, to, inspected);
  if (!report) return report;
  for (std::string& note : notes_of(found)) report->notes.push_back(std::move(note));
  return report;
}

}  // namespace tessera
