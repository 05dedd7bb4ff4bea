#pragma once
// OUT of a training: NAME.safetensors and training.json. Claimed before anything is paid, so that a full or foreign
// folder stops a training while that is still free. Blocking; call it on the worker pool.

#include <filesystem>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/id.h"
#include "base/json.h"
#include "tessera/error.h"

namespace tessera {

/// The first member of every training.json.
inline constexpr std::string_view training_schema = "tessera.training/1";

class WeightsFolder {
 public:
  /// Takes `root` for `run`: created when missing, taken when empty or when its training.json is of the same run; a
  /// short training.json is written at once. Errors: usage when it holds anything else (nothing is touched), io.
  [[nodiscard]] static Result<WeightsFolder> claim(const std::filesystem::path& root, const RunId& run);

  [[nodiscard]] const std::filesystem::path& root() const noexcept { return root_; }

  /// `name` is an identifier. Returns the absolute path. Errors: io.
  [[nodiscard]] Result<std::filesystem::path> write_weights(std::string_view name, ByteView file) const;
  /// The answer of a worker that named no weights: answer.json. Returns the absolute path. Errors: io.
  [[nodiscard]] Result<std::filesystem::path> write_answer(ByteView json_text) const;
  /// Replaces training.json: `members` behind its schema and run. Returns the absolute path. Errors: io.
  [[nodiscard]] Result<std::filesystem::path> write_record(json::object members) const;

  /// Whether the file is there with exactly this content.
  [[nodiscard]] static bool holds(const std::filesystem::path& file, const BlobId& content);

 private:
  WeightsFolder(std::filesystem::path root, RunId run) : root_(std::move(root)), run_(std::move(run)) {}

  std::filesystem::path root_;  ///< absolute
  RunId run_;
};

}  // namespace tessera
