#include "pipeline/plan.h"

#include <gtest/gtest.h>

namespace tessera {
namespace {

PlanOption option(GridShape shape, UpscaleStage stage, int factor) {
  return PlanOption{.name = "a way",
                    .flags = "",
                    .shape = shape,
                    .sheet = {1024, 1024},
                    .single = {1024, 1024},
                    .grid_model = "black-forest-labs/flux-kontext-pro",
                    .judge_model = "",
                    .upscale_model = "topazlabs/image-upscale",
                    .stage = stage,
                    .factor = factor};
}

PlanFigures figures(const PlanOption& planned, const Request& request) {
  return estimate(planned, request, PriceBook::built_in(), YieldPrior{}).value();
}

TEST(Plan, WholeGridsCostOneEnlargementEach) {
  const Request request;
  EXPECT_EQ(figures(option({3, 3}, UpscaleStage::tile, 2), request).expected,
            Money::micro_dollars(120'000 + 1'600'000));
  EXPECT_EQ(figures(option({3, 3}, UpscaleStage::grid, 2), request).expected, Money::micro_dollars(120'000 + 240'000));
}

TEST(Plan, SinglesAreInTheBoundAndASetOfSinglesAloneIsPlannedAsSuch) {
  Request request;
  const PlanOption planned = option({3, 3}, UpscaleStage::tile, 2);
  const Money without = figures(planned, request).bound;
  request.singles = 5;
  EXPECT_EQ(figures(planned, request).bound, without + Money::micro_dollars(5 * 40'000));
  request.singles = 20;
  const PlanFigures alone = figures(planned, request);
  EXPECT_EQ(alone.grids, 0);
  EXPECT_EQ(alone.singles, 20);
  EXPECT_EQ(alone.calls, 20);
  EXPECT_EQ(alone.expected, Money::micro_dollars(800'000)) << "nothing is enlarged";
}

TEST(Plan, SinglesThatFallShortOfMinSideAreEnlargedAndThatIsCounted) {
  Request request;
  request.count = request.singles = 2;
  request.min_side = 2048;
  const PlanFigures planned = figures(option({3, 3}, UpscaleStage::tile, 4), request);
  EXPECT_EQ(planned.expected, Money::micro_dollars(2 * (40'000 + 80'000)));
}

TEST(Plan, SureSideLeavesRoomForGuttersAndMargins) {
  EXPECT_EQ(sure_side(option({3, 3}, UpscaleStage::tile, 1)), 341 * 97 / 100 - 6);
  EXPECT_FALSE(reaches(option({2, 2}, UpscaleStage::tile, 2), 1024)) << "two times 512 less its margins is not 1024";
  EXPECT_TRUE(reaches(option({3, 3}, UpscaleStage::tile, 4), 1024));
}

TEST(Plan, ImagesAreBroughtDownToMinSideAndNeverUp) {
  EXPECT_EQ(reduced_to({1364, 1300}, 1024), (Size{1074, 1024}));
  EXPECT_EQ(reduced_to({800, 900}, 1024), (Size{800, 900}));
  EXPECT_EQ(reduced_to({1024, 1024}, 1024), (Size{1024, 1024}));
}

}  // namespace
}  // namespace tessera
