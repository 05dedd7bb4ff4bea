#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

#include <gtest/gtest.h>

#include "dataset/dataset.h"
#include "dataset/sample_dataset.h"

namespace tessera {
namespace {

using tests::sample_dataset;

std::string text_of(const Dataset& dataset) { return pretty_json(dataset_json(dataset)); }

TEST(DatasetJson, IsExactlyTheGoldenFile) {
  std::ifstream file(TESSERA_SOURCE_DIR "/tests/dataset/golden/dataset.json", std::ios::binary);
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text_of(sample_dataset()), golden.str());
}

TEST(DatasetJson, DoesNotDependOnTimesReservationsOrTheOrderOfCalls) {
  Dataset other = sample_dataset();
  std::ranges::reverse(other.calls);
  for (CallEntry& call : other.calls) {
    call.sent_at.reset();
    call.reserved = Money::micro_dollars(1);
  }
  other.started = other.finished = WallTime();
  EXPECT_EQ(text_of(other), text_of(sample_dataset()));
}

TEST(DatasetJson, LeavesOutWhereTheFolderItselfIs) {
  Dataset dataset = sample_dataset();
  dataset.items[0].url = "/home/somebody/out/images/0001.jpg";
  EXPECT_TRUE(dataset_json(dataset).at("items").at(0).at("url").is_null());
  EXPECT_EQ(dataset_json(dataset).at("items").at(1).at("url"),
            "s3://bucket/u1/custom_actors/a1/training_data/0002.jpg");
}

TEST(DatasetJson, IsValidJsonWhateverForeignTextsHold) {
  Dataset dataset = sample_dataset();
  dataset.grids[0].judge_reply = "\xff\xfe{\"\n\x01";
  dataset.grids[0].verdicts[0].reason = "\xc3";
  dataset.grids[0].verdicts[0].measurements[0].value = std::numeric_limits<double>::quiet_NaN();
  const Result<json::value> parsed = parse_json(text_of(dataset));
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->at("grids").at(0).at("judge_reply"), "\ufffd\ufffd{\"\n\ufffd");
}

}  // namespace
}  // namespace tessera
