#include "cli/run_display.h"

#include <optional>

#include "cli/events_file.h"
#include "cli/progress.h"

namespace tessera {

struct RunDisplay::State {
  std::optional<Progress> progress;
  std::optional<EventsFile> events_file;
};

RunDisplay::RunDisplay(std::unique_ptr<State> state) : state_(std::move(state)) {}
RunDisplay::RunDisplay(RunDisplay&&) noexcept = default;
RunDisplay& RunDisplay::operator=(RunDisplay&&) noexcept = default;
RunDisplay::~RunDisplay() = default;

Result<RunDisplay> RunDisplay::open(const CommonOptions& common, const std::string& events_file) {
  auto state = std::make_unique<State>();
  if (!events_file.empty()) {
    Result<EventsFile> opened = EventsFile::open(events_file);
    if (!opened) return std::unexpected(opened.error());
    state->events_file.emplace(std::move(*opened));
  }
  if (!common.quiet) state->progress.emplace(standard_error_progress());
  return RunDisplay(std::move(state));
}

EventSink RunDisplay::sink() {
  if (!state_->events_file && !state_->progress) return {};  // nobody looks: events need not be made
  return [state = state_.get()](const RunEvent& event) {
    if (state->events_file) state->events_file->write(event);
    if (state->progress) state->progress->on_event(event);
  };
}

void RunDisplay::pause() {
  if (state_->progress) state_->progress->pause();
}

void RunDisplay::close() {
  if (state_->progress) state_->progress->close();
}

}  // namespace tessera
