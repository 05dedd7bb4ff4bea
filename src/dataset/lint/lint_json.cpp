// The report for programs.

#include "dataset/lint.h"
#include "dataset/lint/summary.h"
#include "dataset/plain_text.h"

namespace tessera {
namespace {

json::array size_json(Size size) { return {size.width, size.height}; }

json::object caption_json(const TrainedCaption& caption) {
  constexpr std::string_view from[] = {"file", "class_tokens", "captioner", "nowhere"};
  json::array texts;
  for (const std::string& text : caption.texts) texts.push_back(json::value_from(valid_utf8(text)));
  json::object object{{"texts", std::move(texts)},
                      {"from", from[static_cast<std::size_t>(caption.from)]},
                      {"trigger_put_in", caption.trigger_put_in}};
  if (!caption.aborts.empty()) object["aborts"] = caption.aborts;
  return object;
}

json::object picture_json(const LintedTrainer& trainer, const LintedPicture& picture) {
  json::array buckets;
  for (std::size_t i = 0; i < picture.buckets.size(); ++i) {
    const std::optional<Bucket>& bucket = picture.buckets[i];
    json::object object{{"resolution", trainer.settings.resolutions[i]}};
    if (bucket) {
      object["size"] = size_json(bucket->size);
      object["cut"] = bucket->cut;
      object["enlarged"] = bucket->enlarged;
    }
    object["trained"] = bucket.has_value();
    buckets.push_back(std::move(object));
  }
  return json::object{{"file", valid_utf8(picture.file)},
                      {"size", size_json(picture.size)},
                      {"repeats", picture.repeats},
                      {"caption", caption_json(picture.caption)},
                      {"buckets", std::move(buckets)}};
}

json::object trainer_json(const LintedTrainer& trainer) {
  json::array pictures;
  for (const LintedPicture& picture : trainer.pictures) pictures.push_back(picture_json(trainer, picture));
  json::array passes;
  for (const lint::PassSummary& pass : lint::passes_of(trainer)) {
    json::array sizes;
    for (const auto& [size, count] : pass.sizes) {
      sizes.push_back(json::object{{"size", json::array{size.first, size.second}}, {"pictures", count}});
    }
    passes.push_back(json::object{{"resolution", pass.resolution},
                                  {"sizes", std::move(sizes)},
                                  {"repeated", pass.repeated},
                                  {"left_out", pass.left_out},
                                  {"most_cut", pass.most_cut},
                                  {"most_enlarged", pass.most_enlarged}});
  }
  return json::object{{"trainer", name_of(trainer.trainer)},
                      {"folder", valid_utf8(trainer.folder)},
                      {"configuration", valid_utf8(trainer.configuration)},
                      {"settings", lint::settings_text(trainer)},
                      {"passes", std::move(passes)},
                      {"pictures", std::move(pictures)}};
}

}  // namespace

json::object lint_json(const LintReport& report) {
  json::array findings;
  for (const LintFinding& finding : report.findings) {
    json::array trainers;
    for (const Trainer trainer : finding.trainers) trainers.push_back(json::value(name_of(trainer)));
    findings.push_back(json::object{{"code", finding.code},
                                    {"severity", name_of(finding.severity)},
                                    {"trainers", std::move(trainers)},
                                    {"file", valid_utf8(finding.file)},
                                    {"reason", valid_utf8(finding.reason)},
                                    {"repair", valid_utf8(finding.repair)}});
  }
  json::array trainers;
  for (const LintedTrainer& trainer : report.trainers) trainers.push_back(trainer_json(trainer));
  return json::object{{"folder", valid_utf8(report.folder)},
                      {"ready", report.ready()},
                      {"errors", report.count(Severity::error)},
                      {"warnings", report.count(Severity::warning)},
                      {"notes", report.count(Severity::note)},
                      {"files", report.files},
                      {"pictures", report.pictures},
                      {"trigger", valid_utf8(report.trigger)},
                      {"trigger_guessed", report.trigger_guessed},
                      {"findings", std::move(findings)},
                      {"trainers", std::move(trainers)}};
}

}  // namespace tessera
