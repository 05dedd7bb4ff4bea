// lint: what trainers will do with a folder, and a repaired copy of it.

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "app/lint_set.h"
#include "base/counted.h"
#include "cli/commands.h"

namespace tessera {
namespace {

/// As for a set with fewer images than asked: what there is is kept, but it is not what was wanted.
constexpr int blocked_exit_code = 3;
constexpr std::size_t shown_changes = 20;

void print_fix(const LintFix& fix, const std::string& to) {
  fmt::print("\n{}: {} written\n", to, counted(fix.pictures, "picture"));
  for (std::size_t i = 0; i < std::min(fix.changes.size(), shown_changes); ++i) fmt::print("  {}\n", fix.changes[i]);
  if (fix.changes.size() > shown_changes)
    fmt::print("  and {} (--json lists all)\n", counted(fix.changes.size() - shown_changes, "more change"));
}

int lint(const CommonOptions& common, const LintRequest& request) {
  const Result<LintResult> result = lint_set(request);
  if (!result) return report_error(result.error());
  if (common.as_json) {
    fmt::print("{}\n", line_json(lint_json(*result)));
  } else {
    fmt::print("{}", lint_text(result->report));
    if (result->fix) {
      print_fix(*result->fix, request.to);
      fmt::print("\n{}", lint_text(*result->repaired));
    }
  }
  return result->last().ready() ? 0 : blocked_exit_code;
}

}  // namespace

void add_lint_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command =
      program.add_subcommand("lint", "Say what a trainer will do with a folder, zip or tar, and what is wrong");
  auto options = std::make_shared<LintRequest>();
  command->add_option("DIR", options->folder, "a folder of pictures with captions, a zip or a tar; it is only read")
      ->required();
  command
      ->add_option("--for", options->trainers,
                   "ai-toolkit, sd-scripts, sd-scripts-folder, replicate, imagefolder, simpletuner, webdataset, or all "
                   "(default: all that read this layout)")
      ->type_name("TRAINER")
      ->delimiter(',');
  command->add_option("--trigger", options->trigger, "the word that calls the LoRA (default: as the set says)")
      ->type_name("WORD");
  command
      ->add_option("--mode", options->mode,
                   "style: words about style in captions are findings (default: as the set says)")
      ->type_name("MODE")
      ->check(CLI::IsMember({"style", "character"}));
  command
      ->add_option("--caption-extension", options->caption_extension,
                   "of captions (default: as the configuration says, else .txt)")
      ->type_name("EXT");
  command
      ->add_option("--resolutions", options->resolutions,
                   "of the training, such as 512,768,1024 (default: as the configuration says)")
      ->type_name("N")
      ->check(CLI::Range(64, 8192))
      ->delimiter(',');
  command->add_flag("--no-compare{false}", options->compare, "do not look for near-duplicates; several times faster");
  command->add_option("--html", options->html, "also write the result as a page")->type_name("FILE");
  command->add_flag("--fix", options->fix, "write a repaired copy into --to; originals are never touched");
  command->add_option("--to", options->to, "where the repaired copy goes: a new or empty folder")->type_name("DIR");
  add_common_options(*command, common);
  command->callback(
      [&chosen, options] { chosen = [options](const CommonOptions& given) { return lint(given, *options); }; });
}

}  // namespace tessera
