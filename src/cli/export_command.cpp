// export: the files that a trainer reads.

#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "dataset/export/checked_export.h"

namespace tessera {
namespace {

struct ExportArguments {
  std::string set, format, to, size, trigger, trigger_place, source;
  std::optional<int> steps, rank;
  bool link = false;
  bool force = false;
};

Result<ExportOptions> options_of(const ExportArguments& given, const TrainingSet& set) {
  ExportOptions options{.steps = given.steps, .rank = given.rank, .source = given.source};
  options.link = given.link;
  options.force = given.force;
  if (!given.size.empty()) {
    const Result<ExportSize> size = parse_export_size(given.size);
    if (!size) return std::unexpected(size.error());
    options.size = *size;
  }
  if (given.trigger.empty() && given.trigger_place.empty()) return options;
  TriggerPlace place = set.trigger ? set.trigger->place() : default_trigger_place(set.mode);
  if (!given.trigger_place.empty()) {
    const Result<TriggerPlace> parsed = parse_trigger_place(given.trigger_place);
    if (!parsed) return failure(parsed.error().kind, "--trigger-place: " + parsed.error().message);
    place = *parsed;
  }
  const std::string word = given.trigger.empty() && set.trigger ? set.trigger->word() : given.trigger;
  const Result<Trigger> trigger = Trigger::make(word, place);
  if (!trigger) return failure(trigger.error().kind, "--trigger: " + trigger.error().message);
  options.trigger = *trigger;
  return options;
}

json::object report_json(const ExportReport& report) {
  json::object object{{"format", name_of(report.format)},
                      {"folder", json::value_from(report.folder.string())},
                      {"start_here", json::value_from(report.start_here.string())},
                      {"pictures", report.pictures},
                      {"linked", report.linked},
                      {"resolutions", json::array(report.resolutions.begin(), report.resolutions.end())},
                      {"steps", report.steps},
                      {"rank", report.rank}};
  object["trigger"] = report.trigger ? json::value_from(report.trigger->word()) : json::value();
  object["files"] = json::value_from(report.files);
  object["notes"] = json::value_from(report.notes);
  return object;
}

std::string report_text(const ExportReport& report) {
  std::string text =
      fmt::format("{} pictures for {} in {}\n", report.pictures, name_of(report.format), report.folder.string());
  text += fmt::format("Passes   {} (what the pictures fill)\n", fmt::join(report.resolutions, ", "));
  if (report.trigger) {
    text += fmt::format("Trigger  {}, {} in every caption\n", report.trigger->word(), name_of(report.trigger->place()));
  }
  text += fmt::format("Train    {} steps, rank {}\n", report.steps, report.rank);
  text += fmt::format("Begin    {}\n", report.start_here.string());
  for (const std::string& note : report.notes) text += fmt::format("Note     {}\n", note);
  return text;
}

int export_set(const CommonOptions& common, const ExportArguments& given) {
  const Result<ExportFormat> format = parse_export_format(given.format);
  if (!format) return report_error(format.error());
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  const std::expected<SetPlace, int> place = place_of_set(**application, given.set);
  if (!place) return place.error();
  const Result<TrainingSet> set = load_training_set(place->folder);
  if (!set) return report_error(set.error());
  Result<ExportOptions> options = options_of(given, *set);
  if (!options) return report_error(options.error());
  std::error_code ignored;
  if (options->source.empty() && std::filesystem::is_regular_file(place->source, ignored)) {
    options->source = place->source;
  }
  const Result<ExportReport> report = checked_export(*set, *format, given.to, *options);
  if (!report) return report_error(report.error());
  if (common.as_json) {
    fmt::print("{}\n", line_json(report_json(*report)));
  } else {
    fmt::print("{}", report_text(*report));
  }
  return 0;
}

}  // namespace

void add_export_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command = program.add_subcommand("export", "Write exactly the files that a trainer reads");
  auto given = std::make_shared<ExportArguments>();
  command->add_option("RUN|DIR", given->set, "a run's id or its beginning, or a folder of pictures with .txt captions")
      ->required();
  std::string names;
  for (const ExportFormat format : export_formats)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name_of(format));
  command->add_option("--format", given->format, names)->type_name("FORMAT")->required();
  command->add_option("--to", given->to, "folder for the export: new, empty, or of an earlier export")
      ->type_name("DIR")
      ->required();
  command
      ->add_option("--size", given->size,
                   "N: squares of N pixels, cut from the middle; bucket: the nearest size that trainers take whole "
                   "(default: as they are)")
      ->type_name("N|bucket");
  command->add_option("--trigger", given->trigger, "the word that the LoRA answers to (default: the set's own)")
      ->type_name("WORD");
  command
      ->add_option("--trigger-place", given->trigger_place,
                   "first or last in every caption (default: last for a style, first for a character)")
      ->type_name("PLACE");
  command->add_option("--steps", given->steps, "steps of the training (default: by the number of pictures)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--rank", given->rank, "rank of the LoRA (default: 32 for a style, 16 for a character)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->add_option("--source", given->source, "edit-pairs: the picture that the set was made from")
      ->type_name("FILE");
  command->add_flag("--link", given->link, "hard links instead of copies of pictures that need no change");
  command->add_flag("--force", given->force, "also what would not train, and over an export that was changed by hand");
  add_common_options(*command, common);
  command->callback(
      [&chosen, given] { chosen = [given](const CommonOptions& options) { return export_set(options, *given); }; });
}

}  // namespace tessera
