#pragma once
// What the simulator is told on its command line.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/money.h"
#include "tessera/error.h"

namespace tessera::sim {

enum class PictureMode {
  cached,  ///< real pictures, each painted once per process (and once for all with a cache folder)
  cheap,   ///< flat shapes of the right size: for benchmarks, where the simulator must not be what is measured
  real     ///< real pictures, painted for every prediction
};

/// Provider seconds from create to result, before scaling.
struct Latencies {
  double grid = 30;
  double judge = 5;
  double upscale = 30;
  double training = 120;
  double jitter = 0;  ///< each is multiplied by a factor drawn evenly from [1 - jitter, 1 + jitter]
};

/// Requests per minute of the provider's time, and how many may come at once.
struct RateLimits {
  double creates_per_minute = 600;
  double creates_burst = 0;  ///< 0: a whole minute's worth
  double others_per_minute = 3000;
};

struct Options {
  std::uint16_t port = 0;
  std::optional<std::uint16_t> delivery_port;  ///< outputs are served here instead; 0: any free port
  Latencies latencies;
  RateLimits limits;
  double time_scale = 1;    ///< real seconds per provider second
  double retention = 3600;  ///< provider seconds after which input and output are removed
  std::uint64_t seed = 0;
  PictureMode pictures = PictureMode::cached;
  std::string picture_cache;  ///< folder that keeps painted pictures between processes
  std::string faults;         ///< JSON file
  std::string record;         ///< file to which every request is appended as a line of JSON
  int workers = 2;
  std::map<std::string, Money> prices;  ///< overrides, per picture: "topazlabs/image-upscale" -> 0.05
  bool die_with_parent = false;
};

/// Errors: usage, with the text to print. An empty optional: help was asked for and printed.
[[nodiscard]] Result<std::optional<Options>> read_options(int argc, char** argv);

}  // namespace tessera::sim
