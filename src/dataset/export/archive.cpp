#include "dataset/export/archive.h"

#include <fmt/format.h>

#include "dataset/archive_library.h"

namespace tessera {
namespace {

constexpr int everybody_reads = 0644;

struct EntryDeleter {
  void operator()(::archive_entry* entry) const noexcept { libarchive().archive_entry_free(entry); }
};

}  // namespace

void ArchiveWriter::Closer::operator()(::archive* writer) const noexcept { libarchive().archive_write_free(writer); }

ArchiveWriter::ArchiveWriter(std::filesystem::path file, ::archive* writer) : file_(std::move(file)), writer_(writer) {}

std::unexpected<Error> ArchiveWriter::cannot_write() const {
  const char* cause = libarchive().archive_error_string(writer_.get());
  return failure(ErrorKind::io, fmt::format("cannot write {}: {}", file_.string(), cause != nullptr ? cause : "?"));
}

Result<ArchiveWriter> ArchiveWriter::create(const std::filesystem::path& file, ArchiveKind kind) {
  if (archive_library() == nullptr) return no_archive_library();
  ::archive* raw = libarchive().archive_write_new();
  if (raw == nullptr) throw std::bad_alloc();
  ArchiveWriter archive(file, raw);
  const bool is_zip = kind == ArchiveKind::zip;
  int status =
      is_zip ? libarchive().archive_write_set_format_zip(raw) : libarchive().archive_write_set_format_ustar(raw);
  if (status == ARCHIVE_OK && is_zip) status = libarchive().archive_write_zip_set_compression_store(raw);
  // Without padding behind the end of the format's own.
  if (status == ARCHIVE_OK) status = libarchive().archive_write_set_bytes_in_last_block(raw, 1);
  if (status == ARCHIVE_OK) status = libarchive().archive_write_open_filename(raw, file.c_str());
  if (status != ARCHIVE_OK) return archive.cannot_write();
  return archive;
}

Result<void> ArchiveWriter::add(const std::string& name, ByteView bytes) {
  const std::unique_ptr<::archive_entry, EntryDeleter> entry(libarchive().archive_entry_new());
  // No time is set: libarchive then writes the earliest one that the format has, in every time zone.
  libarchive().archive_entry_set_pathname(entry.get(), name.c_str());
  libarchive().archive_entry_set_filetype(entry.get(), AE_IFREG);
  libarchive().archive_entry_set_perm(entry.get(), everybody_reads);
  libarchive().archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  if (libarchive().archive_write_header(writer_.get(), entry.get()) != ARCHIVE_OK) return cannot_write();
  const la_ssize_t written = libarchive().archive_write_data(writer_.get(), bytes.data(), bytes.size());
  if (written != static_cast<la_ssize_t>(bytes.size())) return cannot_write();
  return {};
}

Result<void> ArchiveWriter::close() {
  if (libarchive().archive_write_close(writer_.get()) != ARCHIVE_OK) return cannot_write();
  return {};
}

}  // namespace tessera
