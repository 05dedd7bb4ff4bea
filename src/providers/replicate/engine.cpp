#include "providers/replicate/engine.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

struct Ratio {
  int width;
  int height;
};

// The model's own list (its input schema), without "match_input_image".
constexpr std::array<Ratio, 13> offered = {
    {{1, 1}, {16, 9}, {9, 16}, {4, 3}, {3, 4}, {3, 2}, {2, 3}, {4, 5}, {5, 4}, {21, 9}, {9, 21}, {2, 1}, {1, 2}}};

constexpr double output_pixels = 1024.0 * 1024.0;
constexpr std::uint64_t seed_mask = 0x7FFF'FFFF;  // 31 bits: the schema says "integer" and models take it as signed

double log_ratio(Ratio ratio) { return std::log(static_cast<double>(ratio.width) / ratio.height); }

Ratio nearest(GridShape shape) {
  const double wanted = log_ratio({shape.columns, shape.rows});
  return *std::ranges::min_element(offered, {}, [wanted](Ratio ratio) { return std::abs(log_ratio(ratio) - wanted); });
}

Size size_of(Ratio ratio) {
  const double width = std::sqrt(output_pixels * ratio.width / ratio.height);
  const auto to_sixteenth = [](double side) { return static_cast<int>(std::lround(side / 16)) * 16; };
  return Size{.width = to_sixteenth(width), .height = to_sixteenth(output_pixels / width)};
}

}  // namespace

std::string aspect_ratio_of(GridShape shape) {
  const Ratio ratio = nearest(shape);
  return fmt::format("{}:{}", ratio.width, ratio.height);
}

Result<Size> size_of_aspect_ratio(std::string_view text) {
  const auto found = std::ranges::find_if(
      offered, [text](Ratio ratio) { return text == fmt::format("{}:{}", ratio.width, ratio.height); });
  if (found == offered.end()) {
    return failure(ErrorKind::usage, fmt::format("\"{}\" is no aspect ratio that the model offers", text));
  }
  return size_of(*found);
}

Size Engine::expected_size(GridShape shape) const { return size_of(nearest(shape)); }

CallSpec Engine::grid_call(const GridRequest& request) const {
  const Size size = expected_size(request.shape);
  CallSpec spec;
  spec.kind = CallKind::grid;
  spec.provider = provider_name;
  spec.model = model_;
  spec.input = json::object{{"prompt", request.prompt},
                            {"input_image", blob_reference(request.source)},
                            {"aspect_ratio", aspect_ratio_of(request.shape)},
                            {"output_format", "png"},
                            {"safety_tolerance", 2},  // the most that is allowed with a picture
                            {"prompt_upsampling", false},
                            {"seed", request.seed & seed_mask}};
  spec.most = Usage{.pictures = 1, .output_megapixels = static_cast<double>(size.width) * size.height / 1e6};
  return spec;
}

}  // namespace tessera::replicate
