#pragma once
// Decides what a run does next: which grids are ordered, which tiles are accepted, which item replaces a lost one.
// Decisions are taken in the order of grids and cells, whatever order answers arrive in, so that the same answers give
// the same dataset. Thread: the loop; one object a run.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "async/event.h"
#include "async/task_scope.h"
#include "pipeline/kept_pictures.h"
#include "pipeline/ordering.h"
#include "pipeline/steps.h"
#include "pipeline/verdicts.h"

namespace tessera {

class Conductor {
 public:
  Conductor(const RunContext& context, asio::any_io_executor executor);

  /// Runs until nothing is left to do or nothing new may be started, and everything that was started has ended.
  /// Cancellation: everything started is cancelled and has ended when this throws.
  [[nodiscard]] Task<void> conduct();

  /// A grid with the verdicts on it; verdicts are empty for a grid that failed.
  struct DecidedGrid {
    GridResult result;  ///< without its sheet
    GridGeometry geometry;
    std::vector<Verdict> verdicts;
    std::vector<std::optional<int>> items;  ///< a cell each
  };
  [[nodiscard]] const std::vector<DecidedGrid>& grids() const noexcept { return decided_; }
  [[nodiscard]] const std::map<int, MadeItem>& items() const noexcept { return items_; }
  /// Accepted tiles of which no item was made: more than were asked for. In the order in which they would join.
  [[nodiscard]] const std::deque<ItemOrder>& extras() const noexcept { return extras_; }
  /// Their pictures, as PNG, as far as they were cut while their sheet was at hand; by grid and cell.
  [[nodiscard]] const CutTiles& cut_extras() const noexcept { return cut_extras_; }
  [[nodiscard]] const std::vector<std::string>& lost() const noexcept { return lost_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  [[nodiscard]] const std::optional<Error>& stopped_by() const noexcept { return stopped_by_; }
  /// Set when calls of accepted tiles or ordered grids did not come to an end and may do so when the run is resumed.
  [[nodiscard]] bool has_loose_ends() const noexcept { return loose_ends_; }

 private:
  class UnderWay;

  Task<void> run_to_the_end();
  Task<void> against_task();
  Task<void> grid_task(GridOrder order);
  Task<void> item_task(ItemOrder order);
  Task<void> extra_task(int grid, int cell, Box box, std::shared_ptr<const Image> pixels);
  Task<void> decide_what_is_ready();
  Task<void> decide(GridResult grid);
  void rank(const Sheet& sheet, DecidedGrid& grid) const;
  void queue_accepted(const Sheet& sheet, const DecidedGrid& grid);
  void tell(const DecidedGrid& grid);
  void start_extras();
  void cut_extras_aside();
  void order_grids();
  void start(ItemOrder order);
  void stop(const Error& error);
  /// Images that are stored or on their way.
  [[nodiscard]] int promised() const noexcept { return static_cast<int>(items_.size()) + items_under_way_; }
  [[nodiscard]] int missing() const noexcept;
  [[nodiscard]] int undecided_at_most() const;
  [[nodiscard]] bool idle() const noexcept { return grids_under_way_ == 0 && items_under_way_ == 0; }

  const RunContext& context_;
  TaskScope scope_;
  Event changed_;
  Event against_known_;  ///< the pictures that must not be repeated are in kept_
  Ordering ordering_;
  std::map<int, GridResult> arrived_;  ///< not decided yet, by index
  std::vector<DecidedGrid> decided_;
  KeptPictures kept_;
  std::deque<ItemOrder> extras_;  ///< accepted and not started, in the order in which they join
  CutTiles cut_extras_;
  std::map<int, MadeItem> items_;
  std::vector<std::string> lost_, warnings_;
  std::optional<Error> stopped_by_;
  int grids_under_way_ = 0;
  int items_under_way_ = 0;
  int next_number_ = 1;
  bool loose_ends_ = false;
};

}  // namespace tessera
