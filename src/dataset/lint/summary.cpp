#include "dataset/lint/summary.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.h"

namespace tessera::lint {

std::vector<PassSummary> passes_of(const LintedTrainer& trainer) {
  std::vector<PassSummary> passes;
  for (std::size_t i = 0; i < trainer.settings.resolutions.size(); ++i) {
    PassSummary pass{.resolution = trainer.settings.resolutions[i], .sizes = {}};
    for (const LintedPicture& picture : trainer.pictures) {
      if (picture.buckets.empty()) continue;
      const std::optional<Bucket>& bucket = picture.buckets[i];
      if (!bucket) {
        ++pass.left_out;
        continue;
      }
      ++pass.sizes[{bucket->size.width, bucket->size.height}];
      pass.most_cut = std::max(pass.most_cut, bucket->cut);
      pass.most_enlarged = std::max(pass.most_enlarged, bucket->enlarged);
      if (i > 0 && picture.buckets[i - 1] && picture.buckets[i - 1]->size == bucket->size) ++pass.repeated;
    }
    passes.push_back(std::move(pass));
  }
  return passes;
}

std::string names_of(const std::vector<Trainer>& trainers) {
  if (trainers.empty()) return "all";
  std::vector<std::string_view> names;
  for (const Trainer trainer : trainers) names.push_back(name_of(trainer));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string settings_text(const LintedTrainer& trainer) {
  std::string text = trainer.configuration.empty() ? "no configuration here; taken for granted: "
                                                   : fmt::format("as {} says: ", trainer.configuration);
  switch (trainer.trainer) {
    case Trainer::imagefolder:
      return text + "texts from metadata.jsonl, the middle square";
    case Trainer::webdataset:
      return text + "texts from .txt members";
    case Trainer::sd_scripts:
    case Trainer::sd_scripts_folder: {
      const BucketRules& rules = trainer.settings.buckets;
      text += fmt::format("caption_extension \"{}\", ", trainer.settings.caption_extension);
      if (!rules.enabled) return text + "enable_bucket off";
      return text + fmt::format("enable_bucket, steps of {}, sides {} to {}{}", rules.step, rules.least_side,
                                rules.most_side, rules.enlarges ? "" : ", bucket_no_upscale");
    }
    case Trainer::simpletuner:
      return text + "a caption a line of .txt files, pixel_area";
    case Trainer::ai_toolkit:
    case Trainer::replicate:
      break;
  }
  return text +
         fmt::format("captions from {} files, steps of {}, trigger word {}", trainer.settings.caption_extension,
                     trainer.settings.buckets.step,
                     trainer.settings.trigger.empty() ? "none" : fmt::format("\"{}\"", trainer.settings.trigger));
}

std::vector<FindingGroup> groups_of(const LintReport& report) {
  std::vector<FindingGroup> groups;
  const std::vector<LintFinding>& findings = report.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const bool same =
        i > 0 && findings[i].code == findings[i - 1].code && findings[i].severity == findings[i - 1].severity;
    if (same) {
      groups.back().end = i + 1;
    } else {
      groups.push_back({.begin = i, .end = i + 1});
    }
  }
  return groups;
}

std::string verdict_text(const LintReport& report) {
  const std::size_t errors = report.count(Severity::error);
  const std::size_t warnings = report.count(Severity::warning);
  if (errors > 0)
    return fmt::format("not ready: {} {} training", counted(errors, "finding"), errors == 1 ? "blocks" : "block");
  return warnings == 0 ? "ready" : fmt::format("ready, with {}", counted(warnings, "warning"));
}

}  // namespace tessera::lint
