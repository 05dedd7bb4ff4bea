#include "cli/progress_model.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/counted.h"
#include "base/log.h"

namespace tessera {
namespace {

constexpr std::size_t label_width = 10;
constexpr int bar_width = 20;
/// A block higher than a small terminal could not be redrawn.
constexpr std::size_t most_run_lines = 10;
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view plain = "\x1b[0m";

int integer(const RunEvent& event, std::string_view key) {
  return static_cast<int>(find_integer(event.fields, key).value_or(0));
}

double number(const RunEvent& event, std::string_view key) { return find_number(event.fields, key).value_or(0); }

std::string text(const RunEvent& event, std::string_view key) {
  return printable(find_string(event.fields, key).value_or(""));
}

std::string dollars(double amount) { return fmt::format("${:.4f}", amount); }

std::string clock_text(WallTime began, WallTime now) {
  const auto seconds = std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(now - began).count());
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// Columns are counted as bytes: everything here is ASCII, because names of sets are.
std::string cut(std::string line, int columns) {
  line.resize(std::min(line.size(), static_cast<std::size_t>(std::max(columns, 0))));
  return line;
}

std::string paint(const std::string& line, std::string_view colour, std::size_t length) {
  length = std::min(length, line.size());
  return fmt::format("{}{}{}{}", colour, line.substr(0, length), plain, line.substr(length));
}

std::string stage(std::string_view label, const std::string& what) {
  return fmt::format("{:<{}}{}", label, label_width, what);
}

std::string grids_text(const RunProgress& run) {
  std::string line = fmt::format("{} of {} arrived", run.grids_arrived, std::max(run.grids_planned, run.grids_ordered));
  if (run.grids_failed > 0) line += fmt::format(", {} failed", run.grids_failed);
  return line;
}

std::string bar(int done, int all) {
  const int full = static_cast<int>(std::clamp<std::int64_t>(std::int64_t{done} * bar_width / all, 0, bar_width));
  return fmt::format("  {:#<{}}{:.<{}}", "", full, "", bar_width - full);
}

std::string stored_text(const RunProgress& run) {
  std::string line = fmt::format("{} of {}", run.items_stored, run.requested);
  if (run.items_lost > 0) line += fmt::format(", {} lost", run.items_lost);
  if (run.requested > 0) line += bar(run.items_stored, run.requested);
  return line;
}

std::string training_text(const TrainingShown& training) {
  std::string line = training.status;
  if (training.step > 0 && training.steps > 0) {
    line += fmt::format("  {} of {} steps", training.step, training.steps) + bar(training.step, training.steps);
  }
  if (training.loss) line += fmt::format("  loss {:.3f}", *training.loss);
  return line;
}

std::string money_text(const RunProgress& run) {
  return fmt::format("{}, at most {}", dollars(run.cost_usd), dollars(std::max(run.cost_usd, run.upper_bound_usd)));
}

}  // namespace

void ProgressModel::apply(const RunEvent& event) {
  if (!began_) began_ = event.time;
  RunProgress& run = runs_[text(event, "actor")];
  const std::string& name = event.name;
  if (name == "run.started") {
    run = RunProgress{.requested = integer(event, "requested")};
  } else if (name == "plan.ready") {
    run.grids_planned = integer(event, "grids");
  } else if (name == "grid.ordered") {
    ++run.grids_ordered;
  } else if (name == "grid.arrived") {
    ++run.grids_arrived;
  } else if (name == "grid.failed") {
    ++run.grids_failed;
  } else if (name == "grid.judged") {
    ++run.grids_judged;
    run.tiles_kept += integer(event, "kept");
    run.cells_judged += integer(event, "cells");
  } else if (name == "tile.accepted") {
    ++run.items_accepted;
  } else if (name == "item.enlarged") {
    ++run.items_enlarged;
  } else if (name == "item.stored") {
    ++run.items_stored;
  } else if (name == "item.lost") {
    ++run.items_lost;
  } else if (name == "money") {
    run.cost_usd = number(event, "cost_usd");
    run.upper_bound_usd = number(event, "upper_bound_usd");
  } else if (name == "run.ended") {
    run.has_ended = true;
    run.cost_usd = number(event, "cost_usd");
  } else if (name == "training.started") {
    training_ = TrainingShown{.status = "preparing", .steps = integer(event, "steps")};
  } else if (name == "training.progress") {
    training_ = TrainingShown{.status = text(event, "status"),
                              .step = integer(event, "step"),
                              .steps = integer(event, "steps"),
                              .loss = find_number(event.fields, "loss")};
  }
}

std::string ProgressModel::label_of(const RunEvent& event) const {
  return runs_.size() > 1 ? text(event, "actor") : std::string();
}

RunProgress ProgressModel::total() const {
  RunProgress sum;
  for (const auto& [actor, run] : runs_) {
    sum.requested += run.requested;
    sum.grids_planned += std::max(run.grids_planned, run.grids_ordered);
    sum.grids_ordered += run.grids_ordered;
    sum.grids_arrived += run.grids_arrived;
    sum.grids_failed += run.grids_failed;
    sum.grids_judged += run.grids_judged;
    sum.cells_judged += run.cells_judged;
    sum.tiles_kept += run.tiles_kept;
    sum.items_accepted += run.items_accepted;
    sum.items_enlarged += run.items_enlarged;
    sum.items_stored += run.items_stored;
    sum.items_lost += run.items_lost;
    sum.cost_usd += run.cost_usd;
    sum.upper_bound_usd += std::max(run.cost_usd, run.upper_bound_usd);
  }
  return sum;
}

std::vector<std::string> ProgressModel::run_lines() const {
  std::vector<std::string> lines;
  std::size_t left_out = 0;
  for (const auto& [actor, run] : runs_) {
    if (run.has_ended) continue;
    if (lines.size() == most_run_lines) {
      ++left_out;
      continue;
    }
    lines.push_back(fmt::format("  {:<20} grids {}/{}  kept {}  stored {}/{}", actor, run.grids_arrived,
                                std::max(run.grids_planned, run.grids_ordered), run.tiles_kept, run.items_stored,
                                run.requested));
  }
  if (left_out > 0) lines.push_back(fmt::format("  and {} more", left_out));
  return lines;
}

std::vector<std::string> ProgressModel::lines(int columns, Colour colour, WallTime now) const {
  if (!began_) return {};
  if (training_) {
    const std::string line = stage("training", training_text(*training_)) + "  " + clock_text(*began_, now);
    const std::string shown = cut(line, columns);
    return {colour == Colour::none ? shown : paint(shown, bold, label_width)};
  }
  const RunProgress all = total();
  std::vector<std::string> lines;
  const bool is_batch = runs_.size() > 1;
  if (is_batch) {
    const auto done = std::ranges::count_if(runs_, [](const auto& entry) { return entry.second.has_ended; });
    lines.push_back(stage("sets", fmt::format("{} done, {} under way", done, std::ssize(runs_) - done)));
  }
  lines.push_back(stage("grids", grids_text(all)));
  lines.push_back(stage("judged", fmt::format("{} tiles, {} kept", all.cells_judged, all.tiles_kept)));
  lines.push_back(stage("enlarged", fmt::format("{} of {}", all.items_enlarged, all.items_accepted)));
  lines.push_back(stage("stored", stored_text(all)));
  lines.push_back(stage("money", money_text(all)));
  lines.front() += "  " + clock_text(*began_, now);
  const std::size_t stages = lines.size();
  if (is_batch) std::ranges::move(run_lines(), std::back_inserter(lines));
  for (std::string& line : lines) line = cut(std::move(line), columns);
  if (colour == Colour::none) return lines;
  const bool is_complete = all.requested > 0 && all.items_stored >= all.requested;
  for (std::size_t i = 0; i < stages; ++i) lines[i] = paint(lines[i], is_complete ? green : bold, label_width);
  return lines;
}

bool deserves_its_own_line(const RunEvent& event) noexcept {
  return event.name == "warning" || event.name == "grid.failed" || event.name == "item.lost" ||
         event.name == "run.chosen" || event.name == "training.planned";
}

std::string printable(std::string_view text) {
  std::string clean(text);
  std::ranges::replace_if(clean, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return clean;
}

namespace {

/// A line for the events of a training; empty for those that are only counted.
std::string training_line(const RunEvent& event) {
  if (event.name == "training.planned") {
    return fmt::format("training of {} with {}: about {}, at most {}", counted(integer(event, "pictures"), "picture"),
                       text(event, "model"), dollars(number(event, "cost_usd_expected")),
                       dollars(number(event, "cost_usd_bound")));
  }
  if (event.name == "training.started") {
    return fmt::format("training {}: {} steps{}", text(event, "run_id"), integer(event, "steps"),
                       find_bool(event.fields, "resumed").value_or(false) ? "; continued" : "");
  }
  if (event.name == "training.progress" && find_bool(event.fields, "milestone").value_or(false)) {
    return training_text(TrainingShown{.status = text(event, "status"),
                                       .step = integer(event, "step"),
                                       .steps = integer(event, "steps"),
                                       .loss = find_number(event.fields, "loss")});
  }
  return {};
}

}  // namespace

std::optional<std::string> plain_line(const RunEvent& event, std::string_view actor) {
  const std::string& name = event.name;
  std::string line;
  if (name == "run.chosen") {
    line = text(event, "reason");
  } else if (name == "run.started") {
    line = fmt::format("run {} for {}: {}; engine {}, judge {}, upscaler {}", text(event, "run_id"),
                       text(event, "actor"), counted(integer(event, "requested"), "image"), text(event, "engine"),
                       text(event, "judge"), text(event, "upscaler"));
    if (find_bool(event.fields, "resumed").value_or(false)) line += "; continued";
  } else if (name == "plan.ready") {
    line = fmt::format("plan: {}, {}, about {}, at most {}", counted(integer(event, "grids"), "grid"),
                       counted(integer(event, "calls"), "call"), dollars(number(event, "cost_usd_expected")),
                       dollars(number(event, "cost_usd_bound")));
  } else if (name == "grid.ordered") {
    line = fmt::format("grid {} ordered", integer(event, "grid"));
  } else if (name == "grid.arrived") {
    line = fmt::format("grid {} arrived after {:.1f} s", integer(event, "grid"), number(event, "seconds"));
  } else if (name == "grid.failed") {
    line = fmt::format("grid {} failed: {}", integer(event, "grid"), text(event, "error"));
  } else if (name == "grid.judged") {
    line = fmt::format("grid {}: {} of {} kept, by {}", integer(event, "grid"), integer(event, "kept"),
                       counted(integer(event, "cells"), "tile"), text(event, "by"));
  } else if (name == "tile.refused") {
    line = fmt::format("tile {} of grid {} refused: {}", integer(event, "cell"), integer(event, "grid"),
                       text(event, "reason"));
  } else if (name == "item.stored") {
    line = fmt::format("image {} stored: {}", integer(event, "item"), redact_url(text(event, "url")));
  } else if (name == "item.lost") {
    line = fmt::format("image {} lost: {}", integer(event, "item"), text(event, "error"));
  } else if (name == "warning") {
    line = fmt::format("warning: {}", text(event, "text"));
  } else if (name == "run.ended") {
    line = fmt::format("{}: {} of {}, {}, {:.1f} s", text(event, "status"), integer(event, "images"),
                       counted(integer(event, "requested"), "image"), dollars(number(event, "cost_usd")),
                       number(event, "seconds"));
  }
  if (line.empty()) line = training_line(event);
  if (line.empty()) return std::nullopt;
  if (!actor.empty()) line = fmt::format("[{}] {}", printable(actor), line);
  return line;
}

}  // namespace tessera
