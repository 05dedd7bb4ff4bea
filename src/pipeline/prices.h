#pragma once
// What calls cost: expected prices and upper bounds by model, read from TOML (docs/prices.md). Money is rounded up to
// micro-dollars. A model that is not in the book has no price: an error, never zero. Any thread; a PriceBook is a
// value.

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/money.h"
#include "model/call.h"
#include "tessera/error.h"

namespace tessera {

/// The expected amount and the most that may be charged, for one unit. Invariant: expected <= most.
struct Rate {
  Money expected;
  Money most;
  friend bool operator==(const Rate&, const Rate&) = default;
};

/// Times Usage::pictures, Usage::seconds, or one whole call, whatever it makes.
struct PicturePrice {
  Rate each;
};
struct SecondPrice {
  Rate each;
};
struct CallPrice {
  Rate each;
};
/// Times Usage::pictures; the rate is that of the first tier that holds Usage::output_megapixels.
struct MegapixelPrice {
  struct Tier {
    double up_to = 0;  ///< megapixels (1,000,000 pixels) of one result, inclusive
    Rate each;
  };
  std::vector<Tier> tiers;  ///< ascending, at least one
};
/// For a million tokens each way.
struct TokenPrice {
  Rate input;
  Rate output;
};

struct Price {
  std::string model;  ///< "gpt-5.6-luna", or a beginning with a star: "tessera-offline-*"
  std::variant<CallPrice, PicturePrice, SecondPrice, MegapixelPrice, TokenPrice> unit;
  std::string source;  ///< where the figure is from
  std::string date;    ///< when it was read there: "2026-11-22"
};

/// "call", "picture", "second", "output_megapixels" or "tokens".
[[nodiscard]] std::string_view unit_name(const Price& price) noexcept;

class PriceBook {
 public:
  PriceBook() = default;  ///< knows no price at all

  /// The price list that the program was built with.
  [[nodiscard]] static PriceBook built_in();

  /// The [[price]] entries of a TOML text; other tables in it are left to others. `file_name` is for messages. Errors:
  /// configuration, one line a mistake with file, line and column.
  [[nodiscard]] static Result<PriceBook> read(std::string_view toml_text, std::string_view file_name);

  /// Entries of `other` replace those of the same model.
  void override_with(const PriceBook& other);

  /// "MODEL=USD": each call of that model is expected to cost, and costs at most, that much. Errors: usage.
  [[nodiscard]] Result<void> set(std::string_view assignment);

  /// The model's own entry, or that of "owner/name" for "owner/name:version", or else the longest beginning with a
  /// star; nullptr when there is none.
  [[nodiscard]] const Price* find(std::string_view model) const;

  /// The most that a call of `model` can cost when it uses at most `most`: what is reserved. Errors: configuration when
  /// the price is not known (the message says how to give one), or when the entry is by a unit that `most` has none of.
  [[nodiscard]] Result<Money> upper_bound(std::string_view model, const Usage& most) const;

  /// What a call of `model` is expected to cost when it uses `use`: for plans.
  [[nodiscard]] Result<Money> expected(std::string_view model, const Usage& use) const;

  /// What a finished call cost. A call that made no picture costs nothing when pictures are what is paid for.
  /// Errors: configuration as above; bad_request when `used`, which a provider may have said, is impossible. Callers
  /// then count what was reserved.
  [[nodiscard]] Result<Money> actual(std::string_view model, const Usage& used) const;

  /// By model.
  [[nodiscard]] std::vector<Price> entries() const;

 private:
  std::map<std::string, Price, std::less<>> prices_;
};

}  // namespace tessera
