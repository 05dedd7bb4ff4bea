#include "pipeline/plan.h"

#include <algorithm>
#include <cmath>

namespace tessera {
namespace {

/// What a sheet with ordinary gutters loses of a cell, and the safety margin of seams at both sides (imaging).
constexpr int percent_of_gutters = 3;
constexpr int safety_margins = 6;

struct Price2 {
  Money expected;
  Money most;
};

Result<Price2> price_of(const PriceBook& prices, const std::string& model, const Usage& use, const Usage& most) {
  if (model.empty()) return Price2{};
  const Result<Money> expected = prices.expected(model, use);
  if (!expected) return std::unexpected(expected.error());
  const Result<Money> bound = prices.upper_bound(model, most);
  if (!bound) return std::unexpected(bound.error());
  return Price2{*expected, *bound};
}

double megapixels(Size size) { return static_cast<double>(size.width) * size.height / 1e6; }

Usage picture_of(Size size) { return Usage{.pictures = 1, .output_megapixels = megapixels(size)}; }

}  // namespace

int sure_side(const PlanOption& option) {
  const int cell = std::min(option.sheet.width / option.shape.columns, option.sheet.height / option.shape.rows);
  return (cell * (100 - percent_of_gutters) / 100 - safety_margins) * option.factor;
}

Result<PlanFigures> estimate(const PlanOption& option, const Request& request, const PriceBook& prices,
                             YieldPrior prior, TypicalSeconds typical) {
  const int cells = option.shape.cells();
  const Size cell{option.sheet.width / option.shape.columns, option.sheet.height / option.shape.rows};
  PlanFigures figures{.name = option.name, .flags = option.flags};
  figures.item = Size{cell.width * option.factor, cell.height * option.factor};
  if (request.min_side) figures.item = reduced_to(figures.item, *request.min_side);
  const bool only_singles = request.count <= request.singles;
  figures.singles = only_singles ? request.count : 0;
  figures.grids =
      only_singles ? 0 : YieldModel(prior).grids_for(request.count, cells, request.haste, request.max_attempts);

  const bool whole_grids = option.stage == UpscaleStage::grid;
  const Size whole{option.sheet.width * option.factor, option.sheet.height * option.factor};
  const Size enlarged = whole_grids ? whole : Size{cell.width * option.factor, cell.height * option.factor};
  const auto grid = price_of(prices, option.grid_model, picture_of(option.sheet), picture_of(option.sheet));
  if (!grid) return std::unexpected(grid.error());
  const auto judge = price_of(prices, option.judge_model, option.judge_expected, option.judge_most);
  if (!judge) return std::unexpected(judge.error());
  const auto upscale = price_of(prices, option.upscale_model, picture_of(enlarged), picture_of(enlarged));
  if (!upscale) return std::unexpected(upscale.error());

  const auto single = price_of(prices, option.grid_model, picture_of(option.single), picture_of(option.single));
  if (!single) return std::unexpected(single.error());
  // A picture on its own is enlarged only when it falls short of --min-side.
  const bool singles_grow = request.min_side && std::min(option.single.width, option.single.height) < *request.min_side;
  const Size grown{option.single.width * option.factor, option.single.height * option.factor};
  const auto growth = singles_grow ? price_of(prices, option.upscale_model, picture_of(grown), picture_of(grown))
                                   : Result<Price2>(Price2{});
  if (!growth) return std::unexpected(growth.error());

  const int upscales = whole_grids ? figures.grids : only_singles ? 0 : request.count;
  const int most_upscales = whole_grids ? request.max_attempts : request.count;
  // A reply that cannot be used is asked for once more: the bound counts two reviews a grid.
  const int sheets = figures.grids + figures.singles;
  figures.expected = grid->expected * figures.grids + judge->expected * sheets + upscale->expected * upscales +
                     (single->expected + growth->expected) * figures.singles;
  figures.bound = grid->most * request.max_attempts + judge->most * (2 * std::int64_t{request.max_attempts}) +
                  upscale->most * most_upscales +
                  (single->most + judge->most * 2 + growth->most) * std::int64_t{request.singles};
  const auto calls_of = [](const std::string& model, int count) { return model.empty() ? 0 : count; };
  figures.calls = calls_of(option.grid_model, sheets) + calls_of(option.judge_model, sheets) +
                  calls_of(option.upscale_model, upscales + (singles_grow ? figures.singles : 0));
  figures.seconds = (option.grid_model.empty() ? 1.0 : typical.grid) +
                    (option.judge_model.empty() ? 0.0 : typical.judge) +
                    (option.upscale_model.empty() ? 1.0 : typical.upscale);
  return figures;
}

}  // namespace tessera
