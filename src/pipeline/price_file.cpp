#include "pipeline/price_file.h"

#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "pipeline/toml_mistakes.h"

namespace tessera {
namespace {

class PriceFileReader {
 public:
  explicit PriceFileReader(std::string_view file_name) : mistakes_(file_name) {}

  Result<std::vector<Price>> read(std::string_view toml_text) {
    const toml::table root = mistakes_.parse(toml_text);
    if (const toml::node* node = root.get("price")) {
      if (const toml::array* entries = node->as_array()) {
        for (const toml::node& entry : *entries) read_entry(entry);
      } else {
        mistakes_.add(node->source(), "prices are tables: [[price]]");
      }
    }
    if (!mistakes_.empty()) return std::unexpected(mistakes_.error(ErrorKind::configuration));
    return std::move(prices_);
  }

 private:
  void read_entry(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      mistakes_.add(node.source(), "a price must be a table: [[price]]");
      return;
    }
    Price price{
        .model = text(*table, "model"), .unit = {}, .source = text(*table, "source"), .date = text(*table, "date")};
    if (price.model.empty() || price.model == "*") {
      mistakes_.add(TomlMistakes::place_of(*table, "model"), "\"model\" must name a model");
    } else if (!models_.insert(price.model).second) {
      mistakes_.add(TomlMistakes::place_of(*table, "model"), fmt::format("a second price of \"{}\"", price.model));
    }
    read_unit(*table, price);
    prices_.push_back(std::move(price));
  }

  void read_unit(const toml::table& table, Price& price) {
    const std::string unit = text(table, "unit");
    if (unit == "call" || unit == "picture" || unit == "second") {
      mistakes_.add_unknown_keys(table, {"model", "unit", "usd", "upper_bound_usd", "source", "date"});
      const Rate each = rate(table, "usd", "upper_bound_usd");
      if (unit == "call") price.unit = CallPrice{each};
      if (unit == "picture") price.unit = PicturePrice{each};
      if (unit == "second") price.unit = SecondPrice{each};
    } else if (unit == "output_megapixels") {
      mistakes_.add_unknown_keys(table, {"model", "unit", "tiers", "source", "date"});
      price.unit = MegapixelPrice{tiers(table)};
    } else if (unit == "tokens") {
      mistakes_.add_unknown_keys(table, {"model", "unit", "input_usd", "output_usd", "input_upper_bound_usd",
                                         "output_upper_bound_usd", "source", "date"});
      price.unit = TokenPrice{.input = rate(table, "input_usd", "input_upper_bound_usd"),
                              .output = rate(table, "output_usd", "output_upper_bound_usd")};
    } else if (table.contains("unit")) {
      mistakes_.add(TomlMistakes::place_of(table, "unit"),
                    "\"unit\" must be call, picture, second, output_megapixels or tokens");
    }
  }

  std::vector<MegapixelPrice::Tier> tiers(const toml::table& table) {
    std::vector<MegapixelPrice::Tier> tiers;
    const auto* list = mistakes_.require<toml::array>(table, "tiers", "an array of {up_to, usd}");
    if (list == nullptr) return tiers;
    if (list->empty()) mistakes_.add(list->source(), "\"tiers\" needs at least one tier");
    for (const toml::node& node : *list) {
      const toml::table* tier = node.as_table();
      if (tier == nullptr) {
        mistakes_.add(node.source(), "a tier must be a table: {up_to = 24, usd = 0.08}");
        continue;
      }
      mistakes_.add_unknown_keys(*tier, {"up_to", "usd", "upper_bound_usd"});
      const double up_to = number(*tier, "up_to").value_or(0);
      if (!(up_to > (tiers.empty() ? 0 : tiers.back().up_to))) {
        mistakes_.add(TomlMistakes::place_of(*tier, "up_to"), "\"up_to\" must grow from tier to tier");
      }
      tiers.push_back({.up_to = up_to, .each = rate(*tier, "usd", "upper_bound_usd")});
    }
    return tiers;
  }

  Rate rate(const toml::table& table, std::string_view expected_key, std::string_view most_key) {
    const Money expected = money(table, expected_key);
    const Money most = table.contains(most_key) ? money(table, most_key) : expected;
    if (most < expected) {
      mistakes_.add(TomlMistakes::place_of(table, most_key),
                    fmt::format("\"{}\" is less than \"{}\"", most_key, expected_key));
    }
    return {.expected = expected, .most = most};
  }

  Money money(const toml::table& table, std::string_view key) {
    const double dollars = number(table, key).value_or(0);
    if (!(dollars >= 0 && dollars <= most_a_unit_may_cost.dollars())) {
      mistakes_.add(TomlMistakes::place_of(table, key),
                    fmt::format("\"{}\" must be from 0 to {} dollars", key, most_a_unit_may_cost.dollars()));
      return {};
    }
    return Money::from_dollars(dollars);
  }

  std::optional<double> number(const toml::table& table, std::string_view key) {
    const std::optional<double> value = table[key].value<double>();
    if (!value) {
      mistakes_.add(TomlMistakes::place_of(table, key),
                    fmt::format("\"{}\" {}", key, table.contains(key) ? "must be a number" : "is missing"));
    }
    return value;
  }

  std::string text(const toml::table& table, std::string_view key) {
    const auto* value = mistakes_.require<toml::value<std::string>>(table, key, "a text in quotes");
    return value == nullptr ? std::string() : **value;
  }

  TomlMistakes mistakes_;
  std::set<std::string> models_;
  std::vector<Price> prices_;
};

}  // namespace

Result<std::vector<Price>> read_price_entries(std::string_view toml_text, std::string_view file_name) {
  return PriceFileReader(file_name).read(toml_text);
}

}  // namespace tessera
