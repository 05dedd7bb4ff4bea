#include "base/durable_file.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace tessera {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const noexcept { return number_; }
  /// A file system may report a failed write only here.
  [[nodiscard]] bool close() noexcept { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::unexpected<Error> io_failure(std::string_view what, const std::filesystem::path& path, int error) {
  return failure(ErrorKind::io,
                 fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(error)));
}

bool write_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> sync(const std::filesystem::path& path, int flags) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  if (descriptor.number() < 0) return io_failure("open", path, errno);
  if (::fsync(descriptor.number()) != 0) return io_failure("sync", path, errno);
  return {};
}

}  // namespace

Result<void> write_synced(const std::filesystem::path& file, ByteView bytes, FileAccess access) {
  const mode_t mode = access == FileAccess::owner_only ? 0600 : 0666;
  Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (descriptor.number() < 0) return io_failure("create", file, errno);
  if (!write_all(descriptor.number(), bytes) || ::fsync(descriptor.number()) != 0 || !descriptor.close()) {
    const int error = errno;
    ::unlink(file.c_str());
    return io_failure("write", file, error);
  }
  return {};
}

Result<void> sync_file(const std::filesystem::path& file) { return sync(file, 0); }

Result<void> sync_folder(const std::filesystem::path& folder) { return sync(folder, O_DIRECTORY); }

Result<Bytes> read_whole(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.number() < 0) {
    if (errno == ENOENT) return failure(ErrorKind::not_found, fmt::format("{} does not exist", file.string()));
    return io_failure("open", file, errno);
  }
  struct stat status{};
  if (::fstat(descriptor.number(), &status) != 0) return io_failure("read", file, errno);
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(descriptor.number(), bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno != EINTR) return io_failure("read", file, errno);
    if (count == 0) break;  // it became shorter: the caller compares the hash
    if (count > 0) filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace tessera
