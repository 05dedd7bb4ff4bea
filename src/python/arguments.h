#pragma once
// Arguments of a call as the package hands them over: one JSON object. Read with words for those who wrote the call.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "tessera/error.h"

namespace tessera::python {

/// Reads members into variables; what is missing or null leaves them as they are. The first mistake is kept.
class Arguments {
 public:
  /// Precondition: the text of a JSON object.
  explicit Arguments(const std::string& text);

  Arguments& read(std::string_view name, std::string& text);
  Arguments& read(std::string_view name, std::vector<std::string>& texts);
  Arguments& read(std::string_view name, std::map<std::string, std::string>& texts);
  Arguments& read(std::string_view name, std::vector<int>& numbers);
  Arguments& read(std::string_view name, std::optional<int>& number);
  Arguments& read(std::string_view name, std::optional<double>& number);
  Arguments& read(std::string_view name, std::optional<std::string>& text);
  Arguments& read(std::string_view name, std::optional<Money>& dollars);
  Arguments& read(std::string_view name, std::uint64_t& number);
  Arguments& read(std::string_view name, bool& yes);

  /// Errors: usage, naming the argument, what was given and what is expected.
  [[nodiscard]] Result<void> checked() const;

 private:
  [[nodiscard]] const json::value* given(std::string_view name) const;
  void refuse(std::string_view name, std::string_view expected);

  json::value arguments_;
  std::optional<Error> mistake_;
};

}  // namespace tessera::python
