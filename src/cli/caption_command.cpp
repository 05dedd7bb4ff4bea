// caption: what stands beside the pictures of a set, and other words for one of them.

#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.h"
#include "dataset/caption_edits.h"

namespace tessera {
namespace {

struct CaptionArguments {
  std::string set;
  std::vector<std::pair<std::string, std::string>> changes;  ///< picture, text
};

json::object entry_json(const CaptionEntry& entry) {
  json::object object{{"picture", json::value_from(entry.name)}, {"caption", nullptr}, {"by", nullptr}};
  if (entry.caption) {
    object["caption"] = json::value_from(entry.caption->text());
    object["by"] = name_of(entry.caption->by());
  }
  return object;
}

std::string entry_line(const CaptionEntry& entry) {
  if (!entry.caption) return fmt::format("{}  -            (no caption)\n", entry.name);
  return fmt::format("{}  {:11}  {}\n", entry.name, name_of(entry.caption->by()), entry.caption->text());
}

int show_captions(const CommonOptions& common, const std::vector<CaptionEntry>& entries) {
  json::array all;
  for (const CaptionEntry& entry : entries) {
    if (common.as_json) {
      all.push_back(entry_json(entry));
    } else {
      fmt::print("{}", entry_line(entry));
    }
  }
  if (common.as_json) fmt::print("{}\n", line_json(json::object{{"captions", std::move(all)}}));
  return 0;
}

int caption(const CommonOptions& common, const CaptionArguments& given) {
  auto application = start_application(common);
  if (!application) return report_error(application.error());
  const std::expected<SetPlace, int> place = place_of_set(**application, given.set);
  if (!place) return place.error();
  const std::filesystem::path& folder = place->folder;
  for (const auto& [picture, text] : given.changes) {
    const Result<Caption> changed = set_caption(folder, picture, text);
    if (!changed) return report_error(changed.error());
  }
  const Result<std::vector<CaptionEntry>> entries = list_captions(folder);
  if (!entries) return report_error(entries.error());
  return show_captions(common, *entries);
}

}  // namespace

void add_caption_command(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  CLI::App* command = program.add_subcommand("caption", "Show the captions of a set, or change them");
  auto given = std::make_shared<CaptionArguments>();
  command->add_option("RUN|DIR", given->set, "a run's id or its beginning, or a folder of pictures with .txt captions")
      ->required();
  command->add_option("--set", given->changes, "gives picture NNNN this caption; may be repeated")
      ->type_name("NNNN TEXT");
  add_common_options(*command, common);
  command->callback(
      [&chosen, given] { chosen = [given](const CommonOptions& options) { return caption(options, *given); }; });
}

}  // namespace tessera
