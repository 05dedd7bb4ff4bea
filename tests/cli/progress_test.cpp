#include "cli/progress.h"

#include <gmock/gmock.h>

#include "cli/live_block.h"

namespace tessera {
namespace {

TEST(LiveBlock, IsDrawnBelowTheLineWhereTheCursorRests) {
  LiveBlock block;
  EXPECT_EQ(block.draw({"one", "two"}), "\r\x1b[J\none\ntwo\r\x1b[2A");
  EXPECT_EQ(block.draw({"three"}), "\r\x1b[J\nthree\r\x1b[1A");
}

TEST(LiveBlock, GoesWithoutATrace) {
  LiveBlock block;
  EXPECT_EQ(block.clear(), "");
  static_cast<void>(block.draw({"one"}));
  EXPECT_EQ(block.clear(), "\r\x1b[J");
  EXPECT_EQ(block.clear(), "");
}

TEST(LiveBlock, LetsLinesStandAboveIt) {
  LiveBlock block;
  EXPECT_EQ(block.print_above("first"), "first\n");
  static_cast<void>(block.draw({"one"}));
  EXPECT_EQ(block.print_above("second"), "\r\x1b[Jsecond\n");
  EXPECT_FALSE(block.is_drawn());
}

/// A terminal of unlimited height, as far as the block needs one: what is on the screen after all was written.
class Screen {
 public:
  void write(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == '\r') {
        column_ = 0;
      } else if (bytes[i] == '\n') {
        ++row_;
        column_ = 0;
      } else if (bytes[i] == '\x1b') {
        const std::size_t end = bytes.find_first_of("AJm", i);
        if (bytes[end] == 'A') row_ -= std::stoul(std::string(bytes.substr(i + 2, end - i - 2)));
        if (bytes[end] == 'J') {
          line().resize(column_, ' ');
          rows_.resize(row_ + 1);
        }
        i = end;
      } else {
        if (line().size() <= column_) line().resize(column_ + 1, ' ');
        line()[column_++] = bytes[i];
      }
    }
  }
  /// Without the empty rows at the end.
  [[nodiscard]] std::vector<std::string> rows() const {
    std::vector<std::string> rows = rows_;
    while (!rows.empty() && rows.back().find_first_not_of(' ') == std::string::npos) rows.pop_back();
    return rows;
  }

 private:
  std::string& line() {
    if (rows_.size() <= row_) rows_.resize(row_ + 1);
    return rows_[row_];
  }
  std::vector<std::string> rows_;
  std::size_t row_ = 0;
  std::size_t column_ = 0;
};

TEST(LiveBlock, KeepsWhatOthersWriteWhole) {
  LiveBlock block;
  Screen screen;
  screen.write("$ tessera generate fox.png\n");
  screen.write(block.draw({"grids  0 of 3, a long line", "stored 0 of 20"}));
  screen.write("warning: from the log\n");
  screen.write(block.draw({"grids  1 of 3, a long line", "stored 1 of 20"}));
  screen.write(block.print_above("grid 2 failed"));
  screen.write(block.draw({"grids  2 of 3"}));
  EXPECT_THAT(screen.rows(), ::testing::ElementsAre("$ tessera generate fox.png", "warning: from the log",
                                                    "grid 2 failed", "", "grids  2 of 3"));
  screen.write(block.clear());
  EXPECT_THAT(screen.rows(),
              ::testing::ElementsAre("$ tessera generate fox.png", "warning: from the log", "grid 2 failed"));
}

class ProgressTest : public ::testing::Test {
 protected:
  ProgressOptions options(bool is_live) {
    ProgressOptions options;
    options.is_live = is_live;
    options.write = [this](std::string_view text) {
      written += text;
      screen.write(text);
    };
    return options;
  }
  static RunEvent event(std::string name, json::object fields) {
    return RunEvent{.name = std::move(name), .time = wall_now(), .fields = std::move(fields)};
  }

  std::string written;
  Screen screen;
};

TEST_F(ProgressTest, IsPlainLinesWithoutATerminal) {
  Progress progress(options(false));
  progress.on_event(event("grid.ordered", {{"grid", 1}}));
  progress.on_event(event("tile.accepted", {{"item", 1}}));
  progress.on_event(event("warning", {{"text", "small"}}));
  progress.close();
  EXPECT_EQ(written, "grid 1 ordered\nwarning: small\n");
}

TEST_F(ProgressTest, IsALiveBlockOnATerminalAndLeavesOnlyWhatMattersLater) {
  Progress progress(options(true));
  progress.on_event(event("run.started", {{"requested", 2}}));
  progress.on_event(event("warning", {{"text", "small"}}));
  progress.on_event(event("item.stored", {{"item", 1}, {"url", "1.jpg"}}));
  progress.close();
  EXPECT_THAT(screen.rows(), ::testing::ElementsAre("warning: small"));
  progress.on_event(event("warning", {{"text", "too late"}}));
  EXPECT_THAT(screen.rows(), ::testing::ElementsAre("warning: small"));
}

TEST_F(ProgressTest, DrawsWhatHasChangedAndGoesAwayOnDemand) {
  ProgressOptions slow = options(true);
  slow.interval = std::chrono::hours(1);
  std::mutex mutex;  // the drawing thread may be first
  slow.write = [&](std::string_view text) {
    const std::lock_guard lock(mutex);
    screen.write(text);
  };
  Progress progress(slow);
  progress.on_event(event("run.started", {{"requested", 2}}));
  progress.redraw();
  {
    const std::lock_guard lock(mutex);
    EXPECT_THAT(screen.rows(), ::testing::Contains("stored    0 of 2  ...................."));
  }
  progress.pause();
  const std::lock_guard lock(mutex);
  EXPECT_TRUE(screen.rows().empty());
}

TEST_F(ProgressTest, FitsASmallTerminal) {
  ProgressOptions small = options(true);
  small.size = [] { return TerminalSize{.columns = 12, .rows = 4}; };
  Progress progress(small);
  progress.on_event(event("run.started", {{"requested", 2}}));
  progress.redraw();
  progress.close();
  std::size_t most = 0;
  for (std::size_t at = written.find("\n"); at != std::string::npos; at = written.find("\n", at + 1)) {
    most = std::max(most, written.find_first_of("\r\n", at + 1) - at - 1);
  }
  EXPECT_EQ(most, 11U);
  EXPECT_THAT(written, ::testing::HasSubstr("\x1b[2A"));
  EXPECT_THAT(written, ::testing::Not(::testing::HasSubstr("\x1b[5A")));
}

}  // namespace
}  // namespace tessera
