#include "dataset/caption_edits.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "dataset/caption_files.h"
#include "dataset/export_support.h"
#include "dataset/files.h"
#include "support/temporary_folder.h"

namespace tessera {
namespace {

using testing::HasSubstr;

/// The members of an item that a caption has, as they stand in dataset.json.
std::string recorded(std::string_view text, std::string_view by) {
  return fmt::format("\"caption\": \"{}\",\n      \"caption_by\": \"{}\",\n      \"caption_sha256\": \"{}\"", text, by,
                     caption_sha256(text));
}

class CaptionEdits : public testing::Test {
 protected:
  CaptionEdits() { tests::make_run_folder(out()); }

  [[nodiscard]] std::filesystem::path out() const { return folder_ / "out"; }
  [[nodiscard]] std::string text_of(const std::string& name) const { return tests::tree_of(out()).at(name); }
  [[nodiscard]] json::value item(std::size_t index) const {
    return parse_json(text_of("dataset.json")).value().at("items").at(index);
  }

  TemporaryFolder folder_;
};

TEST_F(CaptionEdits, ListsWhatStandsBesideThePictures) {
  const auto before = tests::tree_of(out());
  const std::vector<CaptionEntry> entries = list_captions(out()).value();
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0].name, "0001");
  EXPECT_THAT(entries[0].caption->text(), HasSubstr("red fox"));
  EXPECT_EQ(entries[1].caption->by(), CaptionBy::judge);
  EXPECT_FALSE(entries[1].is_new_edit);
  EXPECT_EQ(tests::tree_of(out()), before);  // and writes nothing when nothing was edited
}

TEST_F(CaptionEdits, RecordsWhatWasEditedByHand) {
  const std::string before = text_of("dataset.json");
  ASSERT_TRUE(write_file(out() / "images/0002.txt", as_bytes("a beacon over dark water\n")));
  EXPECT_TRUE(list_captions(out()).value()[1].is_new_edit);
  EXPECT_EQ(item(1).at("caption").as_string(), "a beacon over dark water");
  EXPECT_EQ(item(1).at("caption_by").as_string(), "user");
  EXPECT_EQ(item(0).at("caption_by").as_string(), "description");
  EXPECT_EQ(text_of("images/0002.txt"), "a beacon over dark water\n");
  EXPECT_FALSE(list_captions(out()).value()[1].is_new_edit);
  // Nothing else of dataset.json changed.
  std::string after = text_of("dataset.json");
  const std::string was = recorded("a lighthouse on a cliff above the sea with its lamp lit at night", "judge");
  const std::string is = recorded("a beacon over dark water", "user");
  ASSERT_NE(after.find(is), std::string::npos);
  after.replace(after.find(is), is.size(), was);
  EXPECT_EQ(after, before);
}

TEST_F(CaptionEdits, AreFoundByTheHashOfTheText) {
  // What editors put around a text is no edit.
  ASSERT_TRUE(write_file(out() / "images/0002.txt", as_bytes("\xEF\xBB\xBF" + text_of("images/0002.txt") + "\r\n")));
  EXPECT_FALSE(list_captions(out()).value()[1].is_new_edit);
  // Neither is another text in dataset.json: the words beside the picture are those that were written there.
  std::string manifest = text_of("dataset.json");
  const std::string_view lamp = "with its lamp lit at night\",\n      \"caption_by\"";
  ASSERT_NE(manifest.find(lamp), std::string::npos);
  manifest.replace(manifest.find(lamp), 26, "in the dark");
  ASSERT_TRUE(write_file(out() / "dataset.json", as_bytes(manifest)));
  EXPECT_FALSE(list_captions(out()).value()[1].is_new_edit);
  EXPECT_EQ(list_captions(out()).value()[1].caption->by(), CaptionBy::judge);
  // One letter is.
  ASSERT_TRUE(write_file(out() / "images/0004.txt", as_bytes(text_of("images/0004.txt") + "s")));
  EXPECT_TRUE(list_captions(out()).value()[3].is_new_edit);
  EXPECT_EQ(item(3).at("caption_sha256").as_string(), caption_sha256(text_of("images/0004.txt")));
}

