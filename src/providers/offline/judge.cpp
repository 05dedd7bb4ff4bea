#include "providers/offline/judge.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "imaging/codec.h"
#include "imaging/descriptor.h"
#include "imaging/resize.h"
#include "providers/offline/engine.h"
#include "providers/offline/local_endpoint.h"

namespace tessera::offline {
namespace {

constexpr std::string_view judge_model = "tessera-offline-judge-1";

/// Nearly one colour: the standard deviation of the mean of R, G and B is below two levels of 255.
bool is_blank(const Image& tile) {
  double sum = 0, squares = 0, count = 0;
  for (int y = 0; y < tile.height(); ++y) {
    const auto row = tile.row(y);
    for (std::size_t i = 0; i + 2 < row.size(); i += 3) {
      const double v = (row[i] + row[i + 1] + row[i + 2]) / 3.0;
      sum += v;
      squares += v * v;
      count += 1;
    }
  }
  const double mean = sum / count;
  return squares / count - mean * mean < 4;
}

std::vector<Box> boxes_of(const json::object& input, Size sheet) {
  std::vector<Box> boxes;
  const json::value* cells = input.if_contains("cells");
  if (cells == nullptr || !cells->is_array()) return boxes;
  for (const json::value& cell : cells->as_array()) {
    const auto number = [&](std::string_view key) { return find_integer(cell, key).value_or(0); };
    const std::int64_t left = std::clamp<std::int64_t>(number("left"), 0, sheet.width - 1);
    const std::int64_t top = std::clamp<std::int64_t>(number("top"), 0, sheet.height - 1);
    const std::int64_t width = std::clamp<std::int64_t>(number("width"), 1, sheet.width - left);
    const std::int64_t height = std::clamp<std::int64_t>(number("height"), 1, sheet.height - top);
    boxes.push_back({static_cast<int>(left), static_cast<int>(top), static_cast<int>(width), static_cast<int>(height)});
  }
  return boxes;
}

Result<CallOutput> judge(const Bytes& sheet_bytes, const json::object& input) {
  const auto sheet = decode_image(sheet_bytes);
  if (!sheet) return std::unexpected(sheet.error());
  const std::vector<Box> boxes = boxes_of(input, sheet->size());
  if (boxes.empty()) return failure(ErrorKind::bad_request, "there are no cells to judge");
  json::array unique, tiles;
  std::vector<std::optional<Descriptor>> seen;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Image tile = crop(*sheet, boxes[i]);
    json::array defects;
    json::value repeats = nullptr;
    if (is_blank(tile)) {
      defects.emplace_back("blank");
      seen.emplace_back();
    } else {
      seen.emplace_back(describe(tile));
      for (std::size_t k = 0; k < i && repeats.is_null(); ++k) {
        if (seen[k] && distance(*seen[k], *seen[i]) < duplicate_distance) repeats = static_cast<std::int64_t>(k + 1);
      }
    }
    if (repeats.is_null() && defects.empty()) unique.emplace_back(static_cast<std::int64_t>(i + 1));
    tiles.push_back(json::object{{"tile", static_cast<std::int64_t>(i + 1)},
                                 {"repeats", std::move(repeats)},
                                 {"shows", ""},
                                 {"defects", std::move(defects)}});
  }
  const json::object reply{{"unique_tiles", std::move(unique)}, {"tiles", std::move(tiles)}};
  return CallOutput{.bytes = to_bytes(json::serialize(reply)), .media_type = "application/json"};
}

class OfflineJudge final : public TileJudge {
 public:
  OfflineJudge(BlobReader& blobs, asio::thread_pool& workers)
      : endpoint_(blobs, workers, "grid", [](Bytes sheet, json::object input) { return judge(sheet, input); }) {}

  std::string name() const override { return std::string(provider_name); }
  std::string model() const override { return std::string(judge_model); }

  CallSpec judge_call(const JudgeRequest& request) const override {
    json::array cells;
    for (const Box& box : request.cells) {
      cells.push_back(json::object{{"left", box.left}, {"top", box.top}, {"width", box.width}, {"height", box.height}});
    }
    return {.kind = CallKind::judge,
            .provider = name(),
            .model = model(),
            .input = {{"grid", blob_reference(request.grid)},
                      {"shape", to_text(request.shape)},
                      {"cells", std::move(cells)}},
            .most = {}};
  }

  Result<JudgeReply> read_reply(ByteView reply, GridShape shape) const override {
    const auto parsed = parse_json(as_text(reply));
    if (!parsed) return std::unexpected(parsed.error());
    const json::value* unique = find(*parsed, "unique_tiles");
    const json::value* tiles = find(*parsed, "tiles");
    if (unique == nullptr || !unique->is_array() || tiles == nullptr || !tiles->is_array()) {
      return failure(ErrorKind::bad_request, "the judge's reply lacks unique_tiles or tiles");
    }
    JudgeReply out;
    for (const json::value& tile : unique->as_array()) {
      if (tile.is_int64() && tile.as_int64() >= 1 && tile.as_int64() <= shape.cells()) {
        out.unique_tiles.push_back(static_cast<int>(tile.as_int64()));
      }
    }
    std::ranges::sort(out.unique_tiles);
    for (const json::value& entry : tiles->as_array()) {
      const auto tile = find_integer(entry, "tile");
      if (!tile || *tile < 1 || *tile > shape.cells()) continue;
      TileOpinion opinion{.tile = static_cast<int>(*tile)};
      if (const auto repeats = find_integer(entry, "repeats")) opinion.repeats = static_cast<int>(*repeats);
      if (const json::value* defects = find(entry, "defects"); defects != nullptr && defects->is_array()) {
        for (const json::value& defect : defects->as_array()) {
          if (defect.is_string()) opinion.defects.emplace_back(defect.as_string());
        }
      }
      out.tiles.push_back(std::move(opinion));
    }
    return out;
  }

  CallEndpoint& endpoint() override { return endpoint_; }

 private:
  LocalEndpoint endpoint_;
};

}  // namespace

std::shared_ptr<TileJudge> make_offline_judge(BlobReader& blobs, asio::thread_pool& workers) {
  return std::make_shared<OfflineJudge>(blobs, workers);
}

}  // namespace tessera::offline
