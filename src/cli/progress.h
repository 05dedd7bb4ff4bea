#pragma once
// Shows people how a run goes, on standard error: one live line for each stage on a terminal, one line for each event
// elsewhere. Thread: any; events come from the loop, redrawing happens on a thread of its own, so that a slow terminal
// never holds up a run.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

#include "cli/live_block.h"
#include "cli/progress_model.h"

namespace tessera {

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

struct ProgressOptions {
  bool is_live = false;  ///< a terminal that can be drawn on
  Colour colour = Colour::none;
  std::function<TerminalSize()> size = [] { return TerminalSize(); };  ///< asked at each drawing: windows change
  std::function<void(std::string_view)> write = {};                    ///< all of it, in order
  std::chrono::milliseconds interval{100};                             ///< between two drawings, at least
};

/// Standard error as it is: live on a terminal unless TERM is "dumb", without colours when NO_COLOR is set
/// (https://no-color.org).
[[nodiscard]] ProgressOptions standard_error_progress();

class Progress {
 public:
  explicit Progress(ProgressOptions options);
  /// Closes.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void on_event(const RunEvent& event);
  /// Draws what has changed since the last drawing. The thread does so by itself.
  void redraw();
  /// Takes the live block off, so that something else can be printed; the next event brings it back.
  void pause();
  /// Takes the live block off for good. Later events are ignored.
  void close();

 private:
  void redraw_now();
  void keep_drawing(const std::stop_token& stop);

  ProgressOptions options_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  ProgressModel model_;  // this and all below: guarded by mutex_
  LiveBlock block_;
  bool is_dirty_ = false;
  bool is_closed_ = false;
  std::jthread drawing_;  // only when live
};

}  // namespace tessera
