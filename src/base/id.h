#pragma once
// Strong identifiers: a run's id cannot be passed where a call's is wanted.

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace tessera {

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& text() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string value_;
};

using RunId = Id<struct RunTag>;    ///< "r-" and 12 hexadecimal digits of the request's hash
using CallId = Id<struct CallTag>;  ///< the run's id, the call's key and the attempt: "r-0123456789ab/grid-0001/1"
using BlobId = Id<struct BlobTag>;  ///< SHA-256 of the bytes, 64 lower-case hexadecimal digits

}  // namespace tessera

template <class Tag>
struct std::hash<tessera::Id<Tag>> {
  std::size_t operator()(const tessera::Id<Tag>& id) const noexcept { return std::hash<std::string>()(id.text()); }
};
