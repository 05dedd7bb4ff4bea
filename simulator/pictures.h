#pragma once
// The pictures that predictions deliver. A picture is a function of its recipe alone, so a repeated request gets the
// same one and what is not kept can be painted again.

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "async/task.h"
#include "model/grid_shape.h"
#include "model/image.h"
#include "simulator/files.h"
#include "simulator/options.h"

namespace tessera::sim {

struct Recipe {
  enum class Kind { grid, enlarge };
  Kind kind = Kind::grid;
  Content source;  ///< may be empty for a grid: then it is drawn without a model of style
  bool png = true;
  // a grid
  GridShape shape;
  std::string aspect_ratio;
  std::vector<std::string> descriptions;
  std::uint64_t seed = 0;
  std::string flaw;  ///< from a fault: "blank", "repeat", "gutters", "frames", "drift", "black", "small"
  int flawed_cells = 0;
  // an enlargement
  double factor = 1;
  std::int64_t max_pixels = 0;  ///< of the source; 0: any number

  /// Names the picture: equal recipes have equal keys.
  [[nodiscard]] std::string key(PictureMode mode) const;
};

/// Pure; any thread. Errors: bad_request with the text that the prediction fails with.
[[nodiscard]] Result<Bytes> paint(const Recipe& recipe, PictureMode mode);

using Painted = Result<std::shared_ptr<const Bytes>>;

class Pictures {
 public:
  Pictures(asio::any_io_executor loop, const Options& options);
  ~Pictures();

  /// Paints on a worker, or takes what was painted before.
  [[nodiscard]] Task<Painted> get(Recipe recipe);
  /// Where pure work may be done.
  [[nodiscard]] asio::thread_pool& workers() noexcept { return workers_; }

 private:
  struct Kept {
    std::shared_ptr<const Bytes> bytes;
    std::list<std::string>::iterator use;
  };
  [[nodiscard]] std::shared_ptr<const Bytes> kept(const std::string& key);
  void keep(const std::string& key, std::shared_ptr<const Bytes> bytes);

  asio::any_io_executor loop_;
  PictureMode mode_;
  std::string folder_;
  asio::thread_pool workers_;
  std::map<std::string, Kept> kept_;
  std::list<std::string> uses_;  ///< most recent first
  std::size_t kept_bytes_ = 0;
};

}  // namespace tessera::sim
