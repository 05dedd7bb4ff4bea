#pragma once
// What is known of the runs in progress, added up from their events, and how that reads. Pure: no terminal, no clock.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/event.h"

namespace tessera {

/// One run, counted. Everything is what was reported so far.
struct RunProgress {
  int requested = 0;
  int grids_planned = 0;
  int grids_ordered = 0;
  int grids_arrived = 0;
  int grids_failed = 0;
  int grids_judged = 0;
  int cells_judged = 0;
  int tiles_kept = 0;
  int items_accepted = 0;
  int items_enlarged = 0;
  int items_stored = 0;
  int items_lost = 0;
  double cost_usd = 0;
  double upper_bound_usd = 0;
  bool has_ended = false;
};

/// A training, as it was last heard of.
struct TrainingShown {
  std::string status;
  int step = 0;
  int steps = 0;
  std::optional<double> loss;
};

enum class Colour { none, ansi };

class ProgressModel {
 public:
  /// Unknown events and fields of other types are ignored.
  void apply(const RunEvent& event);

  /// What to call the event's run on a line of its own: its actor, once there is more than one; otherwise nothing.
  [[nodiscard]] std::string label_of(const RunEvent& event) const;

  /// The live block: a line for each stage, over all runs; with more than one run also a line for each that is under
  /// way. No line has more than `columns` characters. `now` is compared with the time of the first event.
  [[nodiscard]] std::vector<std::string> lines(int columns, Colour colour, WallTime now) const;

 private:
  [[nodiscard]] RunProgress total() const;
  [[nodiscard]] std::vector<std::string> run_lines() const;

  std::map<std::string, RunProgress> runs_;  ///< by actor
  std::optional<TrainingShown> training_;    ///< set while a training is what runs
  std::optional<WallTime> began_;
};

/// What one event reads like on a line of its own, for logs and for people without a terminal; nothing for events that
/// are only counted. `actor` is put in front when it is not empty. Without line breaks and control characters.
[[nodiscard]] std::optional<std::string> plain_line(const RunEvent& event, std::string_view actor);

/// Whether an event stays on the screen above the live block.
[[nodiscard]] bool deserves_its_own_line(const RunEvent& event) noexcept;

/// The text with control characters replaced by spaces: what providers say must not move the cursor.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace tessera
