#pragma once
// How many grids to order: a Beta-Binomial model of the share of cells that are kept. Explained in docs/yield.md.

#include "model/request.h"

namespace tessera {

/// Beta(kept, refused): what is believed before the first verdict, as pseudo-counts of cells.
struct YieldPrior {
  double kept = 6.75;  ///< share/tessera/yield.toml holds these two and where they come from
  double refused = 2.25;
};

/// The prior of share/tessera/yield.toml, which is built in.
[[nodiscard]] YieldPrior default_yield_prior();

class YieldModel {
 public:
  explicit YieldModel(YieldPrior prior) : kept_(prior.kept), refused_(prior.refused) {}

  /// A verdict on one grid: `kept` of `cells` cells.
  void observe(int kept, int cells) {
    kept_ += kept;
    refused_ += cells - kept;
  }

  /// Expected share of kept cells, 0 … 1.
  [[nodiscard]] double expected_share() const { return kept_ / (kept_ + refused_); }

  /// P(at least `wanted` of `cells` further cells are kept), Beta-Binomial.
  [[nodiscard]] double probability_of(int wanted, int cells) const;

  /// How many more grids of `cells_per_grid` cells to have in flight so that `missing` images come of them:
  ///   cheap     the fewest that could suffice: ceil(missing / cells_per_grid), so none is ever ordered in vain
  ///   balanced  the fewest whose expected number of kept cells reaches `missing`
  ///   fast      the fewest that suffice with a probability of at least 0.95
  /// Never more than `limit`.
  [[nodiscard]] int grids_for(int missing, int cells_per_grid, Haste haste, int limit) const;

 private:
  double kept_;
  double refused_;
};

}  // namespace tessera
