#pragma once
// ZIP and tar files that are the same bytes whoever makes them, when and where (libarchive). Private to exports.

#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "tessera/error.h"

struct archive;

namespace tessera {

enum class ArchiveKind {
  zip,   ///< stored: pictures do not get smaller, and the bytes do not depend on a compressor; 1980-01-01
  ustar  ///< POSIX.1-1988; owner 0, no names, 1970-01-01
};

/// Writes a new file piece by piece; memory holds one entry. What is not closed is no archive.
class ArchiveWriter {
 public:
  /// `file` must not exist. Errors: io.
  [[nodiscard]] static Result<ArchiveWriter> create(const std::filesystem::path& file, ArchiveKind kind);

  /// A file with mode 0644. `name` is ASCII and relative. Errors: io.
  [[nodiscard]] Result<void> add(const std::string& name, ByteView bytes);

  /// Completes the file. Errors: io.
  [[nodiscard]] Result<void> close();

 private:
  struct Closer {
    void operator()(::archive* writer) const noexcept;
  };

  ArchiveWriter(std::filesystem::path file, ::archive* writer);
  [[nodiscard]] std::unexpected<Error> cannot_write() const;

  std::filesystem::path file_;
  std::unique_ptr<::archive, Closer> writer_;
};

}  // namespace tessera
