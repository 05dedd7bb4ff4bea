#pragma once
// Money is a whole number of micro-dollars (one millionth of a US dollar); there is no arithmetic in floating point.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "tessera/error.h"

namespace tessera {

class Money {
 public:
  constexpr Money() = default;
  [[nodiscard]] static constexpr Money micro_dollars(std::int64_t amount) { return Money(amount); }
  /// Rounds up to the next micro-dollar: an amount that bounds a cost must not become smaller.
  [[nodiscard]] static Money from_dollars(double dollars);
  /// Reads "0.04", "12", "$3.50". Errors: usage.
  [[nodiscard]] static Result<Money> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t micros() const noexcept { return micros_; }
  [[nodiscard]] double dollars() const noexcept { return static_cast<double>(micros_) / 1e6; }
  /// "$0.0400": four decimals, because single calls cost fractions of a cent.
  [[nodiscard]] std::string text() const;

  friend constexpr auto operator<=>(const Money&, const Money&) = default;
  friend constexpr Money operator+(Money a, Money b) { return Money(a.micros_ + b.micros_); }
  friend constexpr Money operator-(Money a, Money b) { return Money(a.micros_ - b.micros_); }
  friend constexpr Money operator*(Money a, std::int64_t n) { return Money(a.micros_ * n); }
  constexpr Money& operator+=(Money other) {
    micros_ += other.micros_;
    return *this;
  }

 private:
  constexpr explicit Money(std::int64_t micros) : micros_(micros) {}
  std::int64_t micros_ = 0;
};

}  // namespace tessera
