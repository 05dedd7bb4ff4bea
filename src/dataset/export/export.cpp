#include "dataset/export/export.h"

#include <algorithm>
#include <charconv>
#include <ranges>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dataset/export/export_job.h"

namespace tessera {
namespace {

constexpr int smallest_square = 256;
constexpr int largest_square = 2048;
constexpr int step = 64;

struct FormatName {
  ExportFormat format;
  std::string_view name;
  Result<void> (*write)(const ExportJob&);
};

constexpr std::array formats{FormatName{ExportFormat::ai_toolkit, "ai-toolkit", write_ai_toolkit},
                             FormatName{ExportFormat::sd_scripts, "sd-scripts", write_sd_scripts},
                             FormatName{ExportFormat::sd_scripts_folder, "sd-scripts-folder", write_sd_scripts_folder},
                             FormatName{ExportFormat::replicate_zip, "replicate-zip", write_replicate_zip},
                             FormatName{ExportFormat::imagefolder, "imagefolder", write_imagefolder},
                             FormatName{ExportFormat::simpletuner, "simpletuner", write_simpletuner},
                             FormatName{ExportFormat::webdataset, "webdataset", write_webdataset},
                             FormatName{ExportFormat::edit_pairs, "edit-pairs", write_edit_pairs}};

const FormatName& entry_of(ExportFormat format) { return *std::ranges::find(formats, format, &FormatName::format); }

/// Errors: usage, naming the first few pictures without a caption.
Result<void> check_captions(const TrainingSet& set, const ExportOptions& options) {
  std::vector<std::string> missing;
  for (const TrainingPicture& picture : set.pictures) {
    if (!picture.caption) missing.push_back(picture.file.filename().string());
  }
  if (missing.empty() || options.without_captions || options.force) return {};
  const std::size_t shown = std::min<std::size_t>(missing.size(), 5);
  return failure(
      ErrorKind::usage,
      fmt::format("{} of {} pictures have no caption ({}{}): write one into the .txt file of the same name, or go on "
                  "without them with --force",
                  missing.size(), set.pictures.size(),
                  fmt::join(missing.begin(), missing.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                  missing.size() > shown ? ", …" : ""));
}

}  // namespace

std::string_view name_of(ExportFormat format) noexcept { return entry_of(format).name; }

Result<ExportFormat> parse_export_format(std::string_view name) {
  const auto found = std::ranges::find(formats, name, &FormatName::name);
  if (found != formats.end()) return found->format;
  return failure(ErrorKind::usage, fmt::format("\"{}\" is no format; one of {} is", name,
                                               fmt::join(formats | std::views::transform(&FormatName::name), ", ")));
}

Result<ExportSize> parse_export_size(std::string_view text) {
  if (text == "bucket") return ExportSize{.kind = ExportSize::Kind::bucket};
  int side = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), side);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (is_number && side >= smallest_square && side <= largest_square && side % step == 0) {
    return ExportSize{.kind = ExportSize::Kind::square, .side = side};
  }
  return failure(ErrorKind::usage, fmt::format("--size: \"{}\" is not usable; \"bucket\" is, or a multiple of {} from "
                                               "{} to {} such as 1024",
                                               text, step, smallest_square, largest_square));
}

Result<ExportReport> export_dataset(const TrainingSet& set, ExportFormat format, const std::filesystem::path& to,
                                    const ExportOptions& options) {
  if (const Result<void> captioned = check_captions(set, options); !captioned) {
    return std::unexpected(captioned.error());
  }
  Result<ExportFolder> folder = ExportFolder::open(to, options.force);
  if (!folder) return std::unexpected(folder.error());
  ExportReport report{.format = format, .folder = folder->root(), .notes = set.notes};
  ExportJob job{.set = set,
                .options = options,
                .trigger = options.trigger ? options.trigger : set.trigger,
                .numbers = training_numbers(set.mode, static_cast<int>(set.pictures.size())),
                .folder = *folder,
                .report = report};
  if (options.rank) job.numbers.rank = *options.rank;
  if (options.steps) {
    job.numbers.steps = *options.steps;
    job.numbers.steps_formula = "as given with --steps";
  }
  report.trigger = job.trigger;
  report.rank = job.numbers.rank;
  report.steps = job.numbers.steps;
  if (!job.trigger) {
    report.notes.emplace_back(
        "there is no trigger: the LoRA will answer to the captions' words alone. Give one with "
        "--trigger WORD");
  }
  Result<void> written = entry_of(format).write(job);
  if (written && options.inspect) written = options.inspect(folder->staged(), report);
  if (!written) {
    folder->discard();
    return std::unexpected(written.error());
  }
  Result<std::vector<std::string>> files = folder->finish(name_of(format));
  if (!files) {
    folder->discard();
    return std::unexpected(files.error());
  }
  report.files = std::move(*files);
  if (options.link && report.linked < report.pictures) {
    report.notes.push_back(
        fmt::format("{} of {} pictures are links; the others had to be converted or are on another "
                    "file system and are copies",
                    report.linked, report.pictures));
  }
  if (!report.start_here.empty()) report.start_here = report.folder / report.start_here;
  return report;
}

}  // namespace tessera
