#include "dataset/weights/safetensors.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"

namespace tessera {
namespace {

constexpr std::size_t length_bytes = 8;

constexpr std::array<std::pair<std::string_view, std::uint64_t>, 16> type_sizes = {{{"BOOL", 1},
                                                                                    {"U8", 1},
                                                                                    {"I8", 1},
                                                                                    {"F8_E5M2", 1},
                                                                                    {"F8_E4M3", 1},
                                                                                    {"F8_E8M0", 1},
                                                                                    {"I16", 2},
                                                                                    {"U16", 2},
                                                                                    {"F16", 2},
                                                                                    {"BF16", 2},
                                                                                    {"I32", 4},
                                                                                    {"U32", 4},
                                                                                    {"F32", 4},
                                                                                    {"F64", 8},
                                                                                    {"I64", 8},
                                                                                    {"U64", 8}}};

std::unexpected<Error> corrupt(std::string why) {
  return failure(ErrorKind::corrupt, "no usable safetensors file: " + why);
}

std::uint64_t header_length(ByteView file) noexcept {
  std::uint64_t length = 0;
  for (std::size_t i = length_bytes; i-- > 0;) length = length << 8U | file[i];
  return length;
}

struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  friend auto operator<=>(const Range&, const Range&) = default;
};

std::optional<std::uint64_t> unsigned_of(const json::value& value) {
  if (const std::uint64_t* number = value.if_uint64()) return *number;
  const std::int64_t* number = value.if_int64();
  return number != nullptr && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::optional<Range> range_of(const json::value& tensor) {
  const json::value* offsets = find(tensor, "data_offsets");
  if (offsets == nullptr || !offsets->is_array() || offsets->get_array().size() != 2) return std::nullopt;
  const auto begin = unsigned_of(offsets->get_array()[0]);
  const auto end = unsigned_of(offsets->get_array()[1]);
  return begin && end && *begin <= *end ? std::optional(Range{*begin, *end}) : std::nullopt;
}

/// Bytes that a tensor of this type and shape has; nothing when it cannot be told or does not fit into 64 bits.
std::optional<std::uint64_t> size_of(const json::value& tensor) {
  const std::string type = find_string(tensor, "dtype").value_or("");
  const auto known = std::ranges::find(type_sizes, type, [](const auto& entry) { return entry.first; });
  const json::value* shape = find(tensor, "shape");
  if (known == type_sizes.end() || shape == nullptr || !shape->is_array()) return std::nullopt;
  std::uint64_t bytes = known->second;
  for (const json::value& side : shape->get_array()) {
    const auto length = unsigned_of(side);
    if (!length) return std::nullopt;
    if (*length != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / *length) return std::nullopt;
    bytes *= *length;
  }
  return bytes;
}

std::optional<int> rank_of(std::string_view name, const json::value& tensor) {
  const bool goes_down = name.contains("lora_A") || name.contains("lora_down");
  const json::value* shape = find(tensor, "shape");
  if (!goes_down || shape == nullptr || shape->get_array().empty()) return std::nullopt;
  const auto rows = unsigned_of(shape->get_array()[0]);
  constexpr std::uint64_t most = 100'000;
  return rows && *rows > 0 && *rows <= most ? std::optional(static_cast<int>(*rows)) : std::nullopt;
}

Result<void> check_ranges(std::vector<Range> ranges, std::uint64_t data_bytes) {
  std::ranges::sort(ranges);
  std::uint64_t filled = 0;
  for (const Range& range : ranges) {
    if (range.begin != filled) return corrupt("its tensors overlap or leave holes");
    filled = range.end;
  }
  if (filled != data_bytes) {
    return corrupt(fmt::format("its tensors need {} bytes, and {} are there", filled, data_bytes));
  }
  return {};
}

}  // namespace

bool looks_like_safetensors(ByteView file) noexcept {
  if (file.size() <= length_bytes || file[length_bytes] != '{') return false;
  const std::uint64_t length = header_length(file);
  return length >= 2 && length <= max_safetensors_header_bytes;
}

Result<SafetensorsHeader> read_safetensors(ByteView file) {
  if (file.size() <= length_bytes) return corrupt("it is too short");
  const std::uint64_t length = header_length(file);
  if (length > max_safetensors_header_bytes || length > file.size() - length_bytes) {
    return corrupt(fmt::format("its header of {} bytes is not there", length));
  }
  const Result<json::value> header = parse_json(as_text(file.subspan(length_bytes, static_cast<std::size_t>(length))));
  if (!header || !header->is_object()) return corrupt("its header is no JSON object");

  SafetensorsHeader read;
  read.data_bytes = file.size() - length_bytes - length;
  std::vector<Range> ranges;
  for (const auto& [name, entry] : header->get_object()) {
    if (name == "__metadata__") {
      if (!entry.is_object()) return corrupt("its metadata is no object");
      for (const auto& [key, text] : entry.get_object()) {
        if (text.is_string()) read.metadata[std::string(key)] = std::string(text.get_string());
      }
      continue;
    }
    const std::optional<Range> range = range_of(entry);
    const std::optional<std::uint64_t> size = size_of(entry);
    if (!range || !size || range->end - range->begin != *size) {
      return corrupt(fmt::format("tensor \"{}\" has no known type, or a shape that does not fit its bytes",
                                 std::string_view(name).substr(0, 200)));
    }
    ranges.push_back(*range);
    ++read.tensors;
    if (!read.rank) read.rank = rank_of(name, entry);
  }
  if (read.tensors == 0) return corrupt("it holds no tensor");
  const Result<void> filled = check_ranges(std::move(ranges), read.data_bytes);
  if (!filled) return std::unexpected(filled.error());
  return read;
}

}  // namespace tessera
