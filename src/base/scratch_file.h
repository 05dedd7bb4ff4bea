#pragma once
// A file without a name for bytes that are needed once more in this process: they wait on disk instead of in memory,
// and are gone with the process, however it ends. Any thread.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera {

class ScratchFile {
 public:
  /// What was put aside; its destruction gives the room on disk back. May outlive the ScratchFile.
  class Piece {
   public:
    Piece() = default;
    Piece(Piece&& other) noexcept;
    Piece& operator=(Piece&& other) noexcept;
    ~Piece() { release(); }

    /// Empty bytes for a piece that holds none. Blocking. Errors: io.
    [[nodiscard]] Result<Bytes> read() const;

   private:
    friend class ScratchFile;
    class File;
    void release() noexcept;

    std::shared_ptr<File> file_;
    std::int64_t offset_ = 0;
    std::size_t bytes_ = 0;
  };

  /// Opens a file in `folder`, which must exist. Errors: io.
  [[nodiscard]] static Result<ScratchFile> open(const std::filesystem::path& folder);

  /// Blocking, without a sync. Errors: io.
  [[nodiscard]] Result<Piece> put(ByteView bytes);

  /// Bytes that the file takes on disk. Errors: io.
  [[nodiscard]] Result<std::int64_t> bytes_on_disk() const;

 private:
  explicit ScratchFile(std::shared_ptr<Piece::File> file) : file_(std::move(file)) {}

  std::shared_ptr<Piece::File> file_;
};

}  // namespace tessera
