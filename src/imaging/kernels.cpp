#include "imaging/kernels.h"

#include <algorithm>
#include <array>

namespace tessera::imaging {
namespace {

namespace baseline {
#include "imaging/kernels_body.inc"
}  // namespace baseline

// The attribute covers only what stands between push and pop.
#if defined(__x86_64__) && defined(__clang__)
#define TESSERA_IMAGING_AVX2 1
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
namespace avx2 {
#include "imaging/kernels_body.inc"
}  // namespace avx2
#pragma clang attribute pop
#endif

constexpr Kernels baseline_table = baseline::table();
#ifdef TESSERA_IMAGING_AVX2
constexpr Kernels avx2_table = avx2::table();
#endif

}  // namespace

const Kernels& baseline_kernels() noexcept { return baseline_table; }

const Kernels& kernels() noexcept {
#ifdef TESSERA_IMAGING_AVX2
  static const bool supported = __builtin_cpu_supports("avx2") != 0;
  if (supported) return avx2_table;
#endif
  return baseline_table;
}

}  // namespace tessera::imaging
