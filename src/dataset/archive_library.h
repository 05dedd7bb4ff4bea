#pragma once
// libarchive, loaded when the first archive is read or written: it brings XML, Unicode tables and six compressors, and
// most runs have no archive. Private to this folder.

#include <archive.h>
#include <archive_entry.h>

#include "tessera/error.h"

// clang-format off
/// The functions of it that are used here.
#define TESSERA_ARCHIVE_FUNCTIONS(use) \
  use(archive_entry_filetype) \
  use(archive_entry_free) \
  use(archive_entry_new) \
  use(archive_entry_pathname) \
  use(archive_entry_pathname_utf8) \
  use(archive_entry_set_filetype) \
  use(archive_entry_set_pathname) \
  use(archive_entry_set_perm) \
  use(archive_entry_set_size) \
  use(archive_error_string) \
  use(archive_read_data_block) \
  use(archive_read_free) \
  use(archive_read_new) \
  use(archive_read_next_header) \
  use(archive_read_open_filename) \
  use(archive_read_open_memory) \
  use(archive_read_support_filter_none) \
  use(archive_read_support_format_tar) \
  use(archive_read_support_format_zip_seekable) \
  use(archive_write_close) \
  use(archive_write_data) \
  use(archive_write_free) \
  use(archive_write_header) \
  use(archive_write_new) \
  use(archive_write_open_filename) \
  use(archive_write_set_bytes_in_last_block) \
  use(archive_write_set_format_ustar) \
  use(archive_write_set_format_zip) \
  use(archive_write_zip_set_compression_store)
// clang-format on

namespace tessera {

struct ArchiveLibrary {
#define TESSERA_MEMBER(name) decltype(&::name) name = nullptr;
  TESSERA_ARCHIVE_FUNCTIONS(TESSERA_MEMBER)
#undef TESSERA_MEMBER
};

/// Loads it once; nothing when it is not installed or lacks a function. Any thread.
[[nodiscard]] const ArchiveLibrary* archive_library();
/// The same where it is known to be there: behind a check, or with an object that it made.
[[nodiscard]] inline const ArchiveLibrary& libarchive() { return *archive_library(); }
/// What is said when it is not. Errors: configuration.
[[nodiscard]] std::unexpected<Error> no_archive_library();

}  // namespace tessera
