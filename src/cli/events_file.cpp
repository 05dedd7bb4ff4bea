#include "cli/events_file.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "model/event_line.h"

namespace tessera {

Result<EventsFile> EventsFile::open(const std::string& path) {
  if (path == "-") {
    return failure(ErrorKind::usage, "--events takes a file: standard output belongs to the result");
  }
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return failure(ErrorKind::io,
                   fmt::format("cannot write the events file {}: {}", path, std::generic_category().message(errno)));
  }
  return EventsFile(path, descriptor);
}

EventsFile::~EventsFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

EventsFile::EventsFile(EventsFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      has_failed_(other.has_failed_) {}

void EventsFile::write(const RunEvent& event) {
  if (has_failed_) return;
  const std::string line = event_line(event) + '\n';
  std::string_view left = line;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
    if (written >= 0 || errno == EINTR) continue;
    has_failed_ = true;
    log_warning("events.not_written",
                {{"file", json::value(path_)}, {"cause", json::value(std::generic_category().message(errno))}});
    return;
  }
}

}  // namespace tessera
