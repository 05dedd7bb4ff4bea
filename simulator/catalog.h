#pragma once
// The models that are offered, what they accept and what they cost.

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "simulator/faults.h"

namespace tessera::sim {

struct Model {
  std::string owner;
  std::string name;
  std::string version;  ///< 64 hexadecimal digits
  bool official = false;
  Moment makes = Moment::other;
  Money price;
  bool by_second = false;  ///< the price is that of a second
  json::object input;      ///< JSON schema of the input

  [[nodiscard]] std::string full_name() const { return owner + "/" + name; }
};

class Catalog {
 public:
  explicit Catalog(const std::map<std::string, Money>& prices);

  /// Addresses stay valid.
  [[nodiscard]] const Model* by_name(std::string_view owner, std::string_view name) const;
  /// A version id, "owner/name:id" or "owner/name".
  [[nodiscard]] const Model* by_version(std::string_view text) const;
  /// A model without inputs: what a training writes to. Nullptr when the name is taken.
  const Model* add_destination(std::string owner, std::string name);
  /// The worker behind an endpoint of RunPod, made when it is first asked for.
  const Model& worker(const std::string& endpoint);

 private:
  void set_price(Model& model) const;

  std::deque<Model> models_;
  std::map<std::string, Money> prices_;
};

/// One thing wrong with an input, as the provider lists it.
struct InvalidField {
  std::string type;   ///< "enum", "required", "number_lte" …
  std::string field;  ///< "input.output_format"
  std::string description;
};

/// Checks `value` against a schema of flat objects: type, enum, minimum, maximum, required, additionalProperties.
[[nodiscard]] std::vector<InvalidField> validate(const json::object& value, const json::object& schema,
                                                 std::string_view prefix);

/// The body of a 422 for these.
[[nodiscard]] json::object invalid_input(const std::vector<InvalidField>& fields);

/// Dollars per million tokens; nothing for a model that is not offered.
struct TokenPrice {
  double input;
  double output;
};
[[nodiscard]] std::optional<TokenPrice> token_price(std::string_view chat_model);
/// The chat models, for GET /v1/models.
[[nodiscard]] std::vector<std::string> chat_models();
/// Models that think before they answer refuse `max_tokens` and `temperature`.
[[nodiscard]] bool reasons(std::string_view chat_model);

}  // namespace tessera::sim
