#pragma once
// What was billed, and what was billed twice for the same thing. Thread: the loop.

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/money.h"

namespace tessera::sim {

struct Charge {
  std::string id;
  std::string model;
  std::string identity;  ///< hash of the model and of the input with pictures by their content; empty: not compared
  Money price;
  std::string why;  ///< "prediction", "chat", "training"
};

class Bill {
 public:
  void add(const Charge& charge);
  /// What was paid for is gone before anybody fetched it: buying it again is no mistake.
  void forgive(const std::string& identity) { paid_.erase(identity); }
  [[nodiscard]] Money total() const noexcept { return total_; }
  /// {"model": {"count", "micro_usd"}}
  [[nodiscard]] json::object by_model() const;
  /// What stands more than once: {"model", "identity", "why", "ids", "micro_usd"}.
  [[nodiscard]] json::array duplicates() const;

 private:
  struct Sum {
    std::int64_t count = 0;
    Money price;
  };
  struct Paid {
    std::string model;
    std::string why;
    std::vector<std::string> ids;
    Money extra;
  };
  Money total_;
  std::map<std::string, Sum> by_model_;
  std::map<std::string, Paid> paid_;
};

}  // namespace tessera::sim
