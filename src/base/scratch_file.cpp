#include "base/scratch_file.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace tessera {
namespace {

std::unexpected<Error> io_failure(std::string_view what) {
  return failure(ErrorKind::io, fmt::format("cannot {} the file for pictures that wait: {}", what,
                                            std::generic_category().message(errno)));
}

/// Not every file system has files without a name; there it loses its name at once.
int open_nameless(const std::filesystem::path& folder) {
  constexpr mode_t owner_only = 0600;
  const int nameless = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, owner_only);
  if (nameless >= 0) return nameless;
  std::string name = (folder / ".scratch-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

/// Room is never used twice: a piece that goes leaves a hole, which takes no blocks.
class ScratchFile::Piece::File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] std::int64_t claim(std::size_t bytes) noexcept {
    // Whole blocks, so that a hole gives everything back.
    constexpr std::size_t block = 4096;
    return end_.fetch_add(static_cast<std::int64_t>((bytes + block - 1) / block * block));
  }

 private:
  int descriptor_;
  std::atomic<std::int64_t> end_ = 0;
};

ScratchFile::Piece::Piece(Piece&& other) noexcept
    : file_(std::move(other.file_)), offset_(other.offset_), bytes_(std::exchange(other.bytes_, 0)) {}

ScratchFile::Piece& ScratchFile::Piece::operator=(Piece&& other) noexcept {
  if (this == &other) return *this;
  release();
  file_ = std::move(other.file_);
  offset_ = other.offset_;
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

void ScratchFile::Piece::release() noexcept {
  if (!file_) return;
  // Where holes are not known the room is given back with the process.
  static_cast<void>(::fallocate(file_->descriptor(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset_,
                                static_cast<off_t>(bytes_)));
  file_.reset();
}

Result<Bytes> ScratchFile::Piece::read() const {
  Bytes bytes(file_ ? bytes_ : 0);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::pread(file_->descriptor(), bytes.data() + filled, bytes.size() - filled,
                                  offset_ + static_cast<off_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return io_failure("read");
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

Result<ScratchFile> ScratchFile::open(const std::filesystem::path& folder) {
  const int descriptor = open_nameless(folder);
  if (descriptor < 0) return io_failure("create");
  return ScratchFile(std::make_shared<Piece::File>(descriptor));
}

Result<ScratchFile::Piece> ScratchFile::put(ByteView bytes) {
  Piece piece;
  if (bytes.empty()) return piece;
  piece.file_ = file_;
  piece.offset_ = file_->claim(bytes.size());
  piece.bytes_ = bytes.size();
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::pwrite(file_->descriptor(), bytes.data() + done, bytes.size() - done,
                                   piece.offset_ + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return io_failure("write");
    done += static_cast<std::size_t>(count);
  }
  return piece;
}

Result<std::int64_t> ScratchFile::bytes_on_disk() const {
  struct stat status{};
  if (::fstat(file_->descriptor(), &status) != 0) return io_failure("look at");
  constexpr std::int64_t stat_block = 512;
  return std::int64_t{status.st_blocks} * stat_block;
}

}  // namespace tessera
