// Names that one program or another reads wrongly.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"

namespace tessera::lint {
namespace {

bool leaves_the_folder(std::string_view path) {
  return path.starts_with('/') || path.starts_with("../") || path.contains("/../") || path.contains('\\') ||
         (path.size() > 1 && path[1] == ':');
}

void check_name(const std::string& path, Findings& findings) {
  const std::string_view name = name_in(path);
  const std::string_view stem = without_extension(name);
  const auto warn = [&](std::string code, std::string reason) {
    findings.add({.code = std::move(code),
                  .severity = Severity::warning,
                  .file = path,
                  .reason = std::move(reason),
                  .repair = "Number the pictures: 0001.png beside 0001.txt."});
  };
  if (stem.contains('.')) {
    warn("name-dots",
         "the name has more than one dot: WebDataset readers end it at the first, other programs at the last");
  }
  if (path.contains(' ')) warn("name-spaces", "the name has spaces, which command lines and lists of files split");
  if (std::ranges::any_of(path, [](char c) { return (c & 0x80) != 0; })) {
    warn("name-not-ascii", "the name is not plain ASCII: zips and other machines change such names");
  }
  if (std::ranges::count(stem, '_') >= 4) {
    warn("name-underscores",
         "the name has five or more pieces between underscores, after which sd-scripts looks for a caption under its "
         "beginning");
  }
}

}  // namespace

void check_names(const Subject& subject, Findings& findings) {
  std::map<std::string, std::string> first_of_stem;
  for (const std::size_t file : trained_files(subject)) {
    const std::string& path = subject.survey.files[file].path;
    if (name_in(path).starts_with('.')) continue;
    check_name(path, findings);
    const auto [twin, is_new] = first_of_stem.emplace(lower_ascii(without_extension(path)), path);
    if (!is_new) {
      findings.add(
          {.code = "name-twins",
           .severity = Severity::warning,
           .file = path,
           .reason = fmt::format("{} differs only in the extension or in capital letters, so that both share one "
                                 "caption or overwrite each other",
                                 twin->second),
           .repair = "Give one of them another name."});
    }
  }
  if (!subject.survey.zip && !subject.survey.tar) return;
  for (const TrainerFile& file : subject.survey.files) {
    if (!leaves_the_folder(file.path)) continue;
    findings.add({.code = "name-unsafe",
                  .severity = Severity::error,
                  .file = file.path,
                  .reason = "unpacked, this name would leave its folder",
                  .repair = "Pack the folder again."});
  }
}

}  // namespace tessera::lint
