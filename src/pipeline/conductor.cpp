#include "pipeline/conductor.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "async/offload.h"
#include "base/log.h"
#include "imaging/codec.h"
#include "imaging/resize.h"
#include "pipeline/ranking.h"

namespace tessera {
namespace {

json::value decision_of(const GridResult& grid, const std::vector<Verdict>& verdicts) {
  if (grid.error) return json::object{{"failed", grid.error->message}, {"kind", name_of(grid.error->kind)}};
  json::array cells;
  for (const Verdict& verdict : verdicts) {
    json::object cell{{"accepted", verdict.accepted}, {"by", name_of(verdict.by)}, {"reason", verdict.reason}};
    if (verdict.rank > 0) cell["rank"] = verdict.rank;
    cells.push_back(std::move(cell));
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
    verdicts[i].rank = static_cast<int>(find_integer(cell, "rank").value_or(0));
  }
}

/// The accepted cells in the order in which they join the set; of equal rank, in that of the cells.
std::vector<std::size_t> joining_cells(const std::vector<Verdict>& verdicts) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].accepted) cells.push_back(i);
  }
  std::ranges::sort(cells, {}, [&](std::size_t i) { return std::pair(verdicts[i].rank, i); });
  return cells;
}

/// The step did not come to an end here, and the provider may still finish it.
bool is_loose_end(ErrorKind kind) { return kind == ErrorKind::deadline || kind == ErrorKind::unknown_outcome; }

}  // namespace

Conductor::Conductor(const RunContext& context, asio::any_io_executor executor)
    : context_(context),
      scope_(executor),
      ordering_(context.input.request, context.input.pool, context.seed, context.services.yield_prior) {
  kept_.add("the source", context.input.source.descriptor);
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
  if (context_.input.against.pictures.empty()) {
    against_known_.set();
  } else {
    scope_.spawn(against_task());
  }
  order_grids();
  while (!idle() && !scope_.first_failure()) {
    co_await changed_.wait();
    changed_.reset();
    co_await decide_what_is_ready();
    start_extras();
    order_grids();
  }
}

/// Looks at the set that must not be repeated while the first grids are painted.
Task<void> Conductor::against_task() {
  for (const ExistingPicture& picture : context_.input.against.pictures) {
    auto look = [&] { return describe_existing(picture); };
    const Result<Descriptor> descriptor = co_await offload(context_.services.workers, look);
    if (descriptor) {
      kept_.add(picture.name, *descriptor);
    } else if (descriptor.error().kind == ErrorKind::conflict) {
      stop(descriptor.error());
      break;
    } else {
      warnings_.push_back(
          fmt::format("{} is not compared with: {}", picture.path.string(), descriptor.error().message));
    }
  }
  against_known_.set();
}

Task<void> Conductor::grid_task(GridOrder order) {
  const UnderWay under_way(grids_under_way_, changed_);
  const int index = order.index;
  GridResult grid = co_await make_grid(context_, std::move(order));
  arrived_.emplace(index, std::move(grid));
}

Task<void> Conductor::item_task(ItemOrder order) {
  const UnderWay under_way(items_under_way_, changed_);
  const int number = order.number;
  const std::string place =
      tile_name(order.is_single ? single_picture : context_.input.request.shape, order.grid, order.cell);
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
    order_grids();
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
  co_await against_known_.wait();
  if (stopped_by_) co_return;
  DecidedGrid decided{.result = std::move(grid)};
  const std::shared_ptr<Sheet> sheet = std::move(decided.result.sheet);
  if (sheet) {
    decided.geometry = sheet->geometry;
    decided.verdicts = judge_cells(*sheet, decided.result.reply, decided.result.index, kept_);
    rank(*sheet, decided);
  }
  const Result<json::value> recorded = co_await context_.decide(fmt::format("grid-{:04}", decided.result.index),
                                                                decision_of(decided.result, decided.verdicts));
  if (!recorded) {
    stop(recorded.error());
    co_return;
  }
  obey(*recorded, decided.verdicts);
  decided.items.resize(decided.verdicts.size());
  if (sheet && !sheet->pixels && missing() > 0) {
    auto pixels = co_await decode_again(context_, decided.result.image);
    if (pixels) sheet->pixels = std::move(*pixels);
  }
  if (sheet) queue_accepted(*sheet, decided);
  std::vector<bool> accepted;
  for (const Verdict& verdict : decided.verdicts) accepted.push_back(verdict.accepted);
  ordering_.decided(accepted);
  tell(decided);
  decided_.push_back(std::move(decided));
  start_extras();
  cut_extras_aside();
}

/// Says in which order the accepted cells join the set.
void Conductor::rank(const Sheet& sheet, DecidedGrid& grid) const {
  const std::vector<std::size_t> cells = joining_cells(grid.verdicts);
  std::vector<RankedTile> tiles;
  for (const std::size_t i : cells) {
    tiles.push_back(RankedTile{.quality = grid.verdicts[i].quality,
                               .category = grid.result.descriptions[i].category,
                               .descriptor = &sheet.cells[i].descriptor});
  }
  int rank = 0;
  for (const std::size_t next : order_of_joining(tiles, kept_, ordering_.accepted())) {
    grid.verdicts[cells[next]].rank = ++rank;
  }
}

