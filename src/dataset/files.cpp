#include "dataset/files.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace tessera {
namespace {

constexpr std::string_view temporary_prefix = ".tessera-";
constexpr std::string_view temporary_suffix = ".tmp";

std::unexpected<Error> cannot(std::string_view what, const std::filesystem::path& path, int error_number) {
  return failure(ErrorKind::io,
                 fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(error_number)));
}

/// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  [[nodiscard]] int number() const noexcept { return number_; }
  /// Some file systems tell only here that nothing was stored.
  [[nodiscard]] bool close() noexcept { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

bool write_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> write_file(const std::filesystem::path& path, ByteView bytes) {
  const std::filesystem::path temporary =
      path.parent_path() / fmt::format("{}{}{}", temporary_prefix, path.filename().string(), temporary_suffix);
  const auto give_up = [&](int error_number) {
    ::unlink(temporary.c_str());
    return cannot("write", path, error_number);
  };
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (!file.is_open()) return cannot("write", path, errno);
  if (!write_all(file.number(), bytes) || ::fsync(file.number()) != 0 || !file.close()) return give_up(errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return give_up(errno);
  return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::fsync(opened.number()) != 0) return cannot("sync", folder, errno);
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return cannot("create", folder, error.value());
  return {};
}

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open() && errno == ENOENT) {
    return failure(ErrorKind::not_found, fmt::format("there is no {}", path.string()));
  }
  struct stat status{};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) return cannot("read", path, errno);
  if (!S_ISREG(status.st_mode)) return cannot("read", path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
  if (status.st_size > static_cast<off_t>(most_bytes)) return cannot("read", path, EFBIG);
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  for (std::size_t have = 0; have < bytes.size();) {
    const ssize_t got = ::read(file.number(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", path, errno);
    if (got == 0) bytes.resize(have);
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool is_left_over(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(temporary_prefix) && name.ends_with(temporary_suffix);
}

}  // namespace tessera
