#pragma once
// A request put together from all the places where its settings may stand. Pure.

#include <map>
#include <string>

#include "app/environment.h"
#include "model/request.h"

namespace tessera {

/// Settings of a request as they were given with it, as text, by field name.
using GivenFields = std::map<std::string, std::string>;

/// How the one who gave them knows their names; for messages.
enum class FieldSpelling { flag, keyword };  ///< "--max-cost", "max_cost"

/// Defaults < tessera.toml < .env < environment (TESSERA_…) < given. Errors: usage, naming where the value stands.
[[nodiscard]] Result<Request> merge_request(const Environment& environment, const GivenFields& given,
                                            FieldSpelling spelling = FieldSpelling::flag);

/// "--max-cost" for "max_cost".
[[nodiscard]] std::string flag_of(std::string_view field);

}  // namespace tessera
