#pragma once
// --events FILE: everything that happens, one JSON object a line, for scripts. Thread: one at a time.

#include <string>

#include "model/event.h"

namespace tessera {

class EventsFile {
 public:
  /// Appends to `path`, which is created when missing. Errors: usage ("-": standard output belongs to the result), io.
  [[nodiscard]] static Result<EventsFile> open(const std::string& path);
  ~EventsFile();
  EventsFile(EventsFile&& other) noexcept;
  EventsFile& operator=(EventsFile&&) = delete;

  /// One line, handed to the operating system before this returns. A failure is warned about once; the run goes on.
  void write(const RunEvent& event);

 private:
  EventsFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
  bool has_failed_ = false;
};

}  // namespace tessera
