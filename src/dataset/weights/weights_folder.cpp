#include "dataset/weights/weights_folder.h"

#include <utility>

#include <fmt/format.h>

#include "base/digest.h"
#include "dataset/files.h"
#include "dataset/weights/weights.h"

namespace tessera {
namespace {

constexpr std::string_view record_name = "training.json";
constexpr std::size_t max_record_bytes = 16U << 20U;

bool is_record_of(const std::filesystem::path& file, const RunId& run) {
  const Result<Bytes> bytes = read_file(file, max_record_bytes);
  const Result<json::value> record = bytes ? parse_json(as_text(*bytes)) : std::unexpected(bytes.error());
  return record && find_string(*record, "schema") == training_schema && find_string(*record, "run_id") == run.text();
}

/// The first name in the folder that is none of a killed write; empty when there is none.
Result<std::string> first_name(const std::filesystem::path& root) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
    if (!is_left_over(entry->path())) return entry->path().filename().string();
  }
  if (error) return failure(ErrorKind::io, fmt::format("cannot read {}: {}", root.string(), error.message()));
  return std::string();
}

}  // namespace

Result<WeightsFolder> WeightsFolder::claim(const std::filesystem::path& root, const RunId& run) {
  std::error_code error;
  WeightsFolder folder(std::filesystem::absolute(root, error).lexically_normal(), run);
  if (error) return failure(ErrorKind::io, fmt::format("{}: {}", root.string(), error.message()));
  const Result<void> made = make_folder(folder.root_);
  if (!made) return std::unexpected(made.error());
  if (is_record_of(folder.root_ / record_name, run)) return folder;
  const Result<std::string> found = first_name(folder.root_);
  if (!found) return std::unexpected(found.error());
  if (!found->empty()) {
    return failure(ErrorKind::usage, fmt::format("{} holds {} and is not this training's; nothing was written. Give an "
                                                 "empty or new folder with --out",
                                                 folder.root_.string(), *found));
  }
  const Result<std::filesystem::path> written = folder.write_record({{"status", "incomplete"}});
  if (!written) return std::unexpected(written.error());
  return folder;
}

Result<std::filesystem::path> WeightsFolder::write_weights(std::string_view name, ByteView file) const {
  std::filesystem::path path = root_ / (std::string(name) + ".safetensors");
  const Result<void> written = write_file(path, file);
  if (!written) return std::unexpected(written.error());
  return path;
}

Result<std::filesystem::path> WeightsFolder::write_answer(ByteView json_text) const {
  std::filesystem::path path = root_ / "answer.json";
  const Result<void> written = write_file(path, json_text);
  if (!written) return std::unexpected(written.error());
  return path;
}

Result<std::filesystem::path> WeightsFolder::write_record(json::object members) const {
  json::object record{{"schema", training_schema}, {"run_id", run_.text()}};
  for (auto& member : members) record[member.key()] = std::move(member.value());
  std::filesystem::path path = root_ / record_name;
  const Result<void> written = write_file(path, as_bytes(pretty_json(record)));
  if (!written) return std::unexpected(written.error());
  return path;
}

bool WeightsFolder::holds(const std::filesystem::path& file, const BlobId& content) {
  const Result<Bytes> bytes = read_file(file, max_weights_bytes);
  return bytes && blob_id(*bytes) == content;
}

}  // namespace tessera
