#include "cli/progress.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace tessera {
namespace {

/// Without events the clock on the first line still moves.
constexpr std::chrono::seconds longest_pause{1};
/// The resting line above the block, and the last row, which some terminals scroll when it is written to.
constexpr int rows_kept_free = 2;

TerminalSize terminal_size() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {.columns = size.ws_col, .rows = size.ws_row};
}

/// Progress is not worth an error: what cannot be written is dropped.
void write_to_standard_error(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

ProgressOptions standard_error_progress() {
  const char* terminal = std::getenv("TERM");
  const bool can_move = terminal != nullptr && *terminal != '\0' && std::string_view(terminal) != "dumb";
  ProgressOptions options;
  options.is_live = can_move && ::isatty(STDERR_FILENO) == 1;
  options.colour = options.is_live && !is_set("NO_COLOR") ? Colour::ansi : Colour::none;
  options.size = terminal_size;
  options.write = write_to_standard_error;
  return options;
}

Progress::Progress(ProgressOptions options) : options_(std::move(options)) {
  if (!options_.is_live) return;
  drawing_ = std::jthread([this](const std::stop_token& stop) { keep_drawing(stop); });
}

Progress::~Progress() { close(); }

void Progress::on_event(const RunEvent& event) {
  const std::lock_guard lock(mutex_);
  if (is_closed_) return;
  model_.apply(event);
  if (!options_.is_live) {
    const std::optional<std::string> line = plain_line(event, model_.label_of(event));
    if (line) options_.write(*line + '\n');
    return;
  }
  if (deserves_its_own_line(event)) {
    const std::optional<std::string> line = plain_line(event, model_.label_of(event));
    if (line) options_.write(block_.print_above(*line));
  }
  is_dirty_ = true;
  changed_.notify_one();
}

void Progress::redraw() {
  const std::lock_guard lock(mutex_);
  if (is_dirty_) redraw_now();
}

void Progress::redraw_now() {
  if (is_closed_) return;
  is_dirty_ = false;
  const TerminalSize size = options_.size();
  // A line as wide as the terminal leaves the cursor in a state that terminals disagree about.
  std::vector<std::string> lines = model_.lines(size.columns - 1, options_.colour, wall_now());
  lines.resize(std::min(lines.size(), static_cast<std::size_t>(std::max(size.rows - rows_kept_free, 1))));
  options_.write(block_.draw(lines));
}

void Progress::pause() {
  const std::lock_guard lock(mutex_);
  is_dirty_ = false;
  if (options_.is_live) options_.write(block_.clear());
}

void Progress::close() {
  pause();
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  drawing_ = {};
}

void Progress::keep_drawing(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait_for(lock, stop, longest_pause, [this] { return is_dirty_; });
    if (stop.stop_requested()) return;
    if (is_dirty_ || block_.is_drawn()) redraw_now();
    changed_.wait_for(lock, stop, options_.interval, [] { return false; });
  }
}

}  // namespace tessera
