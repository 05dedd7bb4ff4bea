#pragma once
// The interfaces that vendors implement and the pipeline uses: GridEngine, TileJudge, Upscaler, ImageStore.
// An engine says what to ask (a pure function to a CallSpec); its endpoint asks it. So the order of durable steps
// stands in one place (pipeline/paid_call) and not in every adapter.

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/call.h"
#include "model/description.h"
#include "model/grid_shape.h"
#include "model/image.h"
#include "model/verdict.h"

namespace tessera {

struct GridRequest {
  BlobId source;  ///< the normalised source image
  Size source_size;
  GridShape shape;                        ///< single_picture for one picture on its own
  std::vector<Description> descriptions;  ///< one a cell, row by row
  std::string prompt;                     ///< built by pipeline/grid_prompt from the same descriptions
  std::uint64_t seed = 0;                 ///< unique to this grid of this run: engines put it into their input
  double style_strength = 1;              ///< Request::style_strength; engines that cannot obey it ignore it
};

class GridEngine {
 public:
  virtual ~GridEngine() = default;
  [[nodiscard]] virtual std::string name() const = 0;  ///< "replicate", "offline"
  [[nodiscard]] virtual std::string model() const = 0;
  [[nodiscard]] virtual bool is_preview() const = 0;  ///< pictures are previews, not to be trained on in earnest
  /// Pixels of the sheet that this engine is expected to return for `shape`.
  [[nodiscard]] virtual Size expected_size(GridShape shape) const = 0;
  [[nodiscard]] virtual CallSpec grid_call(const GridRequest& request) const = 0;
  [[nodiscard]] virtual CallEndpoint& endpoint() = 0;
};

struct JudgeRequest {
  BlobId grid;     ///< the sheet as a JPEG of at most 768 pixels on the short side, made by the
                   ///< pipeline: judges send or decode it as it is and never shrink it again
  Size grid_size;  ///< pixels of that picture
  GridShape shape;
  std::vector<Box> cells;                 ///< where the cells are in that picture, row by row
  std::vector<Description> descriptions;  ///< what was asked for, a cell each
  int attempt = 1;                        ///< 2: the first reply was unusable; part of the spec's input
};

class TileJudge {
 public:
  virtual ~TileJudge() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::string model() const = 0;
  [[nodiscard]] virtual CallSpec judge_call(const JudgeRequest& request) const = 0;
  /// Reads a raw reply, whatever came back. Pure. Errors: bad_request when nothing usable is in it.
  [[nodiscard]] virtual Result<JudgeReply> read_reply(ByteView reply, GridShape shape) const = 0;
  [[nodiscard]] virtual CallEndpoint& endpoint() = 0;
};

struct UpscaleRequest {
  BlobId image;  ///< lossless
  Size size;
  int factor = 2;
};

/// Enlarges at a provider.
class RemoteUpscaler {
 public:
  virtual ~RemoteUpscaler() = default;
  [[nodiscard]] virtual std::string name() const = 0;  ///< "topaz", "real-esrgan"
  [[nodiscard]] virtual std::string model() const = 0;
  /// The most pixels an input may have; nothing when unlimited.
  [[nodiscard]] virtual std::optional<std::int64_t> max_input_pixels() const = 0;
  [[nodiscard]] virtual CallSpec upscale_call(const UpscaleRequest& request) const = 0;
  [[nodiscard]] virtual CallEndpoint& endpoint() = 0;
};

/// Enlarges here. Pure and synchronous; called on the worker pool.
class LocalUpscaler {
 public:
  virtual ~LocalUpscaler() = default;
  [[nodiscard]] virtual std::string name() const = 0;  ///< "lanczos", "anime4k", "none"
  [[nodiscard]] virtual Result<Image> enlarge(const Image& image, int factor) const = 0;
};

using Upscaler = std::variant<std::shared_ptr<RemoteUpscaler>, std::shared_ptr<LocalUpscaler>>;

/// Where finished images go. Putting the same bytes under the same key again is free of effect.
class ImageStore {
 public:
  virtual ~ImageStore() = default;
  [[nodiscard]] virtual std::string name() const = 0;  ///< "s3://bucket", "/data/out": no secrets
  /// Returns the address under which users find the image. Repeats by itself what may be repeated.
  /// Errors: authentication, configuration, io, transient (gave up).
  [[nodiscard]] virtual Task<Result<std::string>> put(std::string key, Bytes bytes, std::string media_type) = 0;
  /// Whether the key holds exactly these bytes.
  [[nodiscard]] virtual Task<Result<bool>> holds(std::string key, BlobId content) = 0;
};

}  // namespace tessera
