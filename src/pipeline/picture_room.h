#pragma once
// What bounds the memory that pictures of all runs of a process take together. A picture in work has a place; decoded
// sheets that wait for their verdicts are kept while there is room and are otherwise decoded again; small pictures that
// wait for the report lie on disk. Thread: the loop, but for put_aside(). Outlives all runs; what it gave out may
// outlive it.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "async/semaphore.h"
#include "async/task.h"
#include "base/scratch_file.h"
#include "model/image.h"

namespace tessera {

class PictureRoom {
 public:
  struct Limits {
    /// Pictures in work at once. As many as there are connections to a host: more would not arrive sooner, and
    /// everything that computes has fewer threads than that.
    std::size_t places = 8;
    /// Pixels of kept sheets: about twenty of a megapixel.
    std::int64_t kept_bytes = 64'000'000;
  };

  /// `folder` is for what is put aside; it must exist when something is.
  explicit PictureRoom(std::filesystem::path folder) : PictureRoom(std::move(folder), Limits{}) {}
  PictureRoom(std::filesystem::path folder, Limits limits)
      : folder_(std::move(folder)), limits_(limits), places_(limits.places) {}

  /// A place for one picture, from the arrival of its bytes until they are on disk. Nobody waits for another place
  /// while he holds one. Cancellation: throws operation_aborted.
  [[nodiscard]] Task<Semaphore::Permit> enter() { return places_.acquire(); }

  /// The same sheet, counted until the last owner lets it go; nothing when there is no room for it.
  [[nodiscard]] std::shared_ptr<const Image> keep(std::shared_ptr<const Image> sheet);

  /// Bytes that are needed once more, at the end of the run. Any thread; blocking. Errors: io.
  [[nodiscard]] Result<ScratchFile::Piece> put_aside(ByteView bytes);

 private:
  std::filesystem::path folder_;
  Limits limits_;
  Semaphore places_;
  std::shared_ptr<std::atomic<std::int64_t>> kept_ = std::make_shared<std::atomic<std::int64_t>>(0);
  std::mutex opening_;
  std::optional<ScratchFile> scratch_;  ///< opened by the first who puts something aside, under `opening_`
};

}  // namespace tessera
