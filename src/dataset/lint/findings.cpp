// Findings in one order, each once.

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "dataset/lint/checks.h"

namespace tessera::lint {

void Findings::add(LintFinding finding) {
  const std::string key =
      fmt::format("{}\n{}\n{}\n{}", finding.code, static_cast<int>(finding.severity), finding.file, finding.reason);
  const auto [place, is_new] = places_.emplace(key, findings_.size());
  if (is_new) {
    findings_.push_back(std::move(finding));
    return;
  }
  std::vector<Trainer>& known = findings_[place->second].trainers;
  for (const Trainer trainer : finding.trainers) {
    if (std::ranges::find(known, trainer) == known.end()) known.push_back(trainer);
  }
}

std::vector<LintFinding> Findings::sorted() && {
  std::ranges::sort(findings_, {}, [](const LintFinding& finding) {
    return std::tuple(-static_cast<int>(finding.severity), std::string_view(finding.code),
                      std::string_view(finding.file), std::string_view(finding.reason));
  });
  return std::move(findings_);
}

std::vector<std::size_t> trained_files(const Subject& subject) {
  std::vector<std::size_t> files;
  for (const View& view : subject.views) {
    for (const TrainedPicture& picture : view.training.pictures) files.push_back(picture.file);
  }
  std::ranges::sort(files);
  const auto repeated = std::ranges::unique(files);
  files.erase(repeated.begin(), repeated.end());
  return files;
}

std::vector<CaptionText> captions_of(const Subject& subject) {
  std::map<std::size_t, CaptionText> by_place;
  for (const View& view : subject.views) {
    for (const TrainedPicture& picture : view.training.pictures) {
      if (!picture.caption_file) continue;
      const TrainerFile& file = subject.survey.files[*picture.caption_file];
      if (view.trainer == Trainer::imagefolder) {
        by_place.emplace(picture.file, CaptionText{.file = picture.file,
                                                   .path = subject.survey.files[picture.file].path,
                                                   .text = picture.caption.texts.front(),
                                                   .listed = true});
      } else if (file.text) {
        by_place.emplace(*picture.caption_file,
                         CaptionText{.file = *picture.caption_file, .path = file.path, .text = *file.text});
      }
    }
  }
  std::vector<CaptionText> captions;
  for (auto& [place, caption] : by_place) captions.push_back(std::move(caption));
  return captions;
}

}  // namespace tessera::lint
