// export: the files that a trainer reads.

#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/export_set.h"
#include "app/interruptible.h"
#include "base/counted.h"
#include "cli/commands.h"

namespace tessera {
namespace {

std::string report_text(const ExportReport& report) {
  std::string text = fmt::format("{} for {} in {}\n", counted(report.pictures, "picture"), name_of(report.format),
                                 report.folder.string());
  text += fmt::format("Passes   {} (what the pictures fill)\n", fmt::join(report.resolutions, ", "));
  if (report.trigger) {
    text += fmt::format("Trigger  {}, {} in every caption\n", report.trigger->word(), name_of(report.trigger->place()));
  }
  text += fmt::format("Train    {} steps, rank {}\n", report.steps, report.rank);
  text += fmt::format("Begin    {}\n", report.start_here.string());
  for (const std::string& note : report.notes) text += fmt::format("Note     {}\n", note);
  return text;
}

int export_and_show(const CommonOptions& common, const ExportRequest& request) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  const std::optional<Result<ExportReport>> done =
      run_interruptible((*application)->loop(), export_set(**application, request));
  if (!done) return interrupted_exit_code;
  const Result<ExportReport>& report = *done;
  if (!report) return report_error(report.error());
  if (common.as_json) {
    fmt::print("{}\n", line_json(export_json(*report)));
  } else {
    fmt::print("{}", report_text(*report));
  }
  return 0;
}

}  // namespace

void add_export_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command = program.add_subcommand("export", "Write exactly the files that a trainer reads");
  auto given = std::make_shared<ExportRequest>();
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
  command->callback([&chosen, given] {
    chosen = [given](const CommonOptions& options) { return export_and_show(options, *given); };
  });
}

}  // namespace tessera
