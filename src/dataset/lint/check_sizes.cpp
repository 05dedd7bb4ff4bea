// What the buckets do: pictures that are too small, enlarged, cut or left out, and passes that show nothing new.

#include <algorithm>

#include <fmt/format.h>

#include "dataset/lint/checks.h"

namespace tessera::lint {
namespace {

/// Enlarging by less does no visible harm (a picture enlarged 1.5 times is hard to tell; small roundings are common).
constexpr double enlarged_much = 1.25;
/// Cutting away more than this often takes part of the subject.
constexpr double cut_much = 0.2;
/// No trainer's smallest pass is below this area.
constexpr int least_side = 512;

std::string text_of(Size size) { return fmt::format("{}x{}", size.width, size.height); }

bool is_small(Size size) { return std::int64_t{size.width} * size.height < std::int64_t{least_side} * least_side; }

void check_bucket(const View& view, const std::string& path, Size size, int resolution, Findings& findings) {
  const std::optional<Bucket> bucket = bucket_for(view.trainer, size, resolution, view.settings.buckets);
  if (!bucket) {
    findings.add({.code = "left-out",
                  .severity = Severity::error,
                  .trainers = {view.trainer},
                  .file = path,
                  .reason = fmt::format("{} leaves it out at {}: {} is too small", name_of(view.trainer), resolution,
                                        text_of(size)),
                  .repair = "Replace it by a larger one, or lower the configuration's least size."});
    return;
  }
  if (bucket->enlarged >= enlarged_much && !is_small(size)) {
    findings.add(
        {.code = "enlarged",
         .severity = Severity::warning,
         .trainers = {view.trainer},
         .file = path,
         .reason =
             fmt::format("{} enlarges {} by {:.2f} to {} at {}, which teaches the blur of enlarging",
                         name_of(view.trainer), text_of(size), bucket->enlarged, text_of(bucket->size), resolution),
         .repair = fmt::format("Train at a lower resolution{}.",
                               view.trainer == Trainer::sd_scripts || view.trainer == Trainer::sd_scripts_folder
                                   ? ", or set bucket_no_upscale"
                                   : "")});
  }
  if (bucket->cut > cut_much) {
    findings.add({.code = "cut",
                  .severity = Severity::warning,
                  .trainers = {view.trainer},
                  .file = path,
                  .reason = fmt::format("{} cuts {:.0f} % of {} away to {} at {}", name_of(view.trainer),
                                        100 * bucket->cut, text_of(size), text_of(bucket->size), resolution),
                  .repair = "Cut it yourself where the subject is, to a size of `docs/lint.md`."});
  }
}

void check_wasted(const Subject& subject, const View& view, Findings& findings) {
  std::vector<std::size_t> wasted(view.settings.resolutions.size());
  std::size_t pictures = 0;
  for (const TrainedPicture& picture : view.training.pictures) {
    const std::optional<PictureFacts>& facts = subject.survey.facts[picture.file].picture;
    if (!facts) continue;
    ++pictures;
    const std::vector<bool> passes = wasted_passes(view.trainer, facts->size, view.settings);
    for (std::size_t i = 0; i < passes.size(); ++i) wasted[i] += passes[i] ? 1U : 0U;
  }
  for (std::size_t i = 0; i < wasted.size(); ++i) {
    if (2 * wasted[i] <= pictures) continue;
    findings.add(
        {.code = "wasted-pass",
         .severity = Severity::warning,
         .trainers = {view.trainer},
         .reason = fmt::format("{} of {} pictures are trained at {} just as in the pass before: that pass shows "
                               "nothing new and weighs its sizes twice",
                               wasted[i], pictures, view.settings.resolutions[i]),
         .repair =
             fmt::format("Leave {} out of the resolutions, or use larger pictures.", view.settings.resolutions[i])});
  }
}

}  // namespace

void check_sizes(const Subject& subject, Findings& findings) {
  for (const std::size_t file : trained_files(subject)) {
    const std::optional<PictureFacts>& facts = subject.survey.facts[file].picture;
    if (!facts || !is_small(facts->size)) continue;
    findings.add({.code = "too-small",
                  .severity = Severity::warning,
                  .file = subject.survey.files[file].path,
                  .reason = fmt::format("{} has less detail than the smallest usual pass of {}x{}",
                                        text_of(facts->size), least_side, least_side),
                  .repair = "Use the original of the picture, or leave it out; enlarging adds no detail."});
  }
  for (const View& view : subject.views) {
    for (const TrainedPicture& picture : view.training.pictures) {
      const std::optional<PictureFacts>& facts = subject.survey.facts[picture.file].picture;
      if (!facts) continue;
      for (const int resolution : view.settings.resolutions) {
        check_bucket(view, subject.survey.files[picture.file].path, facts->size, resolution, findings);
      }
    }
    check_wasted(subject, view, findings);
  }
}

}  // namespace tessera::lint
