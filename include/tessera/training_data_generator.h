#pragma once
// The call that Tessera's users know: one source image in, training images out.
// A generator is used from one thread at a time; several may work at once in one process and share connections, limits
// and the ledger. Connections are kept between calls; the state folder is open only while something is under way.

#include <memory>
#include <string>
#include <vector>

#include "tessera/error.h"

namespace tessera {

struct TrainingData {
  std::vector<std::string> training_image_urls;  ///< addresses in the store, in the order of the images' numbers
  int total_grids_generated = 0;
  int total_training_images = 0;

  std::string run_id;
  int shortfall = 0;                  ///< images that were asked for and are not there
  std::string dataset_dir;            ///< images/, captions, dataset.json, report.html
  double cost_usd = 0;                ///< sum of the settled calls
  double cost_upper_bound_usd = 0;    ///< with everything that is not settled at its full price
  std::vector<std::string> warnings;  ///< fallbacks, lost items, previews: never silent
};

class TrainingDataGenerator {
 public:
  /// Keys that are empty are taken from the environment (REPLICATE_API_TOKEN, OPENAI_API_KEY) or `.env` in the working
  /// directory, as are the AWS_… names. `debug_dir`: where grid1.jpg …, training-image1.jpg … are also written; empty:
  /// nowhere. Nothing is opened or sent before the first call.
  explicit TrainingDataGenerator(std::string replicate_token = {}, std::string openai_api_key = {},
                                 std::string debug_dir = {});
  ~TrainingDataGenerator();
  TrainingDataGenerator(TrainingDataGenerator&&) noexcept;
  TrainingDataGenerator& operator=(TrainingDataGenerator&&) noexcept;

  int target_training_images = 20;   ///< images wanted
  int grid_size = 3;                 ///< rows and columns of a grid, 2 to 5
  int max_generation_attempts = 10;  ///< the most grids ordered
  int batch_size = 3;                ///< the most enlargements in flight; 0: the rate limiter decides

  std::string engine = "replicate";  ///< "auto" and "offline" too: see docs/cli.md
  std::string judge = "openai";
  std::string upscaler = "topaz";
  std::string store = "s3";     ///< empty: only the folder of the set
  std::string out;              ///< empty: tessera-out/<actor>-<run>
  double max_cost_usd = 0;      ///< 0: no cap
  unsigned long long seed = 0;  ///< another seed makes another run

  /// PAID. Blocks until the set is there, or as much of it as can be had: a shortfall is no error. The same call again
  /// continues an unfinished run or returns the finished one without paying. Errors: usage, configuration (names every
  /// missing key), bad_source; over_budget, authentication, no_credit, refused … with what is kept in the message.
  [[nodiscard]] Result<TrainingData> generate_training_data(const std::string& source_image_url,
                                                            const std::string& user_id, const std::string& actor_id);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
