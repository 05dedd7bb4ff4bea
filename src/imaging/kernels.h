#pragma once
// The inner loops of the measures, compiled twice into one binary: for every x86-64 (or any other) processor and for
// those with AVX2. Integers only, so both give the same numbers. All pointers must be valid for the counts given;
// nothing is checked here. Any thread. Private to this folder.

#include <cstddef>
#include <cstdint>

namespace tessera::imaging {

/// Sums over one direction of the steps between neighbours and of what a 9-tap mean takes away of them, ninefold.
struct BlurSums {
  std::uint32_t steps = 0;
  std::uint32_t lost = 0;
};
/// Of the values of one block.
struct BlockSums {
  std::uint32_t sum = 0;
  std::uint32_t squares = 0;
};
/// Sums of second differences over one pixel and over two, where the latter say anything.
struct CurvatureSums {
  std::uint32_t near = 0;
  std::uint32_t far = 0;
};

struct Kernels {
  /// to[i] = (77 R + 150 G + 29 B) / 256.
  void (*luma)(const std::uint8_t* rgb, std::uint8_t* to, std::size_t pixels);
  /// to[i] = |a[i] - b[i]|.
  void (*distances)(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* to, std::size_t count);
  void (*add)(const std::uint8_t* from, std::uint16_t* sums, std::size_t count);
  [[nodiscard]] std::uint32_t (*sum)(const std::uint8_t* values, std::size_t count);
  /// Over 16 rows of 16 values, `stride` apart.
  [[nodiscard]] BlockSums (*block)(const std::uint8_t* values, std::size_t stride);
  /// A lone step: above 5 levels and above 1.25 times both neighbours. Adds 1 where there is one.
  void (*add_lone_steps)(const std::uint8_t* step, const std::uint8_t* before, const std::uint8_t* after,
                         std::uint16_t* sums, std::size_t count);
  [[nodiscard]] std::uint32_t (*count_lone_steps)(const std::uint8_t* step, const std::uint8_t* before,
                                                  const std::uint8_t* after, std::size_t count);
  /// Each f[i] of [0, count) with its neighbours `step` apart, -5 … 4 of them. At most 1,700 pixels.
  [[nodiscard]] BlurSums (*blur)(const std::uint8_t* f, std::ptrdiff_t step, std::size_t count);
  /// The same, -2 … 2.
  [[nodiscard]] CurvatureSums (*curvature)(const std::uint8_t* f, std::ptrdiff_t step, std::size_t count);
  /// to[i] = mean of the 2x2 pixels of rows a and b, rounded.
  void (*halve)(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* to, std::size_t count);
  /// sums[i] += entering[i] - leaving[i].
  void (*slide)(const std::uint8_t* entering, const std::uint8_t* leaving, std::int32_t* sums, std::size_t count);
  /// Per pixel: 1 darker than the mean of the 17x17 around it by more than ink_contrast, 2 lighter, 0 neither. up_to[i]
  /// is the sum of all columns before i, of 17 rows each, with ink_window columns more in front.
  void (*ink)(const std::uint8_t* row, const std::uint32_t* up_to, std::uint8_t* to, std::size_t count);
};
inline constexpr int ink_window = 8;
inline constexpr int ink_contrast = 22;  ///< levels

/// The best for this processor.
[[nodiscard]] const Kernels& kernels() noexcept;
[[nodiscard]] const Kernels& baseline_kernels() noexcept;

}  // namespace tessera::imaging
