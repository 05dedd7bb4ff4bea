#include "pipeline/prices.h"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "dataset/plain_text.h"
#include "pipeline/embedded.h"
#include "pipeline/price_file.h"

namespace tessera {
namespace {

using Amount = Money Rate::*;

// Far above what any call uses, far below where products of 64-bit numbers overflow (prices end at $10,000 a unit).
constexpr std::int64_t most_tokens = 100'000'000;
constexpr int most_pictures = 10'000;
constexpr double most_seconds = 1e6;
constexpr double most_megapixels = 1e6;

bool is_possible(const Usage& usage) {
  const auto within = [](auto value, auto most) { return value >= 0 && value <= most; };
  return within(usage.pictures, most_pictures) && within(usage.input_tokens, most_tokens) &&
         within(usage.output_tokens, most_tokens) && within(usage.seconds, most_seconds) &&
         within(usage.output_megapixels, most_megapixels);
}

/// What `usage` costs by one kind of price; nothing when the price has no rate for it.
struct CostOf {
  const Usage& usage;
  Amount amount;

  std::optional<Money> operator()(const CallPrice& price) const { return price.each.*amount; }
  std::optional<Money> operator()(const PicturePrice& price) const { return price.each.*amount * usage.pictures; }
  std::optional<Money> operator()(const SecondPrice& price) const {
    return Money::from_dollars((price.each.*amount).dollars() * usage.seconds);
  }
  std::optional<Money> operator()(const MegapixelPrice& price) const {
    for (const MegapixelPrice::Tier& tier : price.tiers) {
      if (usage.output_megapixels <= tier.up_to) return tier.each.*amount * usage.pictures;
    }
    return std::nullopt;
  }
  std::optional<Money> operator()(const TokenPrice& price) const {
    const std::int64_t parts =
        (price.input.*amount).micros() * usage.input_tokens + (price.output.*amount).micros() * usage.output_tokens;
    return Money::micro_dollars((parts + 999'999) / 1'000'000);
  }
};

/// Whether `most` says how much of the priced unit a call can use; without that a bound would be zero by omission.
struct IsCounted {
  const Usage& most;

  bool operator()(const CallPrice&) const { return true; }
  bool operator()(const PicturePrice&) const { return most.pictures > 0; }
  bool operator()(const SecondPrice&) const { return most.seconds > 0; }
  bool operator()(const MegapixelPrice&) const { return most.pictures > 0 && most.output_megapixels > 0; }
  bool operator()(const TokenPrice&) const { return most.input_tokens > 0 && most.output_tokens > 0; }
};

std::unexpected<Error> unknown_price(std::string_view model) {
  return failure(
      ErrorKind::configuration,
      fmt::format("the price of \"{0}\" is not known, so nothing was sent. Give the most that a call can cost "
                  "with --price {0}=USD, or a [[price]] entry with model = \"{0}\" in tessera.toml",
                  model));
}

std::unexpected<Error> beyond_the_list(const Price& price, const Usage& usage) {
  return failure(
      ErrorKind::configuration,
      fmt::format("the price list of \"{0}\" ends below {1} megapixels. Add a tier to its [[price]] entry in "
                  "tessera.toml, or give --price {0}=USD",
                  price.model, usage.output_megapixels));
}

}  // namespace

std::string_view unit_name(const Price& price) noexcept {
  constexpr std::array<std::string_view, 5> names = {"call", "picture", "second", "output_megapixels", "tokens"};
  return names[price.unit.index()];
}

PriceBook PriceBook::built_in() {
  static const PriceBook book = read(embedded::prices_text, "prices.toml").value();
  return book;
}

Result<PriceBook> PriceBook::read(std::string_view toml_text, std::string_view file_name) {
  Result<std::vector<Price>> entries = read_price_entries(toml_text, file_name);
  if (!entries) return std::unexpected(std::move(entries.error()));
  PriceBook book;
  for (Price& price : *entries) {
    std::string model = price.model;
    book.prices_.emplace(std::move(model), std::move(price));
  }
  return book;
}

void PriceBook::override_with(const PriceBook& other) {
  for (const auto& [model, price] : other.prices_) prices_.insert_or_assign(model, price);
}

Result<void> PriceBook::set(std::string_view assignment) {
  const std::size_t sign = assignment.rfind('=');
  const std::string_view model = trimmed(assignment.substr(0, sign));
  if (sign == std::string_view::npos || model.empty()) {
    return failure(ErrorKind::usage, fmt::format("--price \"{}\" is not MODEL=USD", assignment));
  }
  const Result<Money> amount = Money::parse(trimmed(assignment.substr(sign + 1)));
  if (!amount) return std::unexpected(amount.error());
  if (*amount > most_a_unit_may_cost) {
    return failure(ErrorKind::usage,
                   fmt::format("--price \"{}\" is more than {}", assignment, most_a_unit_may_cost.text()));
  }
  prices_.insert_or_assign(std::string(model), Price{.model = std::string(model),
                                                     .unit = CallPrice{{.expected = *amount, .most = *amount}},
                                                     .source = "--price",
                                                     .date = {}});
  return {};
}

const Price* PriceBook::find(std::string_view model) const {
  if (const auto own = prices_.find(model); own != prices_.end()) return &own->second;
  // All versions of a community model cost the same unless the list says otherwise.
  if (const std::size_t colon = model.find(':'); colon != std::string_view::npos) return find(model.substr(0, colon));
  const Price* best = nullptr;
  for (const auto& [pattern, price] : prices_) {
    if (!pattern.ends_with('*') || !model.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1)))
      continue;
    if (best == nullptr || pattern.size() > best->model.size()) best = &price;
  }
  return best;
}

Result<Money> PriceBook::upper_bound(std::string_view model, const Usage& most) const {
  const Price* price = find(model);
  if (price == nullptr) return unknown_price(model);
  if (!is_possible(most) || !std::visit(IsCounted{most}, price->unit)) {
    return failure(ErrorKind::configuration,
                   fmt::format("\"{0}\" is paid by {1}, and this call does not say how many it can use. Give the most "
                               "that a call can cost with --price {0}=USD",
                               model, unit_name(*price)));
  }
  const std::optional<Money> cost = std::visit(CostOf{most, &Rate::most}, price->unit);
  if (!cost) return beyond_the_list(*price, most);
  return *cost;
}

Result<Money> PriceBook::expected(std::string_view model, const Usage& use) const {
  const Result<Money> bound = upper_bound(model, use);
  if (!bound) return bound;
  return actual(model, use);
}

Result<Money> PriceBook::actual(std::string_view model, const Usage& used) const {
  const Price* price = find(model);
  if (price == nullptr) return unknown_price(model);
  if (!is_possible(used)) {
    return failure(ErrorKind::bad_request, fmt::format("the provider reports an impossible use of \"{}\"", model));
  }
  const std::optional<Money> cost = std::visit(CostOf{used, &Rate::expected}, price->unit);
  if (!cost) return beyond_the_list(*price, used);
  return *cost;
}

std::vector<Price> PriceBook::entries() const {
  std::vector<Price> all;
  all.reserve(prices_.size());
  for (const auto& [model, price] : prices_) all.push_back(price);
  return all;
}

}  // namespace tessera
