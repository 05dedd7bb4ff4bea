#include "dataset/lint.h"

#include <algorithm>

#include <fmt/format.h>

#include "dataset/lint/checks.h"

namespace tessera {
namespace {

namespace fs = std::filesystem;

/// What dataset.json at the top says about the set.
void read_dataset(const lint::Survey& survey, lint::Subject& subject, std::optional<bool>& style) {
  const auto file = std::ranges::find(survey.files, "dataset.json", &TrainerFile::path);
  if (file == survey.files.end() || !file->text) return;
  const Result<json::value> dataset = parse_json(*file->text);
  if (!dataset || find_string(*dataset, "schema").value_or("").starts_with("tessera.dataset/") == false) return;
  if (const std::optional<std::string> mode = find_string(*dataset, "mode"); mode && !style) style = *mode == "style";
  if (subject.trigger.empty()) {
    const json::value* trigger = find(*dataset, "trigger");
    if (trigger != nullptr && trigger->is_string()) subject.trigger = std::string(trigger->get_string());
    if (trigger != nullptr && trigger->is_object()) subject.trigger = find_string(*trigger, "word").value_or("");
  }
  const auto category_of = [](const json::value& holder) {
    const json::value* description = find(holder, "description");
    return description == nullptr ? std::optional<std::string>() : find_string(*description, "category");
  };
  if (const json::value* items = find(*dataset, "items"); items != nullptr && items->is_array()) {
    for (const json::value& item : items->get_array()) {
      if (std::optional<std::string> category = category_of(item))
        subject.item_categories.push_back(std::move(*category));
    }
  }
  subject.categories = subject.item_categories;
  if (const json::value* grids = find(*dataset, "grids"); grids != nullptr && grids->is_array()) {
    for (const json::value& grid : grids->get_array()) {
      const json::value* cells = find(grid, "cells");
      if (cells == nullptr || !cells->is_array()) continue;
      for (const json::value& cell : cells->get_array()) {
        if (std::optional<std::string> category = category_of(cell)) subject.categories.push_back(std::move(*category));
      }
    }
  }
  std::ranges::sort(subject.categories);
  const auto repeated = std::ranges::unique(subject.categories);
  subject.categories.erase(repeated.begin(), repeated.end());
}

}  // namespace

fs::path lint::zip_inside(const fs::path& path, const LintOptions& options) {
  if (!options.trainers.empty() && options.trainers != std::vector{Trainer::replicate}) return path;
  std::error_code error;
  fs::path zip;
  for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path& file = entry->path();
    if (file.extension() == ".zip" && zip.empty()) {
      zip = file;
    } else if (file.extension() != ".json") {
      return path;
    }
  }
  return zip.empty() ? path : zip;
}

namespace {

LintedTrainer linted(const lint::Survey& survey, const lint::View& view) {
  LintedTrainer trainer{.trainer = view.trainer,
                        .folder = view.folder,
                        .configuration = view.configuration,
                        .settings = view.settings,
                        .aborts = view.training.aborts};
  for (const TrainedPicture& trained : view.training.pictures) {
    LintedPicture picture{
        .file = survey.files[trained.file].path, .caption = trained.caption, .repeats = trained.repeats};
    if (const std::optional<PictureFacts>& facts = survey.facts[trained.file].picture) {
      picture.size = facts->size;
      for (const int resolution : view.settings.resolutions) {
        picture.buckets.push_back(bucket_for(view.trainer, facts->size, resolution, view.settings.buckets));
      }
    }
    trainer.pictures.push_back(std::move(picture));
  }
  return trainer;
}

}  // namespace

std::string_view name_of(Severity severity) noexcept {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

std::size_t LintReport::count(Severity severity) const noexcept {
  return static_cast<std::size_t>(std::ranges::count(findings, severity, &LintFinding::severity));
}

Result<LintReport> lint_folder(const fs::path& path, const LintOptions& options) {
  const Result<lint::Survey> survey =
      lint::survey(lint::zip_inside(path, options), {.compare_pictures = options.compare_pictures});
  if (!survey) return std::unexpected(survey.error());
  LintOptions settled = options;
  std::vector<lint::View> views = lint::views_of(*survey, options);
  lint::Subject subject{.survey = *survey, .views = views, .trigger = options.trigger};
  read_dataset(*survey, subject, settled.style);
  for (const lint::View& view : views) {
    if (subject.trigger.empty()) subject.trigger = view.configuration.empty() ? "" : view.settings.trigger;
  }
  if (subject.trigger.empty()) {
    subject.trigger = lint::guessed_trigger(captions_of(subject));
    subject.trigger_guessed = !subject.trigger.empty();
  }
  subject.style = settled.style.value_or(false);

  lint::Findings findings;
  check_layout(subject, findings);
  check_names(subject, findings);
  check_pictures(subject, findings);
  check_sizes(subject, findings);
  check_captions(subject, findings);
  check_fragments(subject, findings);
  check_trigger(subject, findings);
  check_set(subject, findings);

  LintReport report{.folder = path.string(),
                    .files = survey->files.size(),
                    .trigger = subject.trigger,
                    .trigger_guessed = subject.trigger_guessed,
                    .style = subject.style};
  report.pictures = static_cast<std::size_t>(std::ranges::count(survey->facts, true, &lint::FileFacts::named_picture));
  for (const lint::View& view : views) report.trainers.push_back(linted(*survey, view));
  report.findings = std::move(findings).sorted();
  return report;
}

}  // namespace tessera