TEST_F(CaptionEdits, AreFoundByTheTextWhereAnEarlierVersionRecordedNoHash) {
  json::value manifest = parse_json(text_of("dataset.json")).value();
  for (json::value& each : manifest.at("items").as_array()) each.as_object().erase("caption_sha256");
  const std::string without = pretty_json(manifest);
  ASSERT_TRUE(write_file(out() / "dataset.json", as_bytes(without)));
  for (const CaptionEntry& entry : list_captions(out()).value()) EXPECT_FALSE(entry.is_new_edit) << entry.name;
  EXPECT_EQ(text_of("dataset.json"), without);
  ASSERT_TRUE(write_file(out() / "images/0002.txt", as_bytes("a beacon over dark water")));
  EXPECT_TRUE(list_captions(out()).value()[1].is_new_edit);
  EXPECT_EQ(item(1).at("caption_sha256").as_string(), caption_sha256("a beacon over dark water"));
}

TEST_F(CaptionEdits, GivesAPictureOtherWords) {
  for (const char* name : {"0002", "2", "0002.jpg"}) {
    const std::string words = std::string("a beacon called ") + name[0] + " over dark water";
    EXPECT_EQ(set_caption(out(), name, "  " + words + " ").value().text(), words);
    EXPECT_EQ(text_of("images/0002.txt"), words);
    EXPECT_EQ(item(1).at("caption").as_string(), words);
    EXPECT_EQ(item(1).at("caption_by").as_string(), "user");
  }
}

TEST_F(CaptionEdits, RefusesWhatCannotBeACaptionAndPicturesThatAreNotThere) {
  const auto before = tests::tree_of(out());
  for (const char* wrong : {"", " ", "two\nlines", "\xff"}) {
    const Result<Caption> caption = set_caption(out(), "0002", wrong);
    ASSERT_FALSE(caption) << wrong;
    EXPECT_EQ(caption.error().kind, ErrorKind::usage);
  }
  EXPECT_THAT(set_caption(out(), "0009", "a fox").error().message, HasSubstr("there is no picture 0009"));
  EXPECT_THAT(set_caption(out(), "0009", "a fox").error().message, HasSubstr("it has 0001 to 0004"));
  EXPECT_EQ(tests::tree_of(out()), before);
}

TEST_F(CaptionEdits, WorksOnAnyFolder) {
  const tests::SetFolder set{folder_ / "mine"};
  set.add_picture("cat.png", {64, 64});
  ASSERT_TRUE(set_caption(set.root, "cat", "a cat on a wall"));
  EXPECT_EQ(list_captions(set.root).value()[0].caption->text(), "a cat on a wall");
  EXPECT_EQ(tests::tree_of(set.root).size(), 2U);  // no dataset.json appears
}

TEST_F(CaptionEdits, ChangeTheTriggerOfAllButTheUsersCaptions) {
  const Trigger trigger = Trigger::make("tk4style", TriggerPlace::last).value();
  ASSERT_TRUE(set_caption(out(), "0003", "lemons and a jug"));
  ASSERT_TRUE(refresh_captions(out(), trigger));
  EXPECT_EQ(text_of("images/0002.txt"), "a lighthouse on a cliff above the sea with its lamp lit at night, tk4style");
  EXPECT_EQ(item(1).at("caption").as_string(), text_of("images/0002.txt"));
  EXPECT_EQ(item(1).at("caption_by").as_string(), "judge");
  EXPECT_EQ(text_of("images/0003.txt"), "lemons and a jug");
  // From now on the user's words get it as well.
  EXPECT_EQ(set_caption(out(), "0003", "lemons and a jug").value().text(), "lemons and a jug, tk4style");

  const auto with = tests::tree_of(out());
  ASSERT_TRUE(refresh_captions(out(), trigger));
  EXPECT_EQ(tests::tree_of(out()), with);
  ASSERT_TRUE(refresh_captions(out(), std::nullopt));
  EXPECT_EQ(text_of("images/0002.txt"), "a lighthouse on a cliff above the sea with its lamp lit at night");
  EXPECT_TRUE(parse_json(text_of("dataset.json")).value().at("trigger").is_null());
}

}  // namespace
}  // namespace tessera
