// lint: what trainers will do with a folder, and a repaired copy of it.

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "cli/commands.h"
#include "dataset/files.h"
#include "dataset/lint.h"

namespace tessera {
namespace {

/// As for a set with fewer images than asked: what there is is kept, but it is not what was wanted.
constexpr int blocked_exit_code = 3;
constexpr std::size_t shown_changes = 20;

struct Options {
  std::string folder;
  std::vector<std::string> trainers;
  std::string trigger;
  std::string mode;
  std::string caption_extension;
  std::vector<int> resolutions;
  std::string html;
  std::string to;
  bool fix = false;
  bool without_comparing = false;
};

Result<LintOptions> lint_options(const Options& options) {
  LintOptions lint{
      .trigger = options.trigger, .resolutions = options.resolutions, .compare_pictures = !options.without_comparing};
  for (const std::string& name : options.trainers) {
    if (name == "all") continue;
    const Result<Trainer> trainer = parse_trainer(name);
    if (!trainer) return std::unexpected(trainer.error());
    lint.trainers.push_back(*trainer);
  }
  if (!options.mode.empty()) lint.style = options.mode == "style";
  if (!options.caption_extension.empty()) {
    lint.caption_extension =
        fmt::format("{}{}", options.caption_extension.starts_with('.') ? "" : ".", options.caption_extension);
  }
  if (options.fix != !options.to.empty()) {
    return failure(ErrorKind::usage, "--fix and --to DIR belong together: a repaired copy is written, originals stay");
  }
  return lint;
}

void print_fix(const LintFix& fix, const std::string& to) {
  fmt::print("\n{}: {} {} written\n", to, fix.pictures, fix.pictures == 1 ? "picture" : "pictures");
  for (std::size_t i = 0; i < std::min(fix.changes.size(), shown_changes); ++i) fmt::print("  {}\n", fix.changes[i]);
  if (fix.changes.size() > shown_changes)
    fmt::print("  and {} more changes (--json lists all)\n", fix.changes.size() - shown_changes);
}

json::array texts_json(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.push_back(json::value_from(text));
  return array;
}

int lint(const CommonOptions& common, const Options& options) {
  const Result<LintOptions> wanted = lint_options(options);
  if (!wanted) return report_error(wanted.error());
  Result<LintReport> report = lint_folder(options.folder, *wanted);
  if (!report) return report_error(report.error());
  json::object result = common.as_json ? lint_json(*report) : json::object();
  if (!common.as_json) fmt::print("{}", lint_text(*report));

  if (options.fix) {
    const Result<LintFix> fix = fix_folder(options.folder, *wanted, options.to);
    if (!fix) return report_error(fix.error());
    LintOptions again = *wanted;
    again.trigger = report->trigger;
    again.caption_extension.reset();
    report = lint_folder(options.to, again);
    if (!report) return report_error(report.error());
    if (common.as_json) {
      result["fixed"] = json::object{
          {"pictures", fix->pictures}, {"changes", texts_json(fix->changes)}, {"report", lint_json(*report)}};
    } else {
      print_fix(*fix, options.to);
      fmt::print("\n{}", lint_text(*report));
    }
  }
  if (!options.html.empty()) {
    if (const Result<void> written = write_file(options.html, as_bytes(lint_html(*report))); !written) {
      return report_error(written.error());
    }
  }
  if (common.as_json) fmt::print("{}\n", line_json(result));
  return report->ready() ? 0 : blocked_exit_code;
}

}  // namespace

void add_lint_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command =
      program.add_subcommand("lint", "Say what a trainer will do with a folder, zip or tar, and what is wrong");
  auto options = std::make_shared<Options>();
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
  command->add_flag("--no-compare", options->without_comparing,
                    "do not look for near-duplicates; several times faster");
  command->add_option("--html", options->html, "also write the result as a page")->type_name("FILE");
  command->add_flag("--fix", options->fix, "write a repaired copy into --to; originals are never touched");
  command->add_option("--to", options->to, "where the repaired copy goes: a new or empty folder")->type_name("DIR");
  add_common_options(*command, common);
  command->callback(
      [&chosen, options] { chosen = [options](const CommonOptions& given) { return lint(given, *options); }; });
}

}  // namespace tessera
