#include "dataset/report.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "dataset/report/html.h"
#include "dataset/sample_dataset.h"
#include "imaging/codec.h"

namespace tessera {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::sample_dataset;

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

/// Noise: the picture that a JPEG can do least with.
Image noise(Size size, std::uint64_t seed) {
  Image image(size);
  Random random(seed);
  for (std::uint8_t& value : image.pixels()) value = static_cast<std::uint8_t>(128 + random.below(48));
  return image;
}

TEST(Report, ShowsWhatWasAskedAndWhatCameOfIt) {
  const std::string html = render_report(sample_dataset(), {});
  EXPECT_THAT(html, HasSubstr("harbour.jpg"));
  EXPECT_THAT(html, HasSubstr("<strong>3</strong> of 4 asked for"));
  EXPECT_THAT(html, HasSubstr("2 by fallback"));
  EXPECT_THAT(html, HasSubstr("short of images"));
  EXPECT_THAT(html, HasSubstr("<strong>$0.3227</strong>, at most $0.3277"));
  EXPECT_THAT(html, HasSubstr("replicate · black-forest-labs/flux-kontext-pro"));
  EXPECT_THAT(html, HasSubstr("<li>grid 2 was not reviewed: corner and centre tiles were taken</li>"));
  EXPECT_THAT(html, HasSubstr("<li>tile 2 of grid 1 could not be enlarged</li>"));
}

TEST(Report, DrawsEveryVerdictOverItsGrid) {
  const std::string html = render_report(sample_dataset(), {});
  EXPECT_EQ(occurrences(html, "<svg class=\"sheet\" viewBox=\"0 0 1024 1024\""), 2U);
  EXPECT_EQ(occurrences(html, "<rect class=\"cell kept\""), 1U);
  EXPECT_EQ(occurrences(html, "<rect class=\"cell fallback\""), 2U);
  EXPECT_EQ(occurrences(html, "<rect class=\"cell refused\" x=\""), 5U);
  EXPECT_THAT(html, HasSubstr("<title>Cell 2: repeats tile 1</title>"));
  EXPECT_THAT(html, HasSubstr(">1 ✓ 0001</text>"));
  EXPECT_THAT(html, HasSubstr("<title>right edge at 508 px, confidence 0.62</title>"));
  EXPECT_THAT(html, HasSubstr("class=\"edge guessed\""));
  EXPECT_THAT(html, HasSubstr("sharpness 0.1 (limit 0.2)"));
  EXPECT_THAT(html, HasSubstr("replicate refused the request (E005)"));
  EXPECT_THAT(html, HasSubstr("<summary>Raw reply of the judge</summary><pre>{&quot;unique_tiles&quot;:[1,3]}</pre>"));
}

TEST(Report, ShowsItemsCoverageMoneyAndTime) {
  const std::string html = render_report(sample_dataset(), {});
  EXPECT_THAT(html, HasSubstr("<b>0001</b> <bdi>a fox in snow</bdi>"));
  EXPECT_THAT(html, HasSubstr("crop 504x504 → topaz 2x to 1008x1008 → jpeg 95 4:4:4"));
  EXPECT_THAT(html, HasSubstr("<tr><td>Animals &amp; Creatures</td><td class=\"number\">2</td>"));
  EXPECT_THAT(html, HasSubstr("<td>replicate · topazlabs/image-upscale</td><td class=\"number\">$0.2400</td>"));
  EXPECT_THAT(html, HasSubstr("8 calls in 66.0 s."));
  EXPECT_THAT(html, HasSubstr(">upscale-0001-01</text>"));
  EXPECT_THAT(html,
              HasSubstr("<g class=\"unknown\"><title>judge-0002: unknown, 31.6 s after the start, took 10.0 s – no "
                        "answer within 60 s</title>"));
}

TEST(Report, ShowsBothSidesWhereTheyDisagreeTheRepeatsAndWhatIsMissing) {
  const std::string page = render_report(sample_dataset(), {});
  EXPECT_NE(page.find("judge keeps: unique · measures refuses: sharpness 0.1 (threshold 0.2)"), std::string::npos);
  EXPECT_NE(page.find("judge refuses: repeats tile 1 · measures keeps"), std::string::npos);
  EXPECT_NE(page.find("<td>tile 1 of grid 1</td><td><a href=\"#grid-1\">tile 2 of grid 1</a> (says the judge), "
                      "<a href=\"#grid-1\">tile 4 of grid 1</a> (distance 0.125)</td>"),
            std::string::npos);
  EXPECT_NE(page.find("<a class=\"tag\" href=\"extra/0002-02.png\""), std::string::npos);
  EXPECT_NE(page.find("No image of: Abstract &amp; Artistic"), std::string::npos);
}

TEST(Report, CallsPicturesOfTheOfflineEnginePreviews) {
  Dataset dataset = sample_dataset();
  EXPECT_THAT(render_report(dataset, {}), Not(HasSubstr("previews")));
  dataset.preview = true;
  EXPECT_THAT(render_report(dataset, {}), HasSubstr("These pictures are previews"));
}

TEST(Report, OfARunWithoutAnythingIsStillAPage) {
  const std::string html = render_report(Dataset{}, {});
  EXPECT_THAT(html, HasSubstr("No image was finished."));
  EXPECT_THAT(html, HasSubstr("No grid was made."));
  EXPECT_THAT(html, HasSubstr("Nothing was paid."));
  EXPECT_THAT(html, HasSubstr("No call was sent."));
}

TEST(Report, EscapesEveryForeignText) {
  const std::string attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' \xff";
  Dataset dataset = sample_dataset();
  for (std::string* text :
       {&dataset.source_name, &dataset.user, &dataset.actor, &dataset.status, &dataset.mode, &dataset.engine,
        &dataset.engine_model, &dataset.judge, &dataset.judge_model, &dataset.upscaler, &dataset.pool}) {
    *text = attack;
  }
  dataset.run = RunId(attack);
  dataset.warnings = dataset.lost = dataset.categories = {attack};
  for (GridEntry& grid : dataset.grids) {
    grid.call = grid.prompt = grid.judge_reply = grid.judge_call = grid.media_type = attack;
    grid.geometry.notes = {attack};
    for (Description& description : grid.descriptions) description = {attack, attack};
    for (GridCell& cell : grid.geometry.cells) cell.reason = attack;
    for (Verdict& verdict : grid.verdicts) {
      verdict.reason = verdict.caption = attack;
      verdict.judge = {Stance::keeps, attack};
      verdict.measures = {Stance::refuses, attack};
      verdict.repeats = Repeat{.of = attack};
      verdict.measurements = {{.name = attack, .value = 1, .threshold = 2, .passed = false}};
    }
  }
  dataset.grids[2].error = attack;
  for (Item& item : dataset.items) {
    item.caption = item.file = item.url = item.upscale_call = attack;
    item.description = {attack, attack};
    item.transforms = {attack};
  }
  for (CallEntry& call : dataset.calls) {
    call.id = call.kind = call.provider = call.model = call.error = attack;
  }
  const std::string html = render_report(dataset, {.source = {1}, .grids = {{1, {1}}}, .items = {{1, {1}}}});
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(html, Not(HasSubstr("\xff")));
  EXPECT_THAT(html, HasSubstr("&quot;&gt;&lt;script&gt;"));
}

TEST(Report, LinksOnlyToPagesAndToItsOwnPictures) {
  Dataset dataset = sample_dataset();
  dataset.items[0].url = "javascript:alert(1)";
  dataset.items[1].url = "https://host/images-of-mine/0002.jpg?X-Amz-Signature=secret";
  dataset.items[2].file = "../../etc/passwd";
  const std::string html = render_report(dataset, {.source = {}, .grids = {}, .items = {{1, {1}}, {2, {1}}, {3, {1}}}});
  EXPECT_THAT(html, Not(HasSubstr("href=\"javascript:")));
  EXPECT_THAT(html, Not(HasSubstr("href=\"..")));
  EXPECT_THAT(html, Not(HasSubstr("secret")));
  EXPECT_THAT(html, HasSubstr("<a href=\"https://host/images-of-mine/0002.jpg\" rel=\"noreferrer\">"));
  EXPECT_THAT(html, HasSubstr("<a href=\"images/0001.jpg\">"));
}

TEST(Report, LoadsAndRunsNothing) {
  const std::string html = render_report(sample_dataset(), {.source = {1}, .grids = {{1, {1}}}, .items = {{1, {1}}}});
  EXPECT_THAT(html, HasSubstr("content=\"default-src 'none'; img-src data:; style-src 'sha256-"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_THAT(html, Not(HasSubstr(" style=\"")));  // the policy forbids it
  EXPECT_THAT(html, Not(HasSubstr("@import")));
  EXPECT_THAT(html, Not(HasSubstr("url(")));
  EXPECT_EQ(occurrences(html, "src=\""), occurrences(html, "src=\"data:image/jpeg;base64,"));
}

TEST(Report, IsTheSameForTheSameDataset) {
  EXPECT_EQ(render_report(sample_dataset(), {}), render_report(sample_dataset(), {}));
}

TEST(Report, OfTwentyImagesAndFiveGridsStaysUnderThreeMegabytes) {
  Dataset dataset = sample_dataset();
  ReportPictures pictures{.source = report_picture(noise({1600, 1200}, 1), report_source_side)};
  for (int grid = 1; grid <= 5; ++grid) {
    dataset.grids.push_back(dataset.grids.front());
    dataset.grids.back().index = grid;
    pictures.grids[grid] = report_picture(noise({1024, 1024}, 2), report_grid_side);
  }
  dataset.grids.erase(dataset.grids.begin(), dataset.grids.begin() + 3);
  for (int number = 4; number <= 20; ++number) {
    dataset.items.push_back(dataset.items.front());
    dataset.items.back().number = number;
  }
  for (int number = 1; number <= 20; ++number) {
    pictures.items[number] = report_picture(noise({682, 682}, 3), report_item_side);
  }
  EXPECT_LT(render_report(dataset, pictures).size(), 3'000'000U);
}

TEST(ReportPicture, FitsTheLongerSideAndIsNeverEnlarged) {
  const auto size_of = [](const Bytes& jpeg) { return read_image_info(jpeg).value().size; };
  EXPECT_EQ(size_of(report_picture(noise({400, 200}, 1), 100)), (Size{100, 50}));
  EXPECT_EQ(size_of(report_picture(noise({40, 20}, 1), 100)), (Size{40, 20}));
  EXPECT_EQ(size_of(report_picture(noise({400, 1}, 1), 100)), (Size{100, 1}));
}

TEST(Html, TellsDurationsAndNumbersShortly) {
  EXPECT_EQ(report::duration_text(0.0123), "12 ms");
  EXPECT_EQ(report::duration_text(12.34), "12.3 s");
  EXPECT_EQ(report::duration_text(245), "4 min 05 s");
  EXPECT_EQ(report::short_number(0.12345), "0.123");
  EXPECT_EQ(report::short_number(1234.5), "1234");
}

}  // namespace
}  // namespace tessera
