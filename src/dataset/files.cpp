#include "dataset/files.h"

#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

#include "base/durable_file.h"

namespace tessera {
namespace {

constexpr std::string_view temporary_prefix = ".tessera-";
constexpr std::string_view temporary_suffix = ".tmp";

std::unexpected<Error> cannot(std::string_view what, const std::filesystem::path& path, int error_number) {
  return failure(ErrorKind::io,
                 fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(error_number)));
}

}  // namespace

Result<void> write_file(const std::filesystem::path& path, ByteView bytes) {
  const std::filesystem::path temporary =
      path.parent_path() / fmt::format("{}{}{}", temporary_prefix, path.filename().string(), temporary_suffix);
  ::unlink(temporary.c_str());  // left over from a write that was killed
  if (Result<void> written = write_synced(temporary, bytes, FileAccess::by_umask); !written) {
    // People know the file by the name that it was to get.
    std::string& message = written.error().message;
    if (const std::size_t at = message.find(temporary.string()); at != std::string::npos) {
      message.replace(at, temporary.string().size(), path.string());
    }
    return written;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error_number = errno;
    ::unlink(temporary.c_str());
    return cannot("write", path, error_number);
  }
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return cannot("create", folder, error.value());
  return {};
}

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most_bytes) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return failure(ErrorKind::not_found, fmt::format("there is no {}", path.string()));
    return cannot("read", path, errno);
  }
  if (!S_ISREG(status.st_mode)) return cannot("read", path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
  if (status.st_size > static_cast<off_t>(most_bytes)) return cannot("read", path, EFBIG);
  return read_whole(path);
}

bool is_left_over(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(temporary_prefix) && name.ends_with(temporary_suffix);
}

}  // namespace tessera
