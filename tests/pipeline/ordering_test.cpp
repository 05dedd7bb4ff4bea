#include "pipeline/ordering.h"

#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "pipeline/pool_file.h"

namespace tessera {
namespace {

/// Plays a run: sheets come back in an order of `arrival`'s choosing and are decided in their own. Every accepted tile
/// becomes an image. Returns what every sheet was asked to show.
struct Played {
  std::vector<GridOrder> orders;
  int accepted = 0;
};

Played play(const Request& request, std::uint64_t world, std::uint64_t arrival) {
  const Pool pool = load_pool("subjects").value();
  Ordering ordering(request, pool, 7, YieldPrior{});
  Random arrivals(arrival, "arrival");
  Played played;
  std::vector<int> out;
  std::map<int, int> arrived;  // how many tiles are accepted, by sheet
  int decided = 0;
  const auto yield_of = [&](int index) {
    Random random(world, "sheet " + std::to_string(index));
    const int cells = played.orders[static_cast<std::size_t>(index) - 1].shape.cells();
    return random.below(6) == 0 ? 0 : static_cast<int>(random.below(static_cast<std::uint64_t>(cells) + 1));
  };
  const auto order_all = [&] {
    for (;;) {
      int at_most = 0;
      for (const int index : out) at_most += ordering.cells_of(index);
      for (const auto& [index, kept] : arrived) at_most += kept;
      const int missing = std::max(0, request.count - played.accepted);
      std::optional<GridOrder> order = ordering.next({.undecided_at_most = at_most, .missing = missing});
      if (!order) return;
      out.push_back(order->index);
      played.orders.push_back(std::move(*order));
    }
  };
  order_all();
  while (!out.empty()) {
    const auto next = out.begin() + static_cast<std::ptrdiff_t>(arrivals.below(out.size()));
    arrived.emplace(*next, yield_of(*next));
    out.erase(next);
    order_all();
    for (auto here = arrived.find(decided + 1); here != arrived.end(); here = arrived.find(decided + 1)) {
      const int kept = here->second;
      std::vector<bool> accepted(static_cast<std::size_t>(ordering.cells_of(decided + 1)));
      for (int i = 0; i < kept; ++i) accepted[static_cast<std::size_t>(i)] = true;
      arrived.erase(here);
      ++decided;
      played.accepted += kept;
      ordering.decided(accepted);
      order_all();
    }
  }
  return played;
}

RC_GTEST_PROP(Ordering, DependsOnTheVerdictsAndNotOnTheOrderOfArrival, (std::uint64_t world, std::uint64_t arrival)) {
  Request request;
  request.count = *rc::gen::inRange(1, 80);
  request.max_attempts = *rc::gen::inRange(1, 25);
  request.singles = *rc::gen::inRange(0, 6);
  request.haste = *rc::gen::element(Haste::cheap, Haste::balanced, Haste::fast);
  const Played one = play(request, world, 1);
  const Played other = play(request, world, arrival);
  RC_ASSERT(one.orders.size() == other.orders.size());
  for (std::size_t i = 0; i < one.orders.size(); ++i) {
    RC_ASSERT(one.orders[i].shape == other.orders[i].shape);
    RC_ASSERT(one.orders[i].descriptions == other.orders[i].descriptions);
  }
}

RC_GTEST_PROP(Ordering, GoesOnUntilTheImagesAreThereOrTheAttemptsAreUsed,
              (std::uint64_t world, std::uint64_t arrival)) {
  Request request;
  request.count = *rc::gen::inRange(1, 60);
  request.max_attempts = *rc::gen::inRange(1, 12);
  request.singles = *rc::gen::inRange(0, 4);
  const Played played = play(request, world, arrival);
  int grids = 0;
  int singles = 0;
  for (const GridOrder& order : played.orders) ++(order.shape.cells() == 1 ? singles : grids);
  RC_ASSERT(grids <= request.max_attempts);
  RC_ASSERT(singles <= request.singles);
  if (played.accepted < request.count && request.count - played.accepted > request.singles - singles) {
    RC_ASSERT(grids == request.max_attempts);
  }
}

TEST(Ordering, TheLastImagesAreOrderedAsSinglesOnceEverythingElseIsDecided) {
  Request request;
  request.count = 11;
  request.singles = 3;
  const Pool pool = load_pool("subjects").value();
  Ordering ordering(request, pool, 7, YieldPrior{});
  ASSERT_TRUE(ordering.next({.undecided_at_most = 0, .missing = 11}));
  ASSERT_TRUE(ordering.next({.undecided_at_most = 9, .missing = 11}));
  ASSERT_FALSE(ordering.next({.undecided_at_most = 18, .missing = 11}));
  ordering.decided(std::vector<bool>(9, true));
  EXPECT_FALSE(ordering.next({.undecided_at_most = 9, .missing = 2})) << "the second grid may bring them";
  ordering.decided(std::vector<bool>(9, false));
  for (const int missing : {2, 2}) {
    const auto single = ordering.next({.undecided_at_most = 0, .missing = missing});
    ASSERT_TRUE(single);
    EXPECT_EQ(single->shape.cells(), 1);
    EXPECT_EQ(single->descriptions.size(), 1U);
  }
  EXPECT_FALSE(ordering.next({.undecided_at_most = 2, .missing = 2}));
}

TEST(Ordering, ASmallSetCanBeMadeOfSinglesAlone) {
  Request request;
  request.count = 2;
  request.singles = 2;
  const Pool pool = load_pool("subjects").value();
  Ordering ordering(request, pool, 7, YieldPrior{});
  EXPECT_EQ(ordering.next({.undecided_at_most = 0, .missing = 2})->shape.cells(), 1);
  EXPECT_EQ(ordering.next({.undecided_at_most = 1, .missing = 2})->shape.cells(), 1);
  EXPECT_FALSE(ordering.next({.undecided_at_most = 2, .missing = 2}));
}

TEST(Ordering, ATileThatWasLostIsReplacedWhenNothingElseIsOut) {
  Request request;
  request.count = 9;
  request.haste = Haste::cheap;
  const Pool pool = load_pool("subjects").value();
  Ordering ordering(request, pool, 7, YieldPrior{});
  ASSERT_TRUE(ordering.next({.undecided_at_most = 0, .missing = 9}));
  EXPECT_FALSE(ordering.next({.undecided_at_most = 9, .missing = 9}));
  ordering.decided(std::vector<bool>(9, true));
  EXPECT_FALSE(ordering.next({.undecided_at_most = 0, .missing = 0}));
  EXPECT_TRUE(ordering.next({.undecided_at_most = 0, .missing = 1}));
}

}  // namespace
}  // namespace tessera
