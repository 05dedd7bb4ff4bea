#include "imaging/transfer.h"

#include <cmath>
#include <limits>

namespace tessera::imaging {
namespace {

double to_linear(double encoded) {
  return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

}  // namespace

const std::array<float, 256>& linear_of_level() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> result{};
    for (std::size_t level = 0; level < result.size(); ++level) {
      result[level] = static_cast<float>(to_linear(static_cast<double>(level) / 255));
    }
    return result;
  }();
  return table;
}

LevelOfLinear::LevelOfLinear() : boundary_(), first_guess_() {
  for (std::size_t level = 0; level < 255; ++level) {
    boundary_[level] = static_cast<float>(to_linear((static_cast<double>(level) + 0.5) / 255));
  }
  boundary_[255] = std::numeric_limits<float>::infinity();
  std::size_t level = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    while (static_cast<float>(step) / static_cast<float>(steps) >= boundary_[level]) ++level;
    first_guess_[step] = static_cast<std::uint8_t>(level);
  }
}

const LevelOfLinear& LevelOfLinear::instance() {
  static const LevelOfLinear table;
  return table;
}

}  // namespace tessera::imaging
