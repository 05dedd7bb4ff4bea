// `tessera plan`: the way that was asked for and its alternatives, side by side.

#include <fmt/format.h>

#include "app/accounts.h"
#include "app/application.h"
#include "providers/replicate/engine.h"
#include "providers/replicate/upscalers.h"

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

struct Enlarger {
  std::string name;
  std::string model;  ///< empty: here, free
  UpscaleStage stage;
};

}  // namespace

Task<Result<std::vector<PlanFigures>>> Application::plan(PreparedRequest prepared) {
  const Request& request = prepared.input.request;
  const RunParts parts = parts_of(prepared);
  const bool online_engine = !parts.engine.is_preview();
  const auto option = [&](const Enlarger& enlarger, GridShape shape) {
    PlanOption made{.shape = shape, .sheet = parts.engine.expected_size(shape)};
    made.grid_model = online_engine ? parts.engine.model() : std::string();
    made.judge_model = prepared.choices.judge == "offline" ? std::string() : parts.judge.model();
    made.judge_most = most_of_a_review(parts.judge, shape, made.sheet);
    made.judge_expected = expected_review(shape, made.judge_most);
    made.upscale_model = enlarger.model;
    made.stage = enlarger.stage;
    made.factor = enlarger.name == "none" ? 1 : request.upscale_factor;
    const std::string what = enlarger.stage == UpscaleStage::grid ? "whole grid" : "each tile";
    made.name = fmt::format("{} grids, {} enlarged by {}", to_text(shape), what, enlarger.name);
    return made;
  };
  const auto model_of = [&](const std::string& upscaler) -> std::string {
    Choices choices = prepared.choices;
    choices.upscaler = upscaler;
    const Upscaler made = accounts().upscaler(choices);
    const auto* remote = std::get_if<std::shared_ptr<RemoteUpscaler>>(&made);
    return remote == nullptr ? std::string() : (*remote)->model();
  };

  const std::string& chosen = prepared.choices.upscaler;
  std::vector<PlanOption> options = {option({chosen, model_of(chosen), request.upscale_stage}, request.shape)};
  const auto add = [&](Enlarger enlarger, GridShape shape, std::string flags) {
    const bool same = enlarger.name == chosen && enlarger.stage == request.upscale_stage && shape == request.shape;
    if (same) return;
    options.push_back(option(enlarger, shape));
    options.back().flags = std::move(flags);
  };
  if (online_engine) {
    add({"topaz", model_of("topaz"), UpscaleStage::tile}, request.shape, "--upscaler topaz");
    add({"topaz", model_of("topaz"), UpscaleStage::grid}, request.shape, "--upscaler topaz --upscale-stage grid");
    add({"real-esrgan", model_of("real-esrgan"), UpscaleStage::tile}, request.shape, "--upscaler real-esrgan");
  }
  add({"lanczos", "", UpscaleStage::tile}, request.shape, "--upscaler lanczos");
  const GridShape other = request.shape == GridShape{2, 2} ? GridShape{3, 3} : GridShape{2, 2};
  add({chosen, model_of(chosen), request.upscale_stage}, other, "--grid " + to_text(other));

  const Result<const PriceBook*> book = prices();
  if (!book) co_return std::unexpected(book.error());
  std::vector<PlanFigures> plans;
  for (const PlanOption& planned : options) {
    Result<PlanFigures> figures = estimate(planned, request, **book, default_yield_prior());
    if (!figures) co_return std::unexpected(figures.error());
    plans.push_back(std::move(*figures));
  }
  co_return plans;
}

}  // namespace tessera
