#pragma once
// The checks of lint, each over what was surveyed and what the trainers make of it. Private to lint. Pure.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/lint.h"
#include "dataset/lint/survey.h"

namespace tessera::lint {

/// What one trainer makes of the survey.
struct View {
  Trainer trainer = Trainer::ai_toolkit;
  std::string folder = {};         ///< "images/", or empty
  std::string configuration = {};  ///< file that the settings come from
  TrainerSettings settings = {};
  Training training = {};  ///< indices are those of the survey
};

/// Everything that a check may look at.
struct Subject {
  const Survey& survey;
  const std::vector<View>& views;
  std::string trigger = {};
  bool trigger_guessed = false;
  bool style = false;
  std::vector<std::string> item_categories = {};  ///< of dataset.json, an item each
  std::vector<std::string> categories = {};       ///< all that dataset.json names
};

/// A caption file with its words, once, however many trainers read it.
struct CaptionText {
  std::size_t file = 0;   ///< its file, or the picture's when the words stand in a list
  std::string path;       ///< what a finding names
  std::string_view text;  ///< as it is in the file
  bool listed = false;    ///< from metadata.jsonl
};
[[nodiscard]] std::vector<CaptionText> captions_of(const Subject& subject);

/// Files that at least one of the trainers trains, ascending.
[[nodiscard]] std::vector<std::size_t> trained_files(const Subject& subject);

/// Collects findings; equal code, file and reason of several trainers become one.
class Findings {
 public:
  void add(LintFinding finding);
  [[nodiscard]] std::vector<LintFinding> sorted() &&;

 private:
  std::vector<LintFinding> findings_;
  std::map<std::string, std::size_t> places_;
};

void check_layout(const Subject& subject, Findings& findings);
void check_names(const Subject& subject, Findings& findings);
void check_pictures(const Subject& subject, Findings& findings);
void check_sizes(const Subject& subject, Findings& findings);
void check_captions(const Subject& subject, Findings& findings);
void check_fragments(const Subject& subject, Findings& findings);
void check_trigger(const Subject& subject, Findings& findings);
void check_set(const Subject& subject, Findings& findings);

/// Exports and sets of Tessera keep pictures in images/; a folder without pictures of its own is taken for such a one.
[[nodiscard]] std::string folder_of_pictures(const Survey& survey);
/// "/home/me/set/images" -> "images/" when there is such a folder here, otherwise as folder_of_pictures().
[[nodiscard]] std::string folder_named(const Survey& survey, std::string_view configured);

/// The resolutions that can be, ascending, each once; nothing changes when there is none.
void set_resolutions(TrainerSettings& settings, std::vector<int> resolutions);
/// Settings and folder from the files at the top of the folder, or beside the zip.
void read_configuration(const Survey& survey, View& view);

/// An export for Replicate is a folder around its zip: the zip when `path` is such a folder and no other trainer is
/// asked for, otherwise `path`.
[[nodiscard]] std::filesystem::path zip_inside(const std::filesystem::path& path, const LintOptions& options);
/// The views of the wanted trainers, or of all that read this layout; indices refer to the survey.
[[nodiscard]] std::vector<View> views_of(const Survey& survey, const LintOptions& options);

/// Words of a caption: letters, digits, '-', '\'' and '_' and what is not ASCII, in lower case.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);
/// Where `phrase` stands in `text`, at `from` or later, with no letter or digit beside it; npos when nowhere.
[[nodiscard]] std::size_t find_phrase(std::string_view text, std::string_view phrase, std::size_t from = 0);
/// How often `phrase` stands in `text` with no letter or digit beside it.
[[nodiscard]] std::size_t count_phrase(std::string_view text, std::string_view phrase);
/// "in the", "of a": says nothing by itself.
[[nodiscard]] bool is_filler(std::string_view word);
/// Whether `word` (lower case) is in share/tessera/words/english.txt.
[[nodiscard]] bool is_english(std::string_view word);
/// Words of that list that contain `part` and are longer, at most `most`.
[[nodiscard]] std::vector<std::string> english_words_with(std::string_view part, std::size_t most);
/// The word that starts or ends at least four fifths of the captions and is in no word list; empty when there is none.
[[nodiscard]] std::string guessed_trigger(const std::vector<CaptionText>& captions);

}  // namespace tessera::lint
