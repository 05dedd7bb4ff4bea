#pragma once
// An export as faces ask for it: a run or a folder, and settings as text. Thread: the one that runs the loop.

#include <optional>
#include <string>

#include "app/application.h"
#include "dataset/export/checked_export.h"

namespace tessera {

/// What faces are told; empty members follow from the set.
struct ExportRequest {
  std::string set;     ///< a run's id or its beginning, or a folder
  std::string format;  ///< "ai-toolkit" …
  std::string to;
  std::string size;  ///< "bucket" or a number; empty: as they are
  std::string trigger, trigger_place;
  std::string source;  ///< edit-pairs: empty: the file that the run was made from
  std::optional<int> steps, rank;
  bool link = false;
  bool force = false;
};

/// Reads the set, decodes and writes on the worker pool. Nothing is paid. Errors: usage, io, corrupt; those of
/// checked_export().
[[nodiscard]] Task<Result<ExportReport>> export_set(Application& application, ExportRequest request);

/// The object of `tessera export --json`.
[[nodiscard]] json::object export_json(const ExportReport& report);

}  // namespace tessera
