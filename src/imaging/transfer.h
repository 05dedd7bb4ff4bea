#pragma once
// The sRGB transfer function of IEC 61966-2-1, both ways. Private to this folder.

#include <array>
#include <cstddef>
#include <cstdint>

namespace tessera::imaging {

/// Linear light 0 … 1 of each encoded level.
[[nodiscard]] const std::array<float, 256>& linear_of_level();

/// The nearest encoded level; values outside of 0 … 1 are clamped, not-a-number gives 0.
class LevelOfLinear {
 public:
  [[nodiscard]] static const LevelOfLinear& instance();

  [[nodiscard]] std::uint8_t operator()(float linear) const noexcept {
    if (!(linear > 0)) return 0;
    if (linear >= 1) return 255;
    std::size_t level = first_guess_[static_cast<std::size_t>(linear * static_cast<float>(steps))];
    while (linear >= boundary_[level]) ++level;  // at most a few steps, by the density of the table
    return static_cast<std::uint8_t>(level);
  }

 private:
  LevelOfLinear();

  static constexpr std::size_t steps = 4096;
  std::array<float, 256> boundary_;              ///< the least linear value of the next level
  std::array<std::uint8_t, steps> first_guess_;  ///< the level at the lower end of each of `steps` equal parts
};

}  // namespace tessera::imaging
