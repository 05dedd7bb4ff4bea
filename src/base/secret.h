#pragma once
// A token or key that cannot be printed by accident: it has no stream operator, no formatter and no implicit
// conversion.

#include <string>
#include <utility>

namespace tessera {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  /// The value itself, for the one line that puts it on the wire.
  [[nodiscard]] const std::string& reveal() const noexcept { return value_; }

 private:
  std::string value_;
};

}  // namespace tessera
