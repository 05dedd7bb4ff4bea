#include "pipeline/yield.h"

#include <algorithm>
#include <cmath>

#include <toml++/toml.h>

#include "pipeline/embedded.h"

namespace tessera {
namespace {

constexpr double fast_probability = 0.95;

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

double log_choose(int n, int k) { return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0); }

}  // namespace

YieldPrior default_yield_prior() {
  const toml::table table = toml::parse(embedded::yield_text);
  YieldPrior prior;
  prior.kept = table["prior"]["kept"].value_or(prior.kept);
  prior.refused = table["prior"]["refused"].value_or(prior.refused);
  return prior;
}

double YieldModel::probability_of(int wanted, int cells) const {
  if (wanted <= 0) return 1;
  double sum = 0;
  for (int k = wanted; k <= cells; ++k) {
    sum += std::exp(log_choose(cells, k) + log_beta(k + kept_, cells - k + refused_) - log_beta(kept_, refused_));
  }
  return std::min(sum, 1.0);
}

int YieldModel::grids_for(int missing, int cells_per_grid, Haste haste, int limit) const {
  if (missing <= 0 || limit <= 0) return 0;
  const auto enough = [&](int grids) {
    const int cells = grids * cells_per_grid;
    switch (haste) {
      case Haste::cheap:
        return cells >= missing;
      case Haste::balanced:
        return cells * expected_share() >= missing;
      case Haste::fast:
        return probability_of(missing, cells) >= fast_probability;
    }
    return true;
  };
  int grids = 1;
  while (grids < limit && !enough(grids)) ++grids;
  return grids;
}

}  // namespace tessera
