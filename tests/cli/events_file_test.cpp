#include "cli/events_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace tessera {
namespace {

class EventsFileTest : public ::testing::Test {
 protected:
  EventsFileTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tessera-test-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~EventsFileTest() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string content() const {
    std::stringstream text;
    text << std::ifstream(path()).rdbuf();
    return text.str();
  }
  [[nodiscard]] std::string path() const { return (folder / "events.jsonl").string(); }
  static RunEvent event(std::string name, json::object fields) {
    const WallTime time = parse_iso8601("2026-11-22T13:00:00.5Z").value();
    return RunEvent{.name = std::move(name), .time = time, .fields = std::move(fields)};
  }

  std::filesystem::path folder;
};

TEST_F(EventsFileTest, HoldsOneObjectALine) {
  EventsFile file = EventsFile::open(path()).value();
  file.write(event("grid.ordered", {{"grid", 1}, {"actor", "fox"}}));
  file.write(event("warning", {{"text", "two\nlines"}}));
  EXPECT_EQ(content(),
            "{\"time\":\"2026-11-22T13:00:00.500000Z\",\"event\":\"grid.ordered\",\"grid\":1,\"actor\":\"fox\"}\n"
            "{\"time\":\"2026-11-22T13:00:00.500000Z\",\"event\":\"warning\",\"text\":\"two\\nlines\"}\n");
}

TEST_F(EventsFileTest, HoldsEachLineAsSoonAsItIsWritten) {
  EventsFile file = EventsFile::open(path()).value();
  for (int line = 1; line <= 3; ++line) {
    file.write(event("grid.ordered", {{"grid", line}}));
    const std::string text = content();
    EXPECT_EQ(std::ranges::count(text, '\n'), line);
  }
}

TEST_F(EventsFileTest, GoesOnWhereAnEarlierProcessStopped) {
  EventsFile::open(path()).value().write(event("grid.ordered", {}));
  EventsFile::open(path()).value().write(event("grid.arrived", {}));
  const std::string text = content();
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}

TEST_F(EventsFileTest, IsNotStandardOutput) {
  const auto file = EventsFile::open("-");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::usage);
}

TEST_F(EventsFileTest, ThatCannotBeWrittenIsNamed) {
  const auto file = EventsFile::open((folder / "missing" / "events.jsonl").string());
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::io);
  EXPECT_NE(file.error().message.find("missing/events.jsonl"), std::string::npos);
}

TEST_F(EventsFileTest, ThatFailsLaterDoesNotStopTheRun) {
  EventsFile file = EventsFile::open("/dev/full").value();
  file.write(event("grid.ordered", {}));
  file.write(event("grid.arrived", {}));
}

}  // namespace
}  // namespace tessera
