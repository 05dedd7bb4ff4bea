// Which files no trainer sees, and why: extensions, folders, hidden files, captions without a picture.

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"

namespace tessera::lint {
namespace {

bool is_hidden(std::string_view path) { return path.starts_with('.') || path.contains("/."); }

bool is_mac_file(std::string_view path) {
  return path.starts_with("__MACOSX/") || path.contains("/__MACOSX/") || name_in(path).starts_with("._");
}

/// Why `view`'s trainer does not see the picture at `path` (inside its folder).
LintFinding unseen(const View& view, const std::string& path, std::string_view inside) {
  LintFinding finding{.severity = Severity::warning, .trainers = {view.trainer}, .file = path};
  const std::string_view extension = extension_of(path);
  const std::string small = lower_ascii(extension);
  const bool common = small == ".jpg" || small == ".jpeg" || small == ".png" || small == ".webp";
  if (!common) {
    finding.code = "wrong-extension";
    finding.reason = fmt::format("{} does not see {} files", name_of(view.trainer), extension);
    finding.repair = "Save it as .png or .jpg.";
  } else if (view.trainer == Trainer::imagefolder) {
    finding.code = "not-listed";
    finding.reason = "metadata.jsonl has no line for it, so that it is not trained";
    finding.repair = "Add a line with its file_name and text, or remove the picture.";
  } else if (view.trainer == Trainer::sd_scripts_folder) {
    finding.code = "folder-without-repeats";
    finding.reason = inside.contains('/')
                         ? "sd-scripts reads only folders named REPEATS_NAME, such as 10_cat, directly below this one"
                         : "sd-scripts reads no pictures here, only in folders named REPEATS_NAME, such as 10_cat";
    finding.repair = "Move it into such a folder.";
  } else if (view.trainer == Trainer::sd_scripts && inside.contains('/')) {
    finding.code = "nested-folder";
    finding.reason = "sd-scripts reads one folder and none below it";
    finding.repair = "Move the pictures to the top, or name this folder as an image_dir of its own.";
  } else {
    finding.code = "wrong-extension";
    finding.reason = fmt::format("{} sees .png and .PNG but not {}", name_of(view.trainer), extension);
    finding.repair = "Write the extension in small letters.";
  }
  return finding;
}

void check_unseen(const Subject& subject, const View& view, Findings& findings) {
  std::unordered_set<std::size_t> trained;
  for (const TrainedPicture& picture : view.training.pictures) trained.insert(picture.file);
  for (std::size_t i = 0; i < subject.survey.files.size(); ++i) {
    const std::string& path = subject.survey.files[i].path;
    if (!subject.survey.facts[i].named_picture || !path.starts_with(view.folder) || trained.contains(i)) continue;
    const std::string_view inside = std::string_view(path).substr(view.folder.size());
    if (is_hidden(inside) || is_mac_file(inside) || name_in(path.substr(0, path.rfind('/'))) == "_controls") continue;
    if (view.trainer == Trainer::webdataset ||
        (view.trainer == Trainer::imagefolder && view.training.pictures.empty())) {
      continue;
    }
    findings.add(unseen(view, path, inside));
  }
}

void check_hidden(const Subject& subject, const View& view, Findings& findings) {
  for (const TrainedPicture& picture : view.training.pictures) {
    const std::string& path = subject.survey.files[picture.file].path;
    const std::string_view inside = std::string_view(path).substr(view.folder.size());
    if (is_mac_file(inside)) {
      findings.add({.code = "mac-file",
                    .severity = Severity::error,
                    .trainers = {view.trainer},
                    .file = path,
                    .reason = fmt::format("{} takes this file of the Finder for a picture and ends at it",
                                          name_of(view.trainer)),
                    .repair = "Pack the folder without ._ files, all pictures at its top."});
    } else if (is_hidden(inside)) {
      findings.add({.code = "hidden-file",
                    .severity = Severity::warning,
                    .trainers = {view.trainer},
                    .file = path,
                    .reason = fmt::format("{} trains hidden files too", name_of(view.trainer)),
                    .repair = "Remove it, or rename it if it belongs to the set."});
    }
  }
}

/// Hidden pictures that nobody trains: seldom meant to be hidden.
void check_hidden_unseen(const Subject& subject, Findings& findings) {
  const std::vector<std::size_t> trained = trained_files(subject);
  for (std::size_t i = 0; i < subject.survey.files.size(); ++i) {
    const std::string& path = subject.survey.files[i].path;
    if (!subject.survey.facts[i].named_picture || !(is_hidden(path) || is_mac_file(path))) continue;
    if (std::ranges::binary_search(trained, i)) continue;
    findings.add({.code = "hidden-file",
                  .severity = Severity::note,
                  .file = path,
                  .reason = "a hidden file or one of the Finder, which is not trained",
                  .repair = "Remove it."});
  }
}

bool is_caption_name(const View& view, std::string_view path) {
  const std::string_view extension = extension_of(path);
  return extension == ".txt" || extension == ".caption" || extension == view.settings.caption_extension;
}

/// Captions of an extension that `view`'s trainer does not read, by the path of their picture without its extension.
std::unordered_map<std::string_view, std::size_t> other_captions(const Subject& subject, const View& view) {
  std::unordered_map<std::string_view, std::size_t> found;
  for (std::size_t i = 0; i < subject.survey.files.size(); ++i) {
    const std::string_view path = subject.survey.files[i].path;
    const std::string_view extension = extension_of(path);
    if ((extension == ".txt" || extension == ".caption") && extension != view.settings.caption_extension) {
      found.emplace(without_extension(path), i);
    }
  }
  return found;
}

/// Captions without a picture.
void check_orphans(const Subject& subject, Findings& findings) {
  std::unordered_set<std::size_t> read;
  std::unordered_set<std::string_view> pictures;
  for (const View& view : subject.views) {
    for (const TrainedPicture& picture : view.training.pictures) {
      if (picture.caption_file) read.insert(*picture.caption_file);
    }
  }
  for (std::size_t i = 0; i < subject.survey.files.size(); ++i) {
    if (subject.survey.facts[i].named_picture) pictures.insert(without_extension(subject.survey.files[i].path));
  }
  for (std::size_t i = 0; i < subject.survey.files.size(); ++i) {
    const std::string& path = subject.survey.files[i].path;
    if (read.contains(i) || is_hidden(path) || is_mac_file(path)) continue;
    const auto reads_such = [&](const View& view) {
      return view.trainer != Trainer::imagefolder && path.starts_with(view.folder) && is_caption_name(view, path);
    };
    if (std::ranges::none_of(subject.views, reads_such) || pictures.contains(without_extension(path))) continue;
    findings.add({.code = "orphan-caption",
                  .severity = Severity::warning,
                  .file = path,
                  .reason = "there is no picture of this name, so that nobody reads the caption",
                  .repair = "Give it its picture's name, or remove it."});
  }
}

void check_missing_captions(const Subject& subject, const View& view, Findings& findings) {
  const std::unordered_map<std::string_view, std::size_t> others = other_captions(subject, view);
  for (const TrainedPicture& picture : view.training.pictures) {
    const std::string& path = subject.survey.files[picture.file].path;
    if (picture.caption_file) {
      const std::string& caption = subject.survey.files[*picture.caption_file].path;
      if (view.trainer == Trainer::webdataset || view.trainer == Trainer::imagefolder) continue;
      if (without_extension(path) == without_extension(caption)) continue;
      findings.add({.code = "caption-borrowed",
                    .severity = Severity::warning,
                    .trainers = {view.trainer},
                    .file = path,
                    .reason = fmt::format("sd-scripts takes {} for its caption, as the name has five or more pieces "
                                          "between underscores",
                                          caption),
                    .repair = "Give it a caption of its own, or a name with fewer underscores."});
      continue;
    }
    if (is_hidden(path) || is_mac_file(path) || view.trainer == Trainer::imagefolder) continue;
    const bool ends = !picture.caption.aborts.empty();
    if (const auto other = others.find(without_extension(path)); other != others.end()) {
      const std::string& caption = subject.survey.files[other->second].path;
      findings.add({.code = "caption-extension",
                    .severity = ends ? Severity::error : Severity::warning,
                    .trainers = {view.trainer},
                    .file = caption,
                    .reason = fmt::format("{} reads {} files, so that this caption is not trained",
                                          name_of(view.trainer), view.settings.caption_extension),
                    .repair = fmt::format("Rename it, or set the trainer's caption extension to \"{}\".",
                                          extension_of(caption))});
      continue;
    }
    const bool written = picture.caption.from == CaptionFrom::captioner;
    std::string comes_of_it = "it is trained without words";
    if (ends) comes_of_it = fmt::format("{} ends here", name_of(view.trainer));
    if (written) comes_of_it = "the trainer's own model writes one, which nobody has read";
    if (picture.caption.from == CaptionFrom::class_tokens) {
      comes_of_it = fmt::format("it is trained as \"{}\"", picture.caption.texts.front());
    }
    findings.add({.code = "caption-missing",
                  .severity = ends ? Severity::error : Severity::warning,
                  .trainers = {view.trainer},
                  .file = path,
                  .reason = fmt::format("there is no caption: {}", comes_of_it),
                  .repair = fmt::format("Write one line into a file of the same name with {}.",
                                        view.settings.caption_extension)});
  }
}

}  // namespace

void check_layout(const Subject& subject, Findings& findings) {
  for (const View& view : subject.views) {
    if (!view.training.aborts.empty()) {
      findings.add(
          {.code = "list-broken",
           .severity = Severity::error,
           .trainers = {view.trainer},
           .reason = view.training.aborts,
           .repair = "Write train/metadata.jsonl with file_name and text for every picture; `tessera export` does."});
    }
    check_unseen(subject, view, findings);
    check_hidden(subject, view, findings);
    check_missing_captions(subject, view, findings);
  }
  check_hidden_unseen(subject, findings);
  check_orphans(subject, findings);
}

}  // namespace tessera::lint
