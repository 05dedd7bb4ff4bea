#pragma once
// The inner loops of the offline engine, compiled twice into one binary: for every x86-64 (or any other) processor and
// for those with AVX2 and FMA. kernels() picks once, by what the processor reports. Both give the same picture to the
// eye; their last bits differ, because FMA rounds once where the other rounds twice.
// All pointers must be valid for the sizes given; nothing is checked here. Any thread.

#include <cstddef>
#include <cstdint>

#include "providers/offline/raster.h"

namespace tessera::offline {

/// One scan of PatchMatch over a nearest-neighbour field. Features are eight bytes a pixel; a patch is 4 x 5 of them,
/// columns -2 … 1 and rows -2 … 2 around its centre; the distance is the sum of absolute differences.
struct PatchScan {
  const std::uint64_t* target = nullptr;  ///< padded by `patch_margin` on every side
  int target_stride = 0;                  ///< in pixels
  int width = 0, height = 0;              ///< of the target without the margin
  const std::uint64_t* source = nullptr;
  int source_width = 0, source_height = 0;
  std::uint32_t* field = nullptr;  ///< width * height: (y << 16 | x) of the match's centre in the source
  std::uint32_t* cost = nullptr;   ///< width * height
  bool backward = false;           ///< scan from the last pixel to the first
  int radius = 0;                  ///< of the first random trial; a third each next; 0: none
  std::uint32_t good_enough = 0;   ///< no random trials at pixels that are already this near
  std::uint32_t random = 1;        ///< state of the generator (xorshift32), never 0
};
inline constexpr int patch_margin = 2;
inline constexpr int patch_pixels = 20;

struct VoteInput {
  const Lane4* source = nullptr;
  int source_width = 0, source_height = 0;
  const std::uint32_t* field = nullptr;
  const std::uint32_t* cost = nullptr;  ///< nullptr: all votes count alike
  int width = 0, height = 0;
  float softness = 1;  ///< a vote weighs 1 / (softness + cost)
};

/// A displacement field over OKLab, trilinear: index (l * chroma_steps + a) * chroma_steps + b.
struct ColourTable {
  static constexpr int light_steps = 33;
  static constexpr int chroma_steps = 15;
  static constexpr float chroma_range = 0.36F;  ///< a and b from -range to range
};

/// One row of a 3x3 convolution to 8 channels followed by CReLU (max(x, 0), max(-x, 0)): 16 channels a pixel. Input
/// rows are padded by one pixel on both sides; the pointers are at the padding.
struct ConvolutionRow {
  const float* above = nullptr;
  const float* here = nullptr;
  const float* below = nullptr;
  const float* weights = nullptr;  ///< [3 x 3, row by row][inputs][8], then 8 biases
  float* to = nullptr;             ///< the first pixel behind the padding; width * 16
  int width = 0;
};

struct Kernels {
  const char* name;  ///< "avx2" or "baseline"
  void (*rgb_to_oklab)(const std::uint8_t* rgb, Lane4* out, std::size_t count);
  /// Cairo's RGB24: one native 32-bit word a pixel.
  void (*xrgb_to_oklab)(const std::uint32_t* xrgb, Lane4* out, std::size_t count);
  void (*oklab_to_rgb)(const Lane4* in, std::uint8_t* rgb, std::size_t count);
  void (*box_blur)(Lane4* pixels, Lane4* scratch, int width, int height, int radius, int passes);
  void (*displace)(Lane4* pixels, std::size_t count, const Lane4* table);
  /// Distances of the field as it stands.
  void (*measure_field)(const PatchScan& scan);
  /// Replaces each match by the best of `trials` random ones when that is nearer. Returns the generator's state.
  std::uint32_t (*scatter_field)(const PatchScan& scan, int trials);
  /// Propagation and random search. Returns the generator's state.
  std::uint32_t (*improve_field)(const PatchScan& scan);
  void (*vote)(const VoteInput& input, Lane4* out);
  void (*convolve_3)(const ConvolutionRow& row);   ///< three inputs
  void (*convolve_16)(const ConvolutionRow& row);  ///< sixteen inputs
  /// sums[x][0 … 15] += features[x][0 … 15] * weights[16][16].
  void (*accumulate_16)(const float* features, const float* weights, float* sums, int width);
};

/// The best for this processor, or what use_kernels() asked for.
[[nodiscard]] const Kernels& kernels() noexcept;
[[nodiscard]] const Kernels& baseline_kernels() noexcept;
/// Nothing when this processor (or this build) has no faster form.
[[nodiscard]] const Kernels* fast_kernels() noexcept;
/// For tests and measurements: makes kernels() return `choice` from now on; nullptr chooses by the processor again.
void use_kernels(const Kernels* choice) noexcept;

}  // namespace tessera::offline
