#pragma once
// What goes wrong, and when: rules read from a JSON file (docs/rehearse.md), matched in order, the first that strikes
// wins. Chances are drawn from the seed, rule by rule, so one rule never changes what another does. Thread: the loop.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "simulator/options.h"

namespace tessera::sim {

/// What is being asked for.
enum class Moment { grid, upscale, training, judge, poll, list, cancel, file, delivery, other };
[[nodiscard]] std::string_view name_of(Moment moment) noexcept;

enum class FaultType {
  fail,          ///< the prediction ends as failed, with `error`
  status,        ///< an HTTP error instead of the answer
  reset,         ///< the connection is reset instead of the answer
  slow,          ///< it takes `seconds` more
  truncate,      ///< the picture's bytes end early
  html,          ///< a page instead of the picture
  aborted,       ///< the prediction ends before it starts
  canceled,      ///< the prediction is stopped by the provider
  data_removed,  ///< the prediction succeeds, its output is gone at once
  nonsense,      ///< the judge's answer is unusable, in the manner of `form`
  picture        ///< the grid is flawed, in the manner of `form`
};

enum class When {
  before,  ///< nothing was done
  work,    ///< the work itself (slow only)
  after    ///< everything was done, and is billed; only the answer is lost or late
};

struct Fault {
  FaultType type = FaultType::fail;
  When when = When::before;
  std::string error;  ///< of fail; text of status
  int status = 500;
  std::optional<double> retry_after;  ///< provider seconds
  bool header = false;                ///< retry_after as a Retry-After header
  bool in_body = true;                ///< retry_after as a member of the body
  bool in_text = true;                ///< retry_after in the words of the detail
  double seconds = 0;                 ///< provider seconds
  std::string form;
  int count = 1;  ///< cells of a flawed grid
};

struct FaultFile {
  std::optional<double> creates_per_minute;
  std::optional<double> burst;
  std::optional<std::uint64_t> seed;
};

class Faults {
 public:
  /// Reads rules. Errors: usage, naming the rule and the member.
  [[nodiscard]] static Result<Faults> read(const json::value& file, std::uint64_t seed);

  /// Counts the request against every rule that matches it until one strikes.
  [[nodiscard]] std::optional<Fault> strike(Moment moment, std::string_view model);

  [[nodiscard]] const FaultFile& file() const noexcept { return file_; }
  /// How often each rule struck, in the order of the file.
  [[nodiscard]] json::array counts() const;

 private:
  struct Rule {
    std::vector<Moment> moments;  ///< empty: any
    std::string model;            ///< a part of the name; empty: any
    std::vector<std::int64_t> nth;
    std::int64_t every = 0;
    double probability = 1;
    std::optional<std::int64_t> times;
    Fault fault;
    Random random{0};
    std::int64_t seen = 0;
    std::int64_t struck = 0;
  };
  [[nodiscard]] static Result<Rule> read_rule(const json::value& value);
  [[nodiscard]] static bool strikes(Rule& rule);

  FaultFile file_;
  std::vector<Rule> rules_;
};

/// The provider's words for one of its codes ("E005"), or nothing when it is not one of those that are played.
[[nodiscard]] std::optional<std::string> text_of_code(std::string_view code);

}  // namespace tessera::sim
