#pragma once
// Which sheets a run orders, when, and what they show: how many by the yield model (docs/yield.md), which descriptions
// by what the set covers, the last missing images as singles. Looks at decisions in the order of sheets only, so that
// what is ordered in the end does not depend on the order of arrival; what is certain beforehand may only bring orders
// forward. Pure; one object a run, one thread.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/request.h"
#include "pipeline/rotation.h"
#include "pipeline/steps.h"
#include "pipeline/yield.h"

namespace tessera {

class Ordering {
 public:
  Ordering(const Request& request, const Pool& pool, std::uint64_t seed, YieldPrior prior);

  /// The verdict on the next sheet in order: for each cell whether it was accepted; all false for one that failed.
  void decided(const std::vector<bool>& accepted);

  /// What can be known of sheets that are not decided yet.
  struct Outlook {
    int undecided_at_most = 0;  ///< images that they can give at most
    int missing = 0;  ///< images that are neither there nor under way; more than the verdicts say after losses
  };
  /// The next sheet to order now; nothing when none is needed, allowed, or to be known yet.
  [[nodiscard]] std::optional<GridOrder> next(const Outlook& outlook);

  /// Sheets ordered so far, grids and singles.
  [[nodiscard]] int ordered() const noexcept { return static_cast<int>(sheets_.size()); }
  [[nodiscard]] int cells_of(int index) const { return static_cast<int>(at(index).asked.size()); }
  /// How many accepted tiles each category has by the decisions so far.
  [[nodiscard]] const std::map<std::string, int>& accepted() const noexcept { return accepted_; }

 private:
  struct Ordered {
    std::vector<std::string> asked;  ///< a category a cell
    std::vector<bool> accepted;      ///< the verdict, once decided
  };

  [[nodiscard]] const Ordered& at(int index) const { return sheets_[static_cast<std::size_t>(index) - 1]; }
  [[nodiscard]] int open() const noexcept;
  [[nodiscard]] bool all_decided() const noexcept { return decided_ == ordered(); }
  [[nodiscard]] int singles_left() const noexcept { return request_.singles - singles_ordered_; }
  void want(int images);
  void want_grids(int grids);
  [[nodiscard]] std::optional<int> basis_of_next_grid(bool brought_forward) const;
  GridOrder order(GridShape shape, int basis);
  [[nodiscard]] std::map<std::string, int> held_by_the_set(int basis) const;

  const Request& request_;
  Rotation rotation_;
  YieldModel yield_;
  std::vector<Ordered> sheets_;
  std::map<std::string, int> accepted_;
  int decided_ = 0;  ///< sheets
  int decided_grids_ = 0;
  int accepted_tiles_ = 0;
  int grids_ordered_ = 0, singles_ordered_ = 0;
  int grids_wanted_ = 0, singles_wanted_ = 0;
  int first_round_ = 0;          ///< grids that leave before anything is decided
  std::map<int, int> known_at_;  ///< for grids beyond the second round: the decisions that wanted them
};

}  // namespace tessera
