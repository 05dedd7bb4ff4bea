#include "app/sets.h"

#include <fmt/format.h>

#include "app/records.h"
#include "dataset/files.h"

namespace tessera {
namespace {

constexpr std::size_t max_manifest_bytes = 64U << 20U;

std::string field_of(const RunRecord& run, std::string_view name) {
  const Result<json::value> request = parse_json(run.request);
  return request ? find_string(*request, name).value_or("") : std::string();
}

/// The run that a folder's dataset.json names; empty when it has none.
std::string run_of(const std::filesystem::path& folder) {
  const Result<Bytes> bytes = read_file(folder / "dataset.json", max_manifest_bytes);
  if (!bytes) return {};
  const Result<json::value> manifest = parse_json(as_text(*bytes));
  return manifest ? find_string(*manifest, "run_id").value_or("") : std::string();
}

}  // namespace

Task<Result<SetPlace>> find_set(Application& application, std::string run_or_folder) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(run_or_folder, ignored);
  const std::string run = is_folder ? run_of(run_or_folder) : run_or_folder;
  if (is_folder && run.empty()) co_return SetPlace{.folder = run_or_folder};

  const Result<Ledger*> ledger = application.ledger_for_reading();
  if (!ledger) {
    // A folder needs no ledger; it may come from another machine.
    if (is_folder) co_return SetPlace{.folder = run_or_folder};
    if (ledger.error().kind != ErrorKind::not_found) co_return std::unexpected(ledger.error());
    co_return failure(ErrorKind::usage,
                      fmt::format("there is no folder {}, and {}", run_or_folder, ledger.error().message));
  }
  const Result<RunRecord> record = co_await find_run(**ledger, run);
  if (is_folder) {
    co_return SetPlace{.folder = run_or_folder, .source = record ? field_of(*record, "source") : std::string()};
  }
  if (!record) {
    co_return failure(record.error().kind,
                      fmt::format("there is no folder {}, and {}", run_or_folder, record.error().message));
  }
  SetPlace place{.folder = field_of(*record, "out"), .source = field_of(*record, "source")};
  if (!std::filesystem::is_directory(place.folder, ignored)) {
    co_return failure(ErrorKind::usage, fmt::format("run {} was written to {}, which is not here: name the folder "
                                                    "instead of the run",
                                                    record->id.text(), place.folder.string()));
  }
  co_return place;
}

}  // namespace tessera
