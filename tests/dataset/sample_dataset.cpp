#include "dataset/sample_dataset.h"

#include "base/digest.h"

namespace tessera::tests {
namespace {

WallTime at(int milliseconds) {
  return parse_iso8601("2026-11-22T07:00:00Z").value() + std::chrono::milliseconds(milliseconds);
}

GridGeometry geometry() {
  GridGeometry geometry{
      .sheet = {1024, 1024}, .asked = {2, 2}, .found = {2, 2}, .row_gutters = {8}, .column_gutters = {6}};
  const auto cell = [](int left, int top) {
    return GridCell{.box = {left + 2, top + 2, 504, 504},
                    .left = {left, 0.95},
                    .top = {top, 0.9},
                    .right = {left + 508, 0.62},
                    .bottom = {top + 508, 0.2}};
  };
  geometry.cells = {cell(0, 0), cell(516, 0), cell(0, 516), cell(516, 516)};
  geometry.cells[3].usable = false;
  geometry.cells[3].reason = "spans two places";
  geometry.confidence = 0.2;
  geometry.notes = {"no gutter below row 2"};
  return geometry;
}

std::vector<Description> descriptions() {
  return {{"a red fox sitting in fresh snow", "Animals & Creatures"},
          {"a lighthouse on a cliff above the sea", "Architecture & Structures"},
          {"a bowl of lemons beside a blue jug", "Objects & Still Life"},
          {"an old tram climbing a steep street", "Transportation & Vehicles"}};
}

std::vector<Measurement> measurements(double sharpness) {
  return {{.name = "sharpness", .value = sharpness, .threshold = 0.2, .passed = sharpness >= 0.2},
          {.name = "border", .value = 0.5, .threshold = 0.3, .passed = false, .advisory = true}};
}

GridEntry reviewed_grid() {
  GridEntry grid{.index = 1, .call = "r-0123456789ab/grid-0001/1", .image = BlobId(std::string(64, 'a'))};
  grid.media_type = "image/png";
  grid.prompt = "Make one sheet of four different pictures.";
  grid.seed = 12345678901234567890U;
  grid.descriptions = descriptions();
  grid.geometry = geometry();
  grid.verdicts = {
      {.accepted = true, .reason = "unique", .caption = "a fox in snow", .measurements = measurements(0.4)},
      {.reason = "repeats tile 1", .measurements = measurements(0.41)},
      {.by = DecidedBy::measure, .reason = "sharpness 0.1 (threshold 0.2)", .measurements = measurements(0.1)},
      {.by = DecidedBy::measure, .reason = "spans two places"}};
  grid.verdicts[0].judge = grid.verdicts[2].judge = {Stance::keeps, "unique"};
  grid.verdicts[0].measures = {Stance::keeps, "nothing wrong was measured"};
  grid.verdicts[0].quality = 0.625;
  grid.verdicts[0].rank = 1;
  grid.verdicts[1].judge = {Stance::refuses, "repeats tile 1"};
  grid.verdicts[1].measures = {Stance::keeps, "nothing wrong was measured"};
  grid.verdicts[1].repeats = Repeat{.of = "tile 1 of grid 1"};
  grid.verdicts[2].measures = {Stance::refuses, "sharpness 0.1 (threshold 0.2)"};
  grid.verdicts[3].repeats = Repeat{.of = "tile 1 of grid 1", .found_by = DecidedBy::measure, .distance = 0.125};
  grid.items = {1, std::nullopt, std::nullopt, std::nullopt};
  grid.judge_call = "r-0123456789ab/judge-0001/1";
  grid.judge_reply = R"({"unique_tiles":[1,3]})";
  return grid;
}

GridEntry unreviewed_grid() {
  GridEntry grid = reviewed_grid();
  grid.index = 2;
  grid.call = "r-0123456789ab/grid-0002/1";
  for (std::size_t i = 0; i < grid.verdicts.size(); ++i) {
    grid.verdicts[i] = {.accepted = i < 2, .by = DecidedBy::fallback, .reason = "unreviewed: corner or centre tile"};
  }
  grid.items = {2, 3, std::nullopt, std::nullopt};
  grid.judge_call.clear();
  grid.judge_reply.clear();
  return grid;
}

Item item(int number, int grid, int cell, DecidedBy by) {
  const Description description = descriptions()[static_cast<std::size_t>(cell - 1)];
  Item item{.number = number, .file = "images/000" + std::to_string(number) + ".jpg"};
  item.url = "s3://bucket/u1/custom_actors/a1/training_data/000" + std::to_string(number) + ".jpg";
  item.content = BlobId(std::string(64, static_cast<char>('0' + number)));
  item.size = {1008, 1008};
  item.caption = number == 1 ? "a fox in snow" : description.text;
  item.caption_by = number == 1 ? CaptionBy::judge : CaptionBy::description;
  item.description = description;
  item.grid = grid;
  item.cell = cell;
  item.box = geometry().cells[static_cast<std::size_t>(cell - 1)].box;
  item.transforms = {"crop 504x504", "topaz 2x to 1008x1008", "jpeg 95 4:4:4"};
  item.verdict = {
      .accepted = true, .by = by, .reason = by == DecidedBy::judge ? "unique" : "unreviewed: corner or centre tile"};
  item.cost = Money::micro_dollars(80'000);
  item.upscale_call = "r-0123456789ab/upscale-000" + std::to_string(grid) + "-0" + std::to_string(cell) + "/1";
  return item;
}

CallEntry call(const std::string& step, const std::string& kind, const std::string& model, int sent, int ended,
               int micros) {
  return {.id = "r-0123456789ab/" + step,
          .kind = kind,
          .provider = kind == "judge" ? "openai" : "replicate",
          .model = model,
          .state = "done",
          .cost = Money::micro_dollars(micros),
          .reserved = Money::micro_dollars(micros),
          .sent_at = at(sent),
          .accepted_at = at(sent + 400),
          .ended_at = at(ended)};
}

}  // namespace

Dataset sample_dataset() {
  Dataset dataset{.run = RunId("r-0123456789ab"), .status = "short_of_images"};
  dataset.source_name = "harbour.jpg";
  dataset.source = BlobId(std::string(64, 'f'));
  dataset.source_size = {1600, 1200};
  dataset.user = "u1";
  dataset.actor = "a1";
  dataset.requested = 4;
  dataset.engine = "replicate";
  dataset.engine_model = "black-forest-labs/flux-kontext-pro";
  dataset.judge = "openai";
  dataset.judge_model = "gpt-5.6-luna";
  dataset.upscaler = "topaz";
  dataset.pool = "subjects";
  dataset.seed = 7;
  GridEntry failed{.index = 3, .call = "r-0123456789ab/grid-0003/1", .prompt = "Make one sheet.", .seed = 9};
  failed.descriptions = descriptions();
  failed.error = "replicate refused the request (E005)";
  dataset.grids = {reviewed_grid(), unreviewed_grid(), failed};
  dataset.items = {item(1, 1, 1, DecidedBy::judge), item(2, 2, 1, DecidedBy::fallback),
                   item(3, 2, 2, DecidedBy::fallback)};
  dataset.categories = {"Animals & Creatures", "Abstract & Artistic"};
  dataset.extras = {{.file = "extra/0002-02.png",
                     .content = blob_id(as_bytes("extra/0002-02.png")),
                     .grid = 2,
                     .cell = 2,
                     .box = geometry().cells[1].box,
                     .description = descriptions()[1],
                     .caption = "a lighthouse on a cliff",
                     .quality = 0.5}};
  dataset.lost = {"tile 2 of grid 1 could not be enlarged"};
  dataset.warnings = {"grid 2 was not reviewed: corner and centre tiles were taken"};
  const std::string flux = "black-forest-labs/flux-kontext-pro";
  const std::string topaz = "topazlabs/image-upscale";
  dataset.calls = {call("upscale-0001-01/1", "upscale", topaz, 36'000, 66'000, 80'000),
                   call("grid-0001/1", "grid", flux, 0, 30'000, 40'000),
                   call("grid-0002/1", "grid", flux, 100, 31'500, 40'000),
                   call("judge-0001/1", "judge", "gpt-5.6-luna", 30'500, 35'500, 2'700),
                   call("upscale-0002-01/1", "upscale", topaz, 32'000, 61'000, 80'000),
                   call("upscale-0002-02/1", "upscale", topaz, 32'100, 64'000, 80'000),
                   call("grid-0003/1", "grid", flux, 200, 12'000, 0),
                   call("judge-0002/1", "judge", "gpt-5.6-luna", 31'600, 41'600, 0)};
  dataset.calls[6].state = "failed";
  dataset.calls[6].error = failed.error;
  dataset.calls[7].state = "unknown";
  dataset.calls[7].cost.reset();
  dataset.calls[7].reserved = Money::micro_dollars(5'000);
  dataset.calls[7].error = "no answer within 60 s";
  dataset.cost = Money::micro_dollars(322'700);
  dataset.cost_upper_bound = Money::micro_dollars(327'700);
  dataset.started = at(-50);
  dataset.finished = at(66'200);
  return dataset;
}

}  // namespace tessera::tests
