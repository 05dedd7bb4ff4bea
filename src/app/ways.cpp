#include "app/ways.h"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include <fmt/format.h>

namespace tessera {
namespace {

/// One review of a sheet, as expected: a picture of 768 pixels (about 800 tokens in the common families), the question,
/// and some forty tokens of answer a cell.
Usage expected_review(GridShape shape, const Usage& most) {
  const std::int64_t input = 1'500 + 20 * std::int64_t{shape.cells()};
  const std::int64_t output = 40 * std::int64_t{shape.cells()};
  return Usage{.input_tokens = std::min(input, most.input_tokens),
               .output_tokens = std::min(output, most.output_tokens)};
}

Usage most_of_a_review(TileJudge& judge, GridShape shape, Size sheet) {
  const JudgeRequest request{.grid = BlobId(std::string(64, '0')),
                             .grid_size = sheet,
                             .shape = shape,
                             .cells = std::vector<Box>(static_cast<std::size_t>(shape.cells())),
                             .descriptions = std::vector<Description>(static_cast<std::size_t>(shape.cells()))};
  return judge.judge_call(request).most;
}

/// The values to try: the one that was asked for when it is not the default, else all.
template <class Value>
std::vector<Value> to_try(Value asked, Value usual, std::vector<Value> all) {
  if (asked != usual) return {asked};
  return all;
}

std::string flags_of(const Request& request) {
  return fmt::format("--grid {} --upscale-factor {}x --upscale-stage {}", to_text(request.shape),
                     request.upscale_factor, request.upscale_stage == UpscaleStage::grid ? "grid" : "tile");
}

}  // namespace

Upscaler Ways::upscaler_named(const std::string& name) const {
  Choices choices = choices_;
  choices.upscaler = name;
  return accounts_.upscaler(choices);
}

PlanOption Ways::way(const Request& request, const std::string& upscaler) const {
  GridEngine& engine = accounts_.grid_engine(choices_);
  TileJudge& judge = accounts_.tile_judge(choices_);
  const GridShape shape = request.shape;
  PlanOption made{.shape = shape, .sheet = engine.expected_size(shape), .single = engine.expected_size(single_picture)};
  made.grid_model = engine.is_preview() ? std::string() : engine.model();
  made.judge_model = choices_.judge == "offline" ? std::string() : judge.model();
  made.judge_most = most_of_a_review(judge, shape, made.sheet);
  made.judge_expected = expected_review(shape, made.judge_most);
  const Upscaler enlarger = upscaler_named(upscaler);
  const auto* remote = std::get_if<std::shared_ptr<RemoteUpscaler>>(&enlarger);
  if (remote != nullptr) made.upscale_model = (*remote)->model();
  made.stage = remote != nullptr ? request.upscale_stage : UpscaleStage::tile;
  made.factor = upscaler == "none" ? 1 : request.upscale_factor;
  const std::string what = made.stage == UpscaleStage::grid ? "whole grid" : "each tile";
  made.name = fmt::format("{} grids, {} enlarged by {}", to_text(shape), what, upscaler);
  if (request.min_side) {
    made.name = made.factor == 1 ? fmt::format("{} grids, nothing enlarged", to_text(shape))
                                 : fmt::format("{} grids, {} {}x by {}", to_text(shape), what, made.factor, upscaler);
  }
  return made;
}

std::vector<PlanOption> Ways::of(const Request& request) const {
  const std::string& chosen = choices_.upscaler;
  std::vector<PlanOption> ways = {way(request, chosen)};
  const auto add = [&](const std::string& upscaler, UpscaleStage stage, GridShape shape, std::string flags) {
    const bool same = upscaler == chosen && stage == ways.front().stage && shape == request.shape;
    if (same) return;
    Request other = request;
    other.upscale_stage = stage;
    other.shape = shape;
    PlanOption made = way(other, upscaler);
    if (request.min_side && !reaches(made, *request.min_side)) return;
    made.flags = std::move(flags);
    ways.push_back(std::move(made));
  };
  if (!accounts_.grid_engine(choices_).is_preview()) {
    add("topaz", UpscaleStage::tile, request.shape, "--upscaler topaz");
    add("topaz", UpscaleStage::grid, request.shape, "--upscaler topaz --upscale-stage grid");
    add("real-esrgan", UpscaleStage::tile, request.shape, "--upscaler real-esrgan");
  }
  add("lanczos", UpscaleStage::tile, request.shape, "--upscaler lanczos");
  const GridShape other = request.shape == GridShape{2, 2} ? GridShape{3, 3} : GridShape{2, 2};
  add(chosen, ways.front().stage, other, "--grid " + to_text(other));
  return ways;
}

Result<void> Ways::choose_size(Request& request) const {
  if (!request.min_side || request.size_is_chosen) return {};
  const Request usual;
  const auto shapes = to_try<GridShape>(request.shape, usual.shape, {{3, 3}, {3, 2}, {2, 3}, {2, 2}});
  const auto stages = to_try(request.upscale_stage, usual.upscale_stage, {UpscaleStage::tile, UpscaleStage::grid});
  const bool may_enlarge = choices_.upscaler != "none";
  const auto factors =
      may_enlarge ? to_try(request.upscale_factor, usual.upscale_factor, {1, 2, 4, 6}) : std::vector<int>{1};
  struct Candidate {
    Request request;
    PlanFigures figures;
  };
  std::optional<Candidate> best;
  int most = 0;
  for (const int factor : factors) {
    if (factor == 6 && best) break;
    for (const GridShape shape : shapes) {
      for (const UpscaleStage stage : stages) {
        Candidate candidate{.request = request, .figures = {}};
        candidate.request.shape = shape;
        candidate.request.upscale_stage = stage;
        candidate.request.upscale_factor = factor;
        PlanOption made = way(candidate.request, factor == 1 ? "none" : choices_.upscaler);
        if (made.stage != stage) continue;
        most = std::max(most, sure_side(made));
        if (!reaches(made, *request.min_side)) continue;
        Result<PlanFigures> figures = estimate(made, candidate.request, prices_, default_yield_prior());
        if (!figures) return std::unexpected(figures.error());
        candidate.figures = std::move(*figures);
        const auto rank = [](const Candidate& c) {
          return std::tuple(c.figures.expected, c.figures.calls, c.figures.grids, c.request.upscale_factor);
        };
        if (!best || rank(candidate) < rank(*best)) best = std::move(candidate);
      }
    }
  }
  if (!best) {
    return failure(
        ErrorKind::usage,
        fmt::format("--min-side {}: no way reaches it; the most is --min-side {}, with what else is asked for "
                    "({}, --upscaler {})",
                    *request.min_side, most, flags_of(request), choices_.upscaler));
  }
  request = std::move(best->request);
  return {};
}

}  // namespace tessera
