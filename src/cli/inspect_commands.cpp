// split, judge: the measures on pictures of one's own; no key is needed and nothing is spent.

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "app/inspect.h"
#include "app/summary.h"
#include "cli/commands.h"

namespace tessera {
namespace {

constexpr int unreadable_exit_code = 6;

std::size_t accepted_of(const std::vector<InspectedPicture>& pictures) {
  return static_cast<std::size_t>(std::ranges::count_if(pictures, &InspectedPicture::accepted));
}

void print_line(const std::string& name, const InspectedPicture& picture) {
  const std::string note = picture.accepted() ? fmt::format("quality {:.2f}", picture.quality) : picture.reason();
  fmt::print("{} {}  {}\n", picture.accepted() ? "ok" : "- ", name, note);
}

void print_sheet(const InspectedSheet& sheet) {
  if (!sheet.error.empty()) {
    fmt::print("{}: {}\n", sheet.name, sheet.error);
    return;
  }
  fmt::print("{}: {}x{} px, found {}, confidence {:.2f}, {} of {} cells accepted\n", sheet.name,
             sheet.geometry.sheet.width, sheet.geometry.sheet.height, to_text(sheet.geometry.found),
             sheet.geometry.confidence, accepted_of(sheet.cells), sheet.cells.size());
  for (const std::string& note : sheet.geometry.notes) fmt::print("   {}\n", note);
  for (std::size_t i = 0; i < sheet.cells.size(); ++i) {
    const InspectedPicture& cell = sheet.cells[i];
    print_line(fmt::format("{:>2} {:>9}", i + 1, fmt::format("{}x{}", cell.size.width, cell.size.height)), cell);
  }
}

int split(const CommonOptions& common, SplitOptions options, const std::string& shape,
          const std::vector<std::string>& named) {
  const Result<GridShape> parsed = parse_grid_shape(shape);
  if (!parsed) return report_error(parsed.error());
  options.shape = *parsed;
  Result<std::vector<std::string>> files = find_pictures(named);
  if (!files) return report_error(files.error());
  options.files = std::move(*files);
  const Result<std::vector<InspectedSheet>> sheets = split_files(options);
  if (!sheets) return report_error(sheets.error());
  std::size_t cells = 0;
  std::size_t accepted = 0;
  std::size_t read = 0;
  json::array array;
  for (const InspectedSheet& sheet : *sheets) {
    cells += sheet.cells.size();
    accepted += accepted_of(sheet.cells);
    if (sheet.error.empty()) ++read;
    if (common.as_json) array.push_back(sheet_json(sheet));
    if (!common.as_json) print_sheet(sheet);
  }
  const std::string page = (options.out / "split.html").string();
  if (common.as_json) {
    fmt::print("{}\n", line_json(json::object{{"sheets", std::move(array)},
                                              {"cells", cells},
                                              {"accepted", accepted},
                                              {"out", options.out.string()},
                                              {"page", page}}));
  } else if (read == 0) {
    fmt::print("no picture could be read; nothing was cut\n");
  } else {
    fmt::print("{} of {} cells accepted; tiles and {} are in {}\n", accepted, cells, "split.html",
               options.out.string());
  }
  return read == sheets->size() ? 0 : unreadable_exit_code;
}

int judge(const CommonOptions& common, const std::vector<std::string>& named, const std::string& page) {
  const Result<std::vector<std::string>> files = find_pictures(named);
  if (!files) return report_error(files.error());
  const Result<std::vector<InspectedPicture>> pictures = judge_files(*files, page);
  if (!pictures) return report_error(pictures.error());
  bool all_read = true;
  json::array array;
  for (const InspectedPicture& picture : *pictures) {
    all_read = all_read && !picture.measurements.empty();
    if (common.as_json) array.push_back(picture_json(picture));
    if (!common.as_json) print_line(picture.name, picture);
  }
  if (common.as_json) {
    fmt::print("{}\n", line_json(json::object{{"pictures", std::move(array)},
                                              {"accepted", accepted_of(*pictures)},
                                              {"page", page.empty() ? json::value(nullptr) : json::value(page)}}));
  } else {
    fmt::print("{} of {} accepted\n", accepted_of(*pictures), pictures->size());
  }
  return all_read ? 0 : unreadable_exit_code;
}

}  // namespace

void add_inspect_commands(CLI::App& program, CommonOptions& common, RunCommand& chosen) {
  struct Given {
    std::vector<std::string> named;
    std::string shape = "3x3";
    SplitOptions split{.out = "tessera-split"};
    std::string page;
  };
  auto given = std::make_shared<Given>();

  CLI::App* split_command = program.add_subcommand("split", "Cut grids into tiles by measuring; spends nothing");
  split_command->add_option("GRID", given->named, "pictures, or folders of them")->required();
  split_command->add_option("--grid", given->shape, "rows and columns of each")
      ->type_name("RxC")
      ->capture_default_str();
  split_command->add_option("--out", given->split.out, "folder for the tiles and split.html")
      ->type_name("DIR")
      ->capture_default_str();
  split_command->add_flag("--all", given->split.all, "also write tiles that were refused or repeat others");
  add_common_options(*split_command, common);
  split_command->callback([&chosen, given] {
    chosen = [given](const CommonOptions& options) { return split(options, given->split, given->shape, given->named); };
  });

  CLI::App* judge_command =
      program.add_subcommand("judge", "Measure pictures and find repeats among them; spends nothing");
  judge_command->add_option("DIR", given->named, "folders of pictures, or pictures")->required();
  judge_command->add_option("--html", given->page, "also draw them on a page")->type_name("FILE");
  add_common_options(*judge_command, common);
  judge_command->callback([&chosen, given] {
    chosen = [given](const CommonOptions& options) { return judge(options, given->named, given->page); };
  });
}

}  // namespace tessera
