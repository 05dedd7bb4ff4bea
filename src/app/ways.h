#pragma once
// The ways in which a request could be made, as the plan compares them, and the one that reaches --min-side at the
// least cost. Spends nothing. Thread: the loop.

#include <string>
#include <vector>

#include "app/accounts.h"
#include "app/choices.h"
#include "pipeline/plan.h"

namespace tessera {

class Ways {
 public:
  /// All references outlive the object.
  Ways(Accounts& accounts, const Choices& choices, const PriceBook& prices)
      : accounts_(accounts), choices_(choices), prices_(prices) {}

  /// What is asked for, then alternatives to it; each can be made.
  [[nodiscard]] std::vector<PlanOption> of(const Request& request) const;

  /// Sets factor, stage and shape of a request with min_side so that every image reaches it at the least expected cost;
  /// of equals, with the fewest calls, then the least enlarged. What the request sets otherwise than its default stays.
  /// Shapes beyond 3x3 are not chosen by themselves (models lose count of more panels), nor is 6x where less suffices.
  /// Nothing happens without min_side. Errors: usage: it cannot be reached, and what can; configuration: a price.
  [[nodiscard]] Result<void> choose_size(Request& request) const;

 private:
  [[nodiscard]] PlanOption way(const Request& request, const std::string& upscaler) const;
  [[nodiscard]] Upscaler upscaler_named(const std::string& name) const;

  Accounts& accounts_;
  const Choices& choices_;
  const PriceBook& prices_;
};

}  // namespace tessera
