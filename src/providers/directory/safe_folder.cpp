#include "providers/directory/safe_folder.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace tessera::directory {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }

 private:
  int number_;
};

std::unexpected<Error> io_failure(std::string_view what, const std::filesystem::path& path, int code) {
  return failure(ErrorKind::io,
                 fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(code)));
}

enum class Missing { create, is_error };

/// The folder that `parts` (all but the last) name, entered one by one without following symbolic links.
Result<Descriptor> open_folder(const std::filesystem::path& root, const std::vector<std::string>& parts,
                               Missing missing) {
  constexpr int flags = O_DIRECTORY | O_RDONLY | O_CLOEXEC;
  if (missing == Missing::create) {
    std::error_code error;
    std::filesystem::create_directories(root, error);
    if (error) return io_failure("create", root, error.value());
  }
  Descriptor folder(::open(root.c_str(), flags));
  if (!folder.valid()) {
    if (errno == ENOENT) return failure(ErrorKind::not_found, root.string() + " does not exist");
    return io_failure("open", root, errno);
  }
  std::filesystem::path shown = root;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    shown /= parts[i];
    if (missing == Missing::create) {
      if (::mkdirat(folder.number(), parts[i].c_str(), 0777) == 0) {
        // The entry of the new folder must be as durable as the file that is going to be in it.
        if (::fsync(folder.number()) != 0) return io_failure("sync", shown, errno);
      } else if (errno != EEXIST) {
        return io_failure("create", shown, errno);
      }
    }
    Descriptor next(::openat(folder.number(), parts[i].c_str(), flags | O_NOFOLLOW));
    if (!next.valid()) {
      if (errno == ENOENT) return failure(ErrorKind::not_found, shown.string() + " does not exist");
      if (errno == ELOOP || errno == ENOTDIR) {
        return failure(ErrorKind::io, fmt::format("{} is no folder (symbolic links are not followed)", shown.string()));
      }
      return io_failure("open", shown, errno);
    }
    folder = std::move(next);
  }
  return folder;
}

Result<Bytes> read_in(const Descriptor& folder, const std::string& name, const std::filesystem::path& shown) {
  const Descriptor file(::openat(folder.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) {
    if (errno == ENOENT) return failure(ErrorKind::not_found, shown.string() + " does not exist");
    return io_failure("open", shown, errno);
  }
  struct stat status = {};
  if (::fstat(file.number(), &status) != 0) return io_failure("read", shown, errno);
  if (!S_ISREG(status.st_mode)) return failure(ErrorKind::io, shown.string() + " is no regular file");
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_failure("read", shown, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

Result<void> write_all(const Descriptor& file, ByteView bytes, const std::filesystem::path& shown) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_failure("write", shown, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  if (::fsync(file.number()) != 0) return io_failure("sync", shown, errno);
  return {};
}

struct Temporary {
  std::string name;
  Descriptor file;
};

/// A new file beside `name`. A process that was killed may have left one under the same number: the next is taken.
Temporary create_temporary(const Descriptor& folder, const std::string& name) {
  constexpr int most_tries = 1000;
  static std::atomic<unsigned> counter = 0;
  Temporary temporary{.name = {}, .file = Descriptor(-1)};
  for (int i = 0; i < most_tries; ++i) {
    // Shortened so that it stays within the 255 bytes of a name; hidden so that no trainer reads it.
    temporary.name = fmt::format(".{}.{}-{}.part", name.substr(0, 200), ::getpid(), counter.fetch_add(1));
    temporary.file = Descriptor(
        ::openat(folder.number(), temporary.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (temporary.file.valid() || errno != EEXIST) break;
  }
  return temporary;
}

}  // namespace

Result<std::vector<std::string>> parts_of_key(std::string_view key) {
  const auto refused = [key](std::string_view why) {
    return failure(ErrorKind::usage, fmt::format("\"{}\" cannot be a key of a store: {}", key, why));
  };
  if (key.empty()) return refused("it is empty");
  if (key.find('\0') != std::string_view::npos) return refused("it holds a zero byte");
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= key.size();) {
    const std::size_t end = std::min(key.find('/', start), key.size());
    const std::string_view part = key.substr(start, end - start);
    if (part.empty() || part == "." || part == "..") return refused("it has an empty, \".\" or \"..\" part");
    if (part.size() > 255) return refused("a part of it is longer than 255 bytes");
    parts.emplace_back(part);
    start = end + 1;
  }
  return parts;
}

Result<void> write_file(const std::filesystem::path& root, std::string_view key, ByteView bytes) {
  const Result<std::vector<std::string>> parts = parts_of_key(key);
  if (!parts) return std::unexpected(parts.error());
  const std::filesystem::path shown = root / std::filesystem::path(key);
  const Result<Descriptor> folder = open_folder(root, *parts, Missing::create);
  if (!folder) return std::unexpected(folder.error());
  const std::string& name = parts->back();
  const Result<Bytes> present = read_in(*folder, name, shown);
  if (present && std::ranges::equal(*present, bytes)) return {};

  const Temporary temporary = create_temporary(*folder, name);
  if (!temporary.file.valid()) return io_failure("create a file beside", shown, errno);
  Result<void> written = write_all(temporary.file, bytes, shown);
  if (!written) {
    ::unlinkat(folder->number(), temporary.name.c_str(), 0);
    return written;
  }
  if (::renameat(folder->number(), temporary.name.c_str(), folder->number(), name.c_str()) != 0) {
    const int code = errno;
    ::unlinkat(folder->number(), temporary.name.c_str(), 0);
    return io_failure("replace", shown, code);
  }
  if (::fsync(folder->number()) != 0) return io_failure("sync the folder of", shown, errno);
  return {};
}

Result<Bytes> read_file(const std::filesystem::path& root, std::string_view key) {
  const Result<std::vector<std::string>> parts = parts_of_key(key);
  if (!parts) return std::unexpected(parts.error());
  const Result<Descriptor> folder = open_folder(root, *parts, Missing::is_error);
  if (!folder) return std::unexpected(folder.error());
  return read_in(*folder, parts->back(), root / std::filesystem::path(key));
}

}  // namespace tessera::directory
