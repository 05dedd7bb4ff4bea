#include "dataset/weights/weights.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "dataset/archive_library.h"

namespace tessera {
namespace {

constexpr int most_entries = 10'000;
constexpr std::size_t longest_name = 1'000;
constexpr std::string_view ending = ".safetensors";

struct CloseArchive {
  void operator()(archive* open) const noexcept { libarchive().archive_read_free(open); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

std::unexpected<Error> corrupt(std::string why) { return failure(ErrorKind::corrupt, std::move(why)); }

/// Neither compression around an archive nor other formats: what trainers deliver needs none, and what unpacks without
/// bound cannot be skipped.
Result<Archive> open(ByteView delivered) {
  if (archive_library() == nullptr) return no_archive_library();
  Archive opened(libarchive().archive_read_new());
  if (!opened) return failure(ErrorKind::io, "no memory to read an archive");
  libarchive().archive_read_support_filter_none(opened.get());
  libarchive().archive_read_support_format_tar(opened.get());
  libarchive().archive_read_support_format_zip_seekable(opened.get());
  if (libarchive().archive_read_open_memory(opened.get(), delivered.data(), delivered.size()) != ARCHIVE_OK) {
    return corrupt("what was delivered is neither a safetensors file nor a tar or zip archive");
  }
  return opened;
}

/// The name of the next regular file; nothing at the end. Errors: corrupt.
Result<std::optional<std::string>> next_file(archive* opened, int& entries) {
  archive_entry* entry = nullptr;
  for (;;) {
    const int status = libarchive().archive_read_next_header(opened, &entry);
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      return corrupt("the archive with the weights is damaged");
    }
    if (++entries > most_entries) return corrupt("the archive with the weights holds too many files");
    const char* name = libarchive().archive_entry_pathname(entry);
    if (libarchive().archive_entry_filetype(entry) != AE_IFREG || name == nullptr) continue;
    return std::string(name).substr(0, longest_name);
  }
}

/// Whether the stem ends with a number of steps: "lora_000000250".
bool names_steps(std::string_view name) {
  name.remove_suffix(ending.size());
  return !name.empty() && std::isdigit(static_cast<unsigned char>(name.back())) != 0;
}

Result<std::string> choose(ByteView delivered) {
  Result<Archive> opened = open(delivered);
  if (!opened) return std::unexpected(opened.error());
  std::vector<std::string> found;
  int entries = 0;
  for (;;) {
    Result<std::optional<std::string>> name = next_file(opened->get(), entries);
    if (!name) return std::unexpected(name.error());
    if (!*name) break;
    if ((*name)->ends_with(ending)) found.push_back(std::move(**name));
  }
  if (found.empty()) return corrupt("there is no .safetensors file among what was delivered");
  std::ranges::sort(found);
  const auto final = std::ranges::find_if_not(found, names_steps);
  return final == found.end() ? found.back() : *final;
}

Result<Bytes> read_entry(archive* opened) {
  Bytes bytes;
  for (;;) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = libarchive().archive_read_data_block(opened, &block, &size, &offset);
    if (status == ARCHIVE_EOF) return bytes;
    // Holes of sparse files are not for weights.
    const bool in_order = offset >= 0 && static_cast<std::uint64_t>(offset) == bytes.size();
    if (status != ARCHIVE_OK || !in_order) return corrupt("the weights in the archive are damaged");
    if (bytes.size() + size > max_weights_bytes) return corrupt("the weights are larger than any that are expected");
    const auto* first = static_cast<const std::uint8_t*>(block);
    bytes.insert(bytes.end(), first, first + size);
  }
}

Result<Bytes> extract(ByteView delivered, const std::string& wanted) {
  Result<Archive> opened = open(delivered);
  if (!opened) return std::unexpected(opened.error());
  int entries = 0;
  for (;;) {
    const Result<std::optional<std::string>> name = next_file(opened->get(), entries);
    if (!name) return std::unexpected(name.error());
    if (!*name) return corrupt("the archive with the weights is damaged");
    if (**name == wanted) return read_entry(opened->get());
  }
}

}  // namespace

Result<Weights> read_weights(ByteView delivered) {
  Weights weights;
  if (looks_like_safetensors(delivered)) {
    weights.file.assign(delivered.begin(), delivered.end());
  } else {
    Result<std::string> name = choose(delivered);
    if (!name) return std::unexpected(name.error());
    Result<Bytes> file = extract(delivered, *name);
    if (!file) return std::unexpected(file.error());
    weights.name = std::move(*name);
    weights.file = std::move(*file);
  }
  Result<SafetensorsHeader> header = read_safetensors(weights.file);
  if (!header) return std::unexpected(header.error());
  weights.header = std::move(*header);
  return weights;
}

}  // namespace tessera
