// Which trainers a folder is for, and where their pictures are in it.

#include <algorithm>

#include "dataset/lint/checks.h"

namespace tessera::lint {
namespace {

bool any_picture_in(const Survey& survey, std::string_view folder, bool below) {
  for (std::size_t i = 0; i < survey.files.size(); ++i) {
    const std::string_view path = survey.files[i].path;
    if (!survey.facts[i].named_picture || !path.starts_with(folder)) continue;
    if (below || !path.substr(folder.size()).contains('/')) return true;
  }
  return false;
}

}  // namespace

std::string folder_of_pictures(const Survey& survey) {
  return !any_picture_in(survey, "", false) && any_picture_in(survey, "images/", true) ? "images/" : "";
}

std::string folder_named(const Survey& survey, std::string_view configured) {
  while (configured.ends_with('/')) configured.remove_suffix(1);
  const std::string last = std::string(name_in(configured)) + "/";
  return any_picture_in(survey, last, true) ? last : folder_of_pictures(survey);
}

namespace {

bool has_repeat_folders(const Survey& survey, std::string_view below) {
  return std::ranges::any_of(survey.files, [&](const TrainerFile& file) {
    if (!file.path.starts_with(below)) return false;
    const std::string_view rest = std::string_view(file.path).substr(below.size());
    std::string tokens;
    return rest.contains('/') && rest.contains('_') && folder_repeats(rest.substr(0, rest.find('/')), tokens) > 0;
  });
}

bool has_list(const Survey& survey) {
  return std::ranges::any_of(survey.files,
                             [](const TrainerFile& file) { return name_in(file.path) == "metadata.jsonl"; });
}

/// Which trainers a folder of this form was made for.
std::vector<Trainer> readers_of(const Survey& survey) {
  if (survey.zip) return {Trainer::replicate};
  if (survey.tar) return {Trainer::webdataset};
  if (has_list(survey)) return {Trainer::imagefolder};
  if (has_repeat_folders(survey, "") || has_repeat_folders(survey, "train/")) return {Trainer::sd_scripts_folder};
  return {Trainer::ai_toolkit, Trainer::sd_scripts, Trainer::replicate, Trainer::simpletuner};
}

/// The training over the files of `view.folder`, with the survey's indices.
Training training_of(const Survey& survey, const View& view) {
  if (view.folder.empty()) return what_trains(view.trainer, survey.files, view.settings);
  std::vector<TrainerFile> files;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < survey.files.size(); ++i) {
    if (!survey.files[i].path.starts_with(view.folder)) continue;
    files.push_back({.path = survey.files[i].path.substr(view.folder.size()), .text = survey.files[i].text});
    places.push_back(i);
  }
  Training training = what_trains(view.trainer, files, view.settings);
  for (TrainedPicture& picture : training.pictures) {
    picture.file = places[picture.file];
    if (picture.caption_file) picture.caption_file = places[*picture.caption_file];
  }
  return training;
}

}  // namespace

std::vector<View> views_of(const Survey& survey, const LintOptions& options) {
  std::vector<View> views;
  for (const Trainer trainer : options.trainers.empty() ? readers_of(survey) : options.trainers) {
    View view{.trainer = trainer, .settings = safe_settings(trainer)};
    if (trainer == Trainer::sd_scripts_folder) {
      view.folder = has_repeat_folders(survey, "train/") ? "train/" : "";
    } else if (trainer != Trainer::imagefolder && trainer != Trainer::webdataset) {
      view.folder = folder_of_pictures(survey);
    }
    read_configuration(survey, view);
    if (options.caption_extension) view.settings.caption_extension = *options.caption_extension;
    set_resolutions(view.settings, options.resolutions);
    const bool puts_in = trainer == Trainer::ai_toolkit || trainer == Trainer::replicate;
    if (puts_in && view.settings.trigger.empty()) view.settings.trigger = options.trigger;
    view.training = training_of(survey, view);
    views.push_back(std::move(view));
  }
  // A configuration says for whom the folder was made.
  const auto is_configured = [](const View& view) { return !view.configuration.empty(); };
  if (options.trainers.empty() && std::ranges::any_of(views, is_configured)) {
    std::erase_if(views, [&](const View& view) { return !is_configured(view); });
  }
  return views;
}

}  // namespace tessera::lint
