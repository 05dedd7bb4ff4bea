#include "pipeline/conductor.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"

namespace tessera {
namespace {

json::value decision_of(const GridResult& grid, const std::vector<Verdict>& verdicts) {
  if (grid.error) return json::object{{"failed", grid.error->message}, {"kind", name_of(grid.error->kind)}};
  json::array cells;
  for (const Verdict& verdict : verdicts) {
    cells.push_back({{"accepted", verdict.accepted}, {"by", name_of(verdict.by)}, {"reason", verdict.reason}});
  }
  return json::object{{"call", grid.call}, {"judge_call", grid.judge_call}, {"cells", std::move(cells)}};
}

/// Puts what was recorded in place of what was found now: a decision is never taken twice.
void obey(const json::value& recorded, std::vector<Verdict>& verdicts) {
  const json::value* cells = find(recorded, "cells");
  if (cells == nullptr || !cells->is_array()) return;
  for (std::size_t i = 0; i < std::min(verdicts.size(), cells->get_array().size()); ++i) {
    const json::value& cell = cells->get_array()[i];
    verdicts[i].accepted = find_bool(cell, "accepted").value_or(verdicts[i].accepted);
    verdicts[i].reason = find_string(cell, "reason").value_or(verdicts[i].reason);
  }
}

/// The step did not come to an end here, and the provider may still finish it.
bool is_loose_end(ErrorKind kind) { return kind == ErrorKind::deadline || kind == ErrorKind::unknown_outcome; }

}  // namespace

Conductor::Conductor(const RunContext& context, asio::any_io_executor executor)
    : context_(context), scope_(executor), yield_(context.services.yield_prior) {
  kept_.push_back({"the source", context.input.source.descriptor});
}

/// Counts something that is under way and tells the conductor when it has ended, however it ended.
class Conductor::UnderWay {
 public:
  UnderWay(int& count, Event& changed) : count_(count), changed_(changed) {}
  ~UnderWay() {
    --count_;
    changed_.set();
  }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  int& count_;
  Event& changed_;
};

Task<void> Conductor::conduct() {
  std::exception_ptr interrupted;
  try {
    co_await run_to_the_end();
  } catch (...) {
    interrupted = std::current_exception();
  }
  if (interrupted || scope_.first_failure()) {
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    scope_.cancel_all();
  }
  co_await scope_.join();
  if (interrupted) std::rethrow_exception(interrupted);
  if (scope_.first_failure()) std::rethrow_exception(scope_.first_failure());
}

Task<void> Conductor::run_to_the_end() {
  order_grids();
  while (!idle() && !scope_.first_failure()) {
    co_await changed_.wait();
    changed_.reset();
    co_await decide_what_is_ready();
    start_extras();
    order_grids();
  }
}

Task<void> Conductor::grid_task(int index) {
  const UnderWay under_way(grids_under_way_, changed_);
  GridResult grid = co_await make_grid(context_, index);
  arrived_.emplace(index, std::move(grid));
}

Task<void> Conductor::item_task(ItemOrder order) {
  const UnderWay under_way(items_under_way_, changed_);
  const int number = order.number;
  const std::string place = fmt::format("tile {} of grid {}", order.cell, order.grid);
  const auto grid = static_cast<std::size_t>(order.grid) - 1;
  const auto cell = static_cast<std::size_t>(order.cell) - 1;
  Result<MadeItem> made = co_await make_item(context_, std::move(order));
  if (made) {
    decided_[grid].items[cell] = number;
    items_.emplace(number, std::move(*made));
  } else {
    const Error& error = made.error();
    if (stops_the_run(error.kind)) {
      stop(error);
    } else {
      lost_.push_back(fmt::format("item {:04} ({}): {}", number, place, error.message));
      loose_ends_ = loose_ends_ || is_loose_end(error.kind);
    }
    context_.emit("item.lost", {{"item", number}, {"error", error.message}});
  }
}

Task<void> Conductor::decide_what_is_ready() {
  for (;;) {
    const auto next = arrived_.find(static_cast<int>(decided_.size()) + 1);
    if (next == arrived_.end() || stopped_by_) co_return;
    GridResult grid = std::move(next->second);
    arrived_.erase(next);
    co_await decide(std::move(grid));
  }
}

Task<void> Conductor::decide(GridResult grid) {
  // What is the fault of the account, the model or the machine is no decision about this grid.
  if (grid.error && (stops_the_run(grid.error->kind) || is_loose_end(grid.error->kind))) {
    loose_ends_ = loose_ends_ || is_loose_end(grid.error->kind);
    stop(*grid.error);
    co_return;
  }
  // Nor is a review whose outcome is not known: the user decides whether it is asked for again.
  if (grid.judge_error && (stops_the_run(grid.judge_error->kind) || is_loose_end(grid.judge_error->kind))) {
    stop(*grid.judge_error);
    co_return;
  }
  DecidedGrid decided{.result = std::move(grid)};
  const std::shared_ptr<Sheet> sheet = std::move(decided.result.sheet);
  if (sheet) {
    decided.geometry = sheet->geometry;
    decided.picture = std::move(sheet->judge_picture);
    decided.verdicts = judge_cells(*sheet, decided.result.reply, decided.result.index, kept_);
  }
  const Result<json::value> recorded = co_await context_.decide(fmt::format("grid-{:04}", decided.result.index),
                                                                decision_of(decided.result, decided.verdicts));
  if (!recorded) {
    stop(recorded.error());
    co_return;
  }
  obey(*recorded, decided.verdicts);
  decided.items.resize(decided.verdicts.size());
  const int index = decided.result.index;
  const int cells = context_.input.request.shape.cells();
  int kept = 0;
  for (std::size_t i = 0; i < decided.verdicts.size(); ++i) {
    const Verdict& verdict = decided.verdicts[i];
    const int cell = static_cast<int>(i) + 1;
    if (!verdict.accepted) {
      context_.emit("tile.refused", {{"grid", index}, {"cell", cell}, {"reason", verdict.reason}});
      continue;
    }
    ++kept;
    kept_.push_back({fmt::format("tile {} of grid {}", cell, index), sheet->cells[i].descriptor});
    extras_.push_back(ItemOrder{.grid = index,
                                .cell = cell,
                                .verdict = verdict,
                                .description = decided.result.descriptions[i],
                                .box = sheet->geometry.cells[i].box,
                                .sheet = decided.result.image,
                                .pixels = sheet->pixels});
  }
  yield_.observe(kept, cells);
  const bool fallback = !decided.result.error && !decided.result.reply;
  if (fallback) {
    warnings_.push_back(fmt::format("grid {} is unreviewed ({}): corner and centre tiles were taken", index,
                                    decided.result.judge_error ? decided.result.judge_error->message : "no reply"));
    context_.emit("warning", {{"text", warnings_.back()}});
  }
  if (decided.result.error) {
    warnings_.push_back(fmt::format("grid {} failed: {}", index, decided.result.error->message));
  } else {
    context_.emit("grid.judged",
                  {{"grid", index}, {"kept", kept}, {"cells", cells}, {"by", fallback ? "fallback" : "judge"}});
  }
  decided_.push_back(std::move(decided));
  start_extras();
  for (ItemOrder& extra : extras_) extra.pixels.reset();  // few are ever needed, and the blob is on disk
}

int Conductor::missing() const noexcept { return std::max(0, context_.input.request.count - promised()); }

void Conductor::start_extras() {
  while (!stopped_by_ && missing() > 0 && !extras_.empty()) {
    ItemOrder order = std::move(extras_.front());
    extras_.pop_front();
    start(std::move(order));
  }
}

void Conductor::start(ItemOrder order) {
  order.number = next_number_++;
  ++items_under_way_;
  context_.emit("tile.accepted", {{"grid", order.grid}, {"cell", order.cell}, {"item", order.number}});
  scope_.spawn(item_task(std::move(order)));
}

int Conductor::undecided_at_most() const {
  const int cells = context_.input.request.shape.cells();
  int images = (ordered_ - static_cast<int>(decided_.size()) - static_cast<int>(arrived_.size())) * cells;
  for (const auto& [index, grid] : arrived_) {
    if (grid.error) continue;
    images += grid.reply ? static_cast<int>(grid.reply->unique_tiles.size())
                         : static_cast<int>(corner_and_centre_tiles(grid.sheet->geometry.asked).size());
  }
  return images;
}

void Conductor::order_grids() {
  if (stopped_by_) return;
  const Request& request = context_.input.request;
  const int cells = request.shape.cells();
  const int decided = static_cast<int>(decided_.size());
  // What the decided grids leave open, by the model; it looks only at decisions, so it does not depend on arrival.
  int wanted = decided + yield_.grids_for(missing(), cells, request.haste, request.max_attempts - decided);
  // What is certain already although earlier grids are still out: even their best case leaves images missing.
  const int certain = missing() - undecided_at_most();
  if (certain > 0) wanted = std::max(wanted, ordered_ + (certain + cells - 1) / cells);
  wanted = std::min(wanted, request.max_attempts);
  while (ordered_ < wanted) {
    ++ordered_;
    ++grids_under_way_;
    scope_.spawn(grid_task(ordered_));
  }
}

void Conductor::stop(const Error& error) {
  if (stopped_by_) return;
  stopped_by_ = error;
  log_warning("run.stopping", {{"run", context_.run.text()}, {"cause", error.message}});
  context_.emit("warning", {{"text", error.message}});
}

}  // namespace tessera
