#pragma once
// The [[price]] entries of a TOML text as values; PriceBook::read() is the way in for everybody else. Pure.

#include <string_view>
#include <vector>

#include "pipeline/prices.h"

namespace tessera {

inline constexpr Money most_a_unit_may_cost = Money::micro_dollars(10'000'000'000);

/// In the order of the text; each model once. Errors: configuration, one line a mistake with file, line and column.
[[nodiscard]] Result<std::vector<Price>> read_price_entries(std::string_view toml_text, std::string_view file_name);

}  // namespace tessera
