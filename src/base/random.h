#pragma once
// Random numbers that are the same on every machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna, 2018,
// https://prng.di.unimi.it). The standard library's distributions differ between implementations and are not used.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace tessera {

class Random {
 public:
  explicit Random(std::uint64_t seed);
  /// An independent stream for a named purpose: the same seed and name always give the same numbers.
  Random(std::uint64_t seed, std::string_view purpose);

  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, 1).
  [[nodiscard]] double uniform();
  /// Uniform in [low, high).
  [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in [0, count); count must be positive.
  [[nodiscard]] std::uint64_t below(std::uint64_t count);

  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t left = values.size(); left > 1; --left) {
      std::swap(values[left - 1], values[static_cast<std::size_t>(below(left))]);
    }
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace tessera
