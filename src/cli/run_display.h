#pragma once
// What a running command shows: progress on standard error, events in a file.

#include <memory>
#include <string>

#include "cli/commands.h"
#include "model/event.h"

namespace tessera {

class RunDisplay {
 public:
  /// Errors: usage, when the events file cannot be written.
  [[nodiscard]] static Result<RunDisplay> open(const CommonOptions& common, const std::string& events_file);
  RunDisplay(RunDisplay&&) noexcept;
  RunDisplay& operator=(RunDisplay&&) noexcept;
  ~RunDisplay();

  /// Valid while the display lives.
  [[nodiscard]] EventSink sink();
  /// Takes the live lines off the terminal, so that something else can be printed; the next event brings them back.
  void pause();
  /// Takes the live lines off for good.
  void close();

 private:
  struct State;
  explicit RunDisplay(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Prepares, runs and shows one request; returns the exit code. For `generate` and `resume`.
[[nodiscard]] int run_and_show(Application& application, Request request, const CommonOptions& common,
                               const std::string& events_file);

}  // namespace tessera
