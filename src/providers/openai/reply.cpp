#include "providers/openai/reply.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "providers/openai/json_in_text.h"

namespace tessera::openai {
namespace {

constexpr std::size_t most_body_bytes = 8U << 20U;
constexpr std::size_t most_caption_bytes = 300;
constexpr std::size_t most_defect_bytes = 40;
constexpr std::size_t most_defects = 8;
constexpr int deepest_nesting = 3;

std::unexpected<Error> unusable(std::string code, std::string why) {
  return std::unexpected(Error{.kind = ErrorKind::bad_request,
                               .message = "the judge's reply cannot be used: " + std::move(why),
                               .provider = "openai",
                               .code = std::move(code)});
}

/// One line without control characters, cut between characters (UTF-8).
std::string clean_line(std::string_view text, std::size_t most_bytes) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool blank = byte <= 0x20 || byte == 0x7f;
    if (blank && (out.empty() || out.back() == ' ')) continue;
    if (out.size() >= most_bytes && (byte & 0xC0U) != 0x80U) break;
    if (out.size() >= most_bytes + 3) break;
    out += blank ? ' ' : c;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

/// A whole number: 3, 3.0, "3". Not true, not 3.5, not "three".
std::optional<int> whole_number(const json::value& value) {
  constexpr double most = 1e6;
  if (value.is_string()) {
    const std::string text = clean_line(value.get_string(), 12);
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
  }
  if (!value.is_number()) return std::nullopt;
  boost::system::error_code error;
  const auto number = value.to_number<double>(error);
  if (error || !std::isfinite(number) || std::abs(number) > most || number != std::floor(number)) return std::nullopt;
  return static_cast<int>(number);
}

/// Numbers of an array, rows of arrays flattened (a model may answer row by row).
void collect_numbers(const json::array& array, int depth, std::vector<int>& out) {
  for (const json::value& item : array) {
    if (const json::array* inner = item.if_array(); inner != nullptr && depth < deepest_nesting) {
      collect_numbers(*inner, depth + 1, out);
    } else if (const std::optional<int> number = whole_number(item)) {
      out.push_back(*number);
    }
  }
}

std::vector<std::string> read_defects(const json::value& tile) {
  std::vector<std::string> out;
  const json::value* defects = find(tile, "defects");
  if (defects == nullptr) return out;
  const auto add = [&out](const json::value& item) {
    if (!item.is_string() || out.size() >= most_defects) return;
    std::string text = clean_line(item.get_string(), most_defect_bytes);
    if (!text.empty() && text != "none" && text != "None") out.push_back(std::move(text));
  };
  if (const json::array* array = defects->if_array()) {
    for (const json::value& item : *array) add(item);
  } else {
    add(*defects);
  }
  return out;
}

std::vector<TileOpinion> read_tiles(const json::array& array, int cells) {
  std::vector<TileOpinion> out;
  std::set<int> seen;
  for (const json::value& item : array) {
    const json::value* index = find(item, "tile");
    const std::optional<int> tile = index == nullptr ? std::nullopt : whole_number(*index);
    if (!tile || *tile < 1 || *tile > cells || !seen.insert(*tile).second) continue;
    TileOpinion opinion{.tile = *tile};
    if (const json::value* repeats = find(item, "repeats")) {
      const std::optional<int> other = whole_number(*repeats);
      if (other && *other >= 1 && *other <= cells && *other != *tile) opinion.repeats = other;
    }
    opinion.shows = clean_line(find_string(item, "shows").value_or(""), most_caption_bytes);
    opinion.defects = read_defects(item);
    out.push_back(std::move(opinion));
  }
  std::ranges::sort(out, {}, &TileOpinion::tile);
  return out;
}

/// Leaves out tiles that are said to repeat another one of the list, except in a circle, where the first one stays.
void drop_repetitions(JudgeReply& reply) {
  std::set<int> unique(reply.unique_tiles.begin(), reply.unique_tiles.end());
  for (auto tile = reply.tiles.rbegin(); tile != reply.tiles.rend(); ++tile) {
    if (tile->repeats && unique.contains(*tile->repeats)) unique.erase(tile->tile);
  }
  reply.unique_tiles.assign(unique.begin(), unique.end());
}

Result<JudgeReply> read_answer(const json::value& answer, GridShape shape) {
  const int cells = shape.cells();
  const json::value* unique = find(answer, "unique_tiles");
  const json::value* tiles = find(answer, "tiles");
  JudgeReply reply;
  const bool has_tiles = tiles != nullptr && tiles->is_array();
  if (has_tiles) reply.tiles = read_tiles(tiles->get_array(), cells);
  if (unique != nullptr && unique->is_array()) {
    std::vector<int> numbers;
    collect_numbers(unique->get_array(), 0, numbers);
    if (std::ranges::any_of(numbers, [](int number) { return number < 1; })) {
      return unusable("unusable", "it does not count tiles from 1");
    }
    std::erase_if(numbers, [cells](int number) { return number > cells; });
    if (numbers.empty() && !unique->get_array().empty()) {
      return unusable("unusable", "none of its unique_tiles is a tile of the grid");
    }
    reply.unique_tiles = std::move(numbers);
  } else if (!reply.tiles.empty()) {
    for (const TileOpinion& tile : reply.tiles) {
      if (!tile.repeats) reply.unique_tiles.push_back(tile.tile);
    }
  } else {
    return unusable("unusable", "it says nothing about unique tiles");
  }
  std::ranges::sort(reply.unique_tiles);
  const auto repeated = std::ranges::unique(reply.unique_tiles);
  reply.unique_tiles.erase(repeated.begin(), repeated.end());
  drop_repetitions(reply);
  return reply;
}

/// The text of a message: a string, or an array of parts with text (some compatible servers).
std::string text_of(const json::value& message) {
  const json::value* content = find(message, "content");
  if (content == nullptr) return {};
  if (content->is_string()) return std::string(content->get_string());
  std::string out;
  if (const json::array* parts = content->if_array()) {
    for (const json::value& part : *parts) out += find_string(part, "text").value_or("");
  }
  return out;
}

bool is_judgement(const json::value& value) {
  return find(value, "unique_tiles") != nullptr || find(value, "tiles") != nullptr;
}

}  // namespace

Result<JudgeReply> read_judge_text(std::string_view text, GridShape shape) {
  if (text.size() > most_body_bytes) return unusable("unusable", "it is too long");
  const std::optional<json::value> answer = find_json_object(text, is_judgement);
  if (!answer) return unusable("unusable", "it holds no JSON with unique_tiles or tiles");
  return read_answer(*answer, shape);
}

Result<JudgeReply> read_judge_reply(ByteView body, GridShape shape) {
  if (body.size() > most_body_bytes) return unusable("unusable", "it is too long");
  const Result<json::value> envelope = parse_json(as_text(body));
  if (!envelope) return unusable("unusable", "it is " + envelope.error().message);
  const json::value* choices = find(*envelope, "choices");
  if (choices == nullptr || !choices->is_array() || choices->get_array().empty()) {
    return unusable("unusable", "it has no choices");
  }
  const json::value& choice = choices->get_array().front();
  const json::value* message = find(choice, "message");
  if (message == nullptr) return unusable("unusable", "it has no message");
  const std::string refusal = find_string(*message, "refusal").value_or("");
  if (!refusal.empty()) return unusable("refusal", "the model refuses: " + clean_line(refusal, most_caption_bytes));
  const std::string ending = find_string(choice, "finish_reason").value_or("stop");
  if (ending == "length") return unusable("length", "it was cut off at the token limit");
  if (ending == "content_filter") return unusable("content_filter", "a content filter stopped it");
  return read_judge_text(text_of(*message), shape);
}

}  // namespace tessera::openai
