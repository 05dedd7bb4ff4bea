#include "pipeline/ordering.h"

#include <algorithm>

namespace tessera {

Ordering::Ordering(const Request& request, const Pool& pool, std::uint64_t seed, YieldPrior prior)
    : request_(request), rotation_(pool, seed), yield_(prior) {
  want(request.count);
  first_round_ = std::max(1, grids_wanted_);
}

int Ordering::open() const noexcept { return std::max(0, request_.count - accepted_tiles_); }

void Ordering::decided(const std::vector<bool>& accepted) {
  Ordered& sheet = sheets_[static_cast<std::size_t>(decided_)];
  sheet.accepted = accepted;
  sheet.accepted.resize(sheet.asked.size());
  ++decided_;
  int kept = 0;
  for (std::size_t i = 0; i < sheet.asked.size(); ++i) {
    if (!sheet.accepted[i]) continue;
    ++kept;
    ++accepted_[sheet.asked[i]];
  }
  accepted_tiles_ += kept;
  if (sheet.asked.size() > 1) {
    ++decided_grids_;
    yield_.observe(kept, static_cast<int>(sheet.asked.size()));
  }
  want(open());
}

/// What the decisions so far say of `images` missing ones.
void Ordering::want(int images) {
  if (images <= 0) return;
  if (images <= singles_left()) {
    // The last ones are worth a picture each, but what is still out may bring them: they wait for all verdicts.
    if (all_decided()) singles_wanted_ = singles_ordered_ + images;
    return;
  }
  const int limit = request_.max_attempts - decided_grids_;
  want_grids(decided_grids_ + yield_.grids_for(images, request_.shape.cells(), request_.haste, limit));
}

void Ordering::want_grids(int grids) {
  for (; grids_wanted_ < grids; ++grids_wanted_) known_at_.emplace(grids_wanted_ + 1, decided_);
}

std::optional<GridOrder> Ordering::next(const Outlook& outlook) {
  // Tiles that were lost after their acceptance are no decision: they are replaced when everything else is known.
  if (all_decided() && outlook.missing > open()) want(outlook.missing);
  if (singles_ordered_ < singles_wanted_) {
    ++singles_ordered_;
    return order(GridShape{.rows = 1, .columns = 1}, decided_);
  }
  const int certain = open() - outlook.undecided_at_most;
  const bool is_certain = certain > singles_left();
  const bool wanted = grids_ordered_ < grids_wanted_;
  if (!wanted && !is_certain) return std::nullopt;
  if (grids_ordered_ >= request_.max_attempts) return std::nullopt;
  const std::optional<int> basis = basis_of_next_grid(!wanted);
  if (!basis) return std::nullopt;
  ++grids_ordered_;
  return order(request_.shape, *basis);
}

/// How many decisions the next grid's descriptions are chosen by: always the same for the same decisions, however early
/// the grid may leave. Nothing while those are not there yet.
std::optional<int> Ordering::basis_of_next_grid(bool brought_forward) const {
  const int grid = grids_ordered_ + 1;
  if (grid <= first_round_) return 0;
  int basis = grid - first_round_;
  if (grid > 2 * first_round_ || singles_ordered_ > 0) {
    if (brought_forward) return std::nullopt;
    basis = std::max(known_at_.at(grid), first_round_);
  }
  if (decided_ < basis) return std::nullopt;
  return basis;
}

GridOrder Ordering::order(GridShape shape, int basis) {
  GridOrder order{.index = ordered() + 1, .shape = shape};
  order.descriptions = rotation_.next_grid(shape.cells(), held_by_the_set(basis));
  Ordered sheet;
  for (const Description& description : order.descriptions) sheet.asked.push_back(description.category);
  sheets_.push_back(std::move(sheet));
  return order;
}

/// Tiles of each category: accepted ones as far as decisions are known; of later grids that are out whatever was asked
/// for. What is out of the first round was asked for evenly and would only hide what is missing.
std::map<std::string, int> Ordering::held_by_the_set(int basis) const {
  std::map<std::string, int> held;
  if (basis == 0) return held;
  for (int index = 1; index <= ordered(); ++index) {
    const Ordered& sheet = at(index);
    for (std::size_t i = 0; i < sheet.asked.size(); ++i) {
      const bool counts = index <= basis ? sheet.accepted[i] : index > first_round_;
      if (counts) ++held[sheet.asked[i]];
    }
  }
  return held;
}

}  // namespace tessera
