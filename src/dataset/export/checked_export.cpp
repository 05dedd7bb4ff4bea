#include "dataset/export/checked_export.h"

#include <algorithm>

#include <fmt/format.h>

#include "dataset/lint.h"

namespace tessera {
namespace {

/// Which trainer reads a format, and what of the export it is given.
struct Reader {
  Trainer trainer;
  std::string_view given;  ///< below the export; empty: the whole
};

Reader reader_of(ExportFormat format) {
  switch (format) {
    case ExportFormat::ai_toolkit:
      return {Trainer::ai_toolkit, ""};
    case ExportFormat::sd_scripts:
      return {Trainer::sd_scripts, ""};
    case ExportFormat::sd_scripts_folder:
      return {Trainer::sd_scripts_folder, "train"};
    case ExportFormat::replicate_zip:
      return {Trainer::replicate, "dataset.zip"};
    case ExportFormat::imagefolder:
      return {Trainer::imagefolder, "train"};
    case ExportFormat::simpletuner:
      return {Trainer::simpletuner, ""};
    case ExportFormat::webdataset:
      return {Trainer::webdataset, ""};
    case ExportFormat::edit_pairs:
      return {Trainer::ai_toolkit, "target"};
  }
  return {Trainer::ai_toolkit, ""};
}

std::string sentence_of(const LintFinding& finding) {
  return fmt::format("{}{}{}. {}", finding.file, finding.file.empty() ? "" : ": ", finding.reason, finding.repair);
}

/// The errors of a report as one; nothing when there is none.
Result<void> refusal_of(const LintReport& report, ExportFormat format) {
  if (report.ready()) return {};
  constexpr std::size_t shown = 3;
  std::string text;
  std::size_t errors = 0;
  for (const LintFinding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    if (++errors <= shown) text += " " + sentence_of(finding);
  }
  if (errors > shown) text += fmt::format(" And {} more.", errors - shown);
  return failure(ErrorKind::usage, fmt::format("this would not train with {}; nothing was written.{} Or export it all "
                                               "the same with --force",
                                               name_of(format), text));
}

}  // namespace

Result<ExportReport> checked_export(const TrainingSet& set, ExportFormat format, const std::filesystem::path& to,
                                    const ExportOptions& options) {
  LintReport found;
  ExportOptions inspected = options;
  inspected.inspect = [&](const std::filesystem::path& staged, const ExportReport& written) -> Result<void> {
    const Reader reader = reader_of(format);
    LintOptions lint{.trainers = {reader.trainer}, .style = set.mode == Mode::style};
    // The configuration stands beside what the trainer is given, where lint does not look for it.
    if (!reader.given.empty()) lint.resolutions = written.resolutions;
    if (const std::optional<Trigger>& trigger = options.trigger ? options.trigger : set.trigger) {
      lint.trigger = trigger->word();
    }
    Result<LintReport> report = lint_folder(staged / reader.given, lint);
    if (!report) return std::unexpected(report.error());
    found = std::move(*report);
    if (!options.force) {
      if (Result<void> fine = refusal_of(found, format); !fine) return fine;
    }
    return options.inspect ? options.inspect(staged, written) : Result<void>();
  };
  Result<ExportReport> report = export_dataset(set, format, to, inspected);
  if (!report) return report;
  for (const LintFinding& finding : found.findings) {
    if (finding.severity == Severity::note) continue;
    report->notes.push_back(fmt::format("{}: {}", finding.code, sentence_of(finding)));
  }
  return report;
}

}  // namespace tessera
