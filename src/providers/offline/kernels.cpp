#include "providers/offline/kernels.h"

#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace tessera::offline {
namespace {

constexpr int encoded_steps = 4096;

/// sRGB transfer function, IEC 61966-2-1.
const std::array<float, 256>& linear_table() {
  static const auto table = [] {
    std::array<float, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double c = static_cast<double>(i) / 255;
      values[i] = static_cast<float>(c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
    }
    return values;
  }();
  return table;
}

const std::array<std::uint8_t, encoded_steps + 1>& encoded_table() {
  static const auto table = [] {
    std::array<std::uint8_t, encoded_steps + 1> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double c = static_cast<double>(i) / encoded_steps;
      const double v = c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
      values[i] = static_cast<std::uint8_t>(std::lround(v * 255));
    }
    return values;
  }();
  return table;
}

namespace baseline {
#include "providers/offline/kernels_body.inc"
}  // namespace baseline

// The attribute covers only what stands between push and pop, so nothing of the standard library is compiled for AVX2
// and shared with the rest of the program by the linker.
#if defined(__x86_64__) && defined(__clang__)
#define TESSERA_KERNEL_AVX2 1
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2"))), apply_to = function)
#define TESSERA_KERNEL_WIDE 1
namespace avx2 {
#include "providers/offline/kernels_body.inc"
}  // namespace avx2
#pragma clang attribute pop
#endif

constexpr Kernels baseline_table = baseline::table("baseline");
#ifdef TESSERA_KERNEL_AVX2
constexpr Kernels avx2_table = avx2::table("avx2");
#endif

std::atomic<const Kernels*> forced = nullptr;

}  // namespace

const Kernels& baseline_kernels() noexcept { return baseline_table; }

const Kernels* fast_kernels() noexcept {
#ifdef TESSERA_KERNEL_AVX2
  static const bool supported = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  return supported ? &avx2_table : nullptr;
#else
  return nullptr;
#endif
}

const Kernels& kernels() noexcept {
  if (const Kernels* choice = forced.load(std::memory_order_relaxed); choice != nullptr) return *choice;
  const Kernels* fast = fast_kernels();
  return fast != nullptr ? *fast : baseline_table;
}

void use_kernels(const Kernels* choice) noexcept { forced.store(choice, std::memory_order_relaxed); }

}  // namespace tessera::offline