void Conductor::queue_accepted(const Sheet& sheet, const DecidedGrid& grid) {
  for (const std::size_t i : joining_cells(grid.verdicts)) {
    const int cell = static_cast<int>(i) + 1;
    kept_.add(tile_name(sheet.geometry.asked, grid.result.index, cell), sheet.cells[i].descriptor);
    extras_.push_back(ItemOrder{.grid = grid.result.index,
                                .cell = cell,
                                .is_single = grid.result.is_single,
                                .verdict = grid.verdicts[i],
                                .description = grid.result.descriptions[i],
                                .box = sheet.geometry.cells[i].box,
                                .sheet = grid.result.image,
                                .pixels = sheet.pixels});
  }
}

void Conductor::tell(const DecidedGrid& grid) {
  const int index = grid.result.index;
  const std::string name = fmt::format("{} {}", grid.result.is_single ? "single" : "grid", index);
  if (grid.result.error) {
    warnings_.push_back(fmt::format("{} failed: {}", name, grid.result.error->message));
    return;
  }
  int kept = 0;
  bool by_fallback = false;
  for (std::size_t i = 0; i < grid.verdicts.size(); ++i) {
    const Verdict& verdict = grid.verdicts[i];
    by_fallback = by_fallback || verdict.by == DecidedBy::fallback;
    kept += verdict.accepted ? 1 : 0;
    if (!verdict.accepted) {
      context_.emit("tile.refused", {{"grid", index}, {"cell", i + 1}, {"reason", verdict.reason}});
    }
  }
  if (!grid.result.reply) {
    const std::string why = grid.result.judge_error ? grid.result.judge_error->message : "no reply";
    warnings_.push_back(fmt::format("{} is unreviewed ({}): {}", name, why,
                                    by_fallback ? "and no border was found in it: corner and centre tiles were taken"
                                                : "the measures decided alone"));
    context_.emit("warning", {{"text", warnings_.back()}});
  }
  const std::string_view by = grid.result.reply ? "judge" : by_fallback ? "fallback" : "measure";
  context_.emit("grid.judged", {{"grid", index}, {"kept", kept}, {"cells", grid.verdicts.size()}, {"by", by}});
}

int Conductor::missing() const noexcept { return std::max(0, context_.input.request.count - promised()); }

void Conductor::start_extras() {
  while (!stopped_by_ && missing() > 0 && !extras_.empty()) {
    ItemOrder order = std::move(extras_.front());
    extras_.pop_front();
    start(std::move(order));
  }
}

/// While their sheet is at hand, behind the tiles that go on: at the end it would have to be read and decoded again.
void Conductor::cut_extras_aside() {
  for (ItemOrder& extra : extras_) {
    if (std::shared_ptr<const Image> pixels = std::exchange(extra.pixels, nullptr))
      scope_.spawn(extra_task(extra.grid, extra.cell, extra.box, std::move(pixels)));
  }
}

/// What fails here is cut again at the end.
Task<void> Conductor::extra_task(int grid, int cell, Box box, std::shared_ptr<const Image> pixels) {
  auto cut = [&] { return context_.services.room.put_aside(encode_png(crop(*pixels, box))); };
  Result<ScratchFile::Piece> piece = co_await offload(context_.services.workers, cut);
  if (piece) cut_extras_.insert_or_assign(std::pair(grid, cell), std::move(*piece));
}

void Conductor::start(ItemOrder order) {
  order.number = next_number_++;
  ++items_under_way_;
  context_.emit("tile.accepted", {{"grid", order.grid}, {"cell", order.cell}, {"item", order.number}});
  scope_.spawn(item_task(std::move(order)));
}

int Conductor::undecided_at_most() const {
  int images = 0;
  for (int index = static_cast<int>(decided_.size()) + 1; index <= ordering_.ordered(); ++index) {
    const auto here = arrived_.find(index);
    if (here == arrived_.end()) {
      images += ordering_.cells_of(index);
    } else if (here->second.sheet) {
      images += acceptable_at_most(*here->second.sheet, here->second.reply);
    }
  }
  return images;
}

void Conductor::order_grids() {
  while (!stopped_by_) {
    std::optional<GridOrder> order = ordering_.next({.undecided_at_most = undecided_at_most(), .missing = missing()});
    if (!order) return;
    ++grids_under_way_;
    scope_.spawn(grid_task(std::move(*order)));
  }
}

void Conductor::stop(const Error& error) {
  if (stopped_by_) return;
  stopped_by_ = error;
  log_warning("run.stopping", {{"run", context_.run.text()}, {"cause", error.message}});
  context_.emit("warning", {{"text", error.message}});
}

}  // namespace tessera
