#include "ledger/lock_file.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace tessera {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

std::string holder(int descriptor) {
  std::array<char, 32> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
  std::string digits(text.data(), length > 0 ? static_cast<std::size_t>(length) : 0);
  digits.resize(std::min(digits.find_first_not_of("0123456789"), digits.size()));
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

Result<LockFile> LockFile::take(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return failure(ErrorKind::io, fmt::format("cannot open {}: {}", path.string(), reason(errno)));
  LockFile lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) {
      return failure(ErrorKind::io, fmt::format("cannot lock {}: {}", path.string(), reason(errno)));
    }
    return failure(
        ErrorKind::conflict,
        fmt::format("{} is in use by {}; wait for it to end, or choose another folder with TESSERA_STATE_DIR",
                    path.parent_path().string(), holder(descriptor)));
  }
  // The id is only for the message above; the lock is what counts, so a failure to write it is no failure.
  const std::string id = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const ssize_t written = ::pwrite(descriptor, id.data(), id.size(), 0);
  }
  return lock;
}

LockFile::~LockFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

LockFile::LockFile(LockFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

}  // namespace tessera
