#include "app/worker_set.h"

#include <set>
#include <utility>

#include "app/accounts.h"
#include "app/packed_set.h"
#include "async/offload.h"
#include "base/digest.h"
#include "base/json.h"
#include "dataset/export/checked_export.h"
#include "dataset/export/training_numbers.h"
#include "dataset/files.h"
#include "imaging/codec.h"
#include "model/identifiers.h"

namespace tessera {
namespace {

constexpr std::size_t max_manifest_bytes = 64U << 20U;
constexpr std::size_t max_file_bytes = 256U << 20U;
/// What refusals call the program that reads the set; nobody knows it here.
constexpr std::string_view worker = "a worker";
constexpr std::size_t digest_length = 12;

/// Addresses of the pictures in the store that the set's run was told of; empty when they are only on this disk.
std::vector<std::string> stored_addresses(const TrainingSet& set) {
  std::set<std::filesystem::path> there;
  for (const TrainingPicture& picture : set.pictures) there.insert(picture.file.filename());
  std::vector<std::string> addresses;
  const Result<Bytes> bytes = read_file(set.folder / "dataset.json", max_manifest_bytes);
  const Result<json::value> manifest = bytes ? parse_json(as_text(*bytes)) : std::unexpected(bytes.error());
  const json::value* items = manifest ? find(*manifest, "items") : nullptr;
  if (items == nullptr || !items->is_array()) return addresses;
  for (const json::value& item : items->get_array()) {
    if (!there.contains(std::filesystem::path(find_string(item, "file").value_or("")).filename())) continue;
    const std::string url = find_string(item, "url").value_or("");
    if (!url.contains("://")) return {};
    addresses.push_back(url);
  }
  return addresses;
}

Result<WorkerSet> checked_folder(const TrainingSet& set, const WorkerSetRequest& request) {
  std::vector<Size> sizes;
  for (const TrainingPicture& picture : set.pictures) sizes.push_back(picture.info.size);
  const std::vector<int> resolutions = fitting_resolutions(sizes);
  const LintOptions lint{.trainers = {Trainer::ai_toolkit},
                         .trigger = request.trigger.word(),
                         .style = set.mode == Mode::style,
                         .resolutions = resolutions};
  const Result<LintReport> report = lint_folder(set.folder, lint);
  if (!report) return std::unexpected(report.error());
  if (!request.force) {
    if (const Result<void> fine = refuse_blocking(*report, worker); !fine) return std::unexpected(fine.error());
  }
  return WorkerSet{.addresses = stored_addresses(set), .resolutions = resolutions, .notes = notes_of(*report)};
}

struct StagedSet {
  ScratchFolder scratch;
  std::vector<std::filesystem::path> files;  ///< pictures and captions
  std::string digest;                        ///< of all of them, short
  std::vector<int> resolutions;
  std::vector<std::string> notes;
};

Result<StagedSet> staged(const TrainingSet& set, const WorkerSetRequest& request) {
  Result<ScratchFolder> scratch = ScratchFolder::make();
  if (!scratch) return std::unexpected(scratch.error());
  ExportOptions options{.trigger = request.trigger, .reader = std::string(worker)};
  options.force = request.force;
  Result<ExportReport> report = checked_export(set, ExportFormat::ai_toolkit, scratch->path() / "set", options);
  if (!report) return std::unexpected(report.error());
  StagedSet ready{.scratch = std::move(*scratch),
                  .files = {},
                  .digest = {},
                  .resolutions = report->resolutions,
                  .notes = std::move(report->notes)};
  std::string digests;
  for (const std::string& name : report->files) {
    const std::filesystem::path file = report->folder / name;
    if (file.parent_path().filename() != "images") continue;  // the configuration is not the worker's
    const Result<Bytes> bytes = read_file(file, max_file_bytes);
    if (!bytes) return std::unexpected(bytes.error());
    digests += file.filename().string() + to_hex(sha256(*bytes));
    ready.files.push_back(file);
  }
  ready.digest = to_hex(sha256(as_bytes(digests))).substr(0, digest_length);
  return ready;
}

Task<Result<WorkerSet>> uploaded(Application& application, TrainingSet set, WorkerSetRequest request) {
  const Result<ImageStore*> store = application.accounts().image_store(request.upload);
  if (!store) co_return std::unexpected(store.error());
  auto stage = [&] { return staged(set, request); };
  const Result<StagedSet> ready = co_await offload(application.workers(), stage);
  if (!ready) co_return std::unexpected(ready.error());
  // By its content, so that it overwrites no other set, and another set is another training.
  const std::string name = request.name.substr(0, max_identifier_length - digest_length - 1) + "-" + ready->digest;
  WorkerSet done{.addresses = {}, .resolutions = ready->resolutions, .notes = ready->notes};
  for (const std::filesystem::path& file : ready->files) {
    Result<Bytes> bytes = read_file(file, max_file_bytes);
    if (!bytes) co_return std::unexpected(bytes.error());
    const std::optional<ImageFormat> format = sniff_format(*bytes);
    const std::string media_type(format ? media_type_of(*format) : "text/plain");
    const std::string key = training_data_key(request.user, name, file.filename().string());
    Result<std::string> address = co_await (*store)->put(key, std::move(*bytes), media_type);
    if (!address) co_return std::unexpected(address.error());
    if (format) done.addresses.push_back(std::move(*address));
  }
  co_return done;
}

}  // namespace

Task<Result<WorkerSet>> worker_set_of(Application& application, TrainingSet set, WorkerSetRequest request) {
  if (!request.upload.empty()) co_return co_await uploaded(application, std::move(set), std::move(request));
  auto check = [&] { return checked_folder(set, request); };
  co_return co_await offload(application.workers(), check);
}

}  // namespace tessera
