#pragma once
// What a request is expected to take, before anything is spent. Pure: the same options and prices give the same plan.

#include <string>
#include <vector>

#include "model/call.h"
#include "model/image.h"
#include "model/request.h"
#include "pipeline/prices.h"
#include "pipeline/sheet.h"
#include "pipeline/yield.h"

namespace tessera {

/// Typical durations of one call, in seconds: those that the replaced system documents (30 a grid, 5 a review, 30 an
/// enlargement).
struct TypicalSeconds {
  double grid = 30;
  double judge = 5;
  double upscale = 30;
};

/// One way to make the set. Models name entries of the price list; an empty model is work done here, free and quick.
struct PlanOption {
  std::string name;   ///< "enlarge each tile (topaz)"
  std::string flags;  ///< what to add to the command to get it; empty for the one asked for
  GridShape shape;
  Size sheet;   ///< pixels of a grid as the engine is expected to return it
  Size single;  ///< the same of a picture on its own
  std::string grid_model, judge_model, upscale_model;
  Usage judge_expected, judge_most;
  UpscaleStage stage = UpscaleStage::tile;
  int factor = 2;  ///< 1 when nothing is enlarged
};

struct PlanFigures {
  std::string name, flags;
  int grids = 0;    ///< expected
  int singles = 0;  ///< expected
  int calls = 0;    ///< expected, all kinds
  Money expected;
  Money bound;         ///< if every grid up to the limit of attempts were needed
  double seconds = 0;  ///< critical path of the expected calls
  Size item;           ///< pixels of one image cut from a grid
};

/// The shorter side in pixels that every image of `option` has for sure, before any reduction to --min-side: gutters,
/// frames and safety margins take from the cells. An image on its own has more.
[[nodiscard]] int sure_side(const PlanOption& option);
[[nodiscard]] inline bool reaches(const PlanOption& option, int min_side) { return sure_side(option) >= min_side; }

/// Errors: configuration when a price is not known.
[[nodiscard]] Result<PlanFigures> estimate(const PlanOption& option, const Request& request, const PriceBook& prices,
                                           YieldPrior prior, TypicalSeconds typical = {});

}  // namespace tessera
