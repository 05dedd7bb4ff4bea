#include "dataset/output_folder.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/durable_file.h"
#include "dataset/files.h"

namespace tessera {
namespace {

constexpr std::size_t max_manifest_bytes = 64U << 20U;
constexpr std::size_t max_image_bytes = 256U << 20U;
constexpr std::string_view manifest_name = "dataset.json";
constexpr std::string_view images_name = "images";
constexpr std::string_view extra_name = "extra";

std::unexpected<Error> refusal(const std::filesystem::path& root, std::string_view why) {
  return failure(ErrorKind::usage,
                 fmt::format("{} {}; nothing was written. Give an empty or new folder with --out", root.string(), why));
}

/// What claiming a folder needs of its dataset.json.
struct Manifest {
  RunId run;
  std::map<std::string, RecordedCaption> captions;  ///< by file
};

/// Nothing when it is none of ours.
std::optional<Manifest> read_manifest(const std::filesystem::path& path) {
  const Result<Bytes> bytes = read_file(path, max_manifest_bytes);
  if (!bytes) return std::nullopt;
  const Result<json::value> parsed = parse_json(as_text(*bytes));
  if (!parsed || find_string(*parsed, "schema") != dataset_schema) return std::nullopt;
  std::optional<std::string> run = find_string(*parsed, "run_id");
  if (!run) return std::nullopt;
  return Manifest{.run = RunId(*std::move(run)), .captions = captions_of(*parsed)};
}

/// Names in `root`, without what killed writes left over. Errors: io.
Result<std::vector<std::string>> names_in(const std::filesystem::path& root) {
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator entry(root, error), end; !error && entry != end; entry.increment(error)) {
    if (!is_left_over(entry->path())) names.push_back(entry->path().filename().string());
  }
  if (error) return failure(ErrorKind::io, fmt::format("cannot read {}: {}", root.string(), error.message()));
  std::ranges::sort(names);
  return names;
}

/// Whether `path` holds exactly these bytes.
bool holds(const std::filesystem::path& path, ByteView bytes) {
  const Result<Bytes> there = read_file(path, max_image_bytes);
  return there && std::ranges::equal(*there, bytes);
}

/// Whether extra_file() gives such names.
bool is_extra_name(std::string_view name) {
  const auto digits = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  };
  const std::size_t dash = name.find('-');
  return name.ends_with(".png") && dash != std::string_view::npos && digits(name.substr(0, dash)) &&
         digits(name.substr(dash + 1, name.size() - dash - 5));
}

}  // namespace

std::string image_file_name(int number) { return fmt::format("{:04}.jpg", number); }

std::string extra_file(int grid, int cell) { return fmt::format("{}/{:04}-{:02}.png", extra_name, grid, cell); }

Result<OutputFolder> OutputFolder::claim(const std::filesystem::path& root, const RunId& run) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(root, error).lexically_normal();
  if (error) return failure(ErrorKind::io, fmt::format("cannot find {}: {}", root.string(), error.message()));
  const std::filesystem::file_status status = std::filesystem::status(absolute, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status)) {
    return refusal(absolute, "is no folder");
  }
  OutputFolder folder(absolute);
  if (const Result<void> made = make_folder(absolute); !made) return std::unexpected(made.error());
  const Result<std::vector<std::string>> names = names_in(absolute);
  if (!names) return std::unexpected(names.error());

  const bool is_new = names->empty();
  if (!is_new) {
    if (std::ranges::find(*names, manifest_name) == names->end()) {
      return refusal(absolute, fmt::format("is not empty (it holds {})", names->front()));
    }
    std::optional<Manifest> manifest = read_manifest(absolute / manifest_name);
    if (!manifest) return refusal(absolute, "holds a dataset.json that is not of this program");
    if (manifest->run != run) {
      return refusal(absolute, fmt::format("holds the dataset of another run, {}", manifest->run.text()));
    }
    folder.captions_ = std::move(manifest->captions);
  }
  if (is_new) {
    const json::object begun{{"schema", dataset_schema}, {"run_id", run.text()}, {"status", "begun"}};
    const Result<void> written = write_file(absolute / manifest_name, as_bytes(pretty_json(begun)));
    if (!written) return std::unexpected(written.error());
  }
  // After the manifest: a claim that is killed in between must not leave a folder that looks foreign.
  if (const Result<void> made = make_folder(absolute / images_name); !made) return std::unexpected(made.error());
  if (const Result<void> synced = sync_folder(absolute); !synced) return std::unexpected(synced.error());
  return folder;
}

Result<WrittenImage> OutputFolder::write_image(int number, ByteView jpeg, const Caption& caption) const {
  const std::filesystem::path picture = root_ / images_name / image_file_name(number);
  const std::filesystem::path words = std::filesystem::path(picture).replace_extension(".txt");
  const auto known = captions_.find(fmt::format("{}/{}", images_name, image_file_name(number)));
  const Result<CaptionFile> there = read_caption(words, known == captions_.end() ? nullptr : &known->second);
  if (!there) return std::unexpected(there.error());
  const bool is_the_users =
      there->caption && there->caption->by() == CaptionBy::user && there->caption->text() != caption.text();
  const Caption kept = is_the_users ? *there->caption : caption;
  // No line end after the words: some trainers make it a part of the prompt.
  // The caption first: a picture that is there has the caption that belongs to it.
  if (!is_the_users && !holds(words, as_bytes(kept.text()))) {
    if (const Result<void> written = write_file(words, as_bytes(kept.text())); !written) {
      return std::unexpected(written.error());
    }
  }
  if (!holds(picture, jpeg)) {
    if (const Result<void> written = write_file(picture, jpeg); !written) return std::unexpected(written.error());
  }
  return WrittenImage{.picture = picture.string(), .caption = kept};
}

Result<void> OutputFolder::write_extra(const ExtraTile& extra, ByteView png) const {
  if (const Result<void> made = make_folder(root_ / extra_name); !made) return made;
  const std::filesystem::path path = root_ / extra.file;
  return holds(path, png) ? Result<void>() : write_file(path, png);
}

Result<void> OutputFolder::keep_extras(const std::vector<ExtraTile>& kept) const {
  const std::filesystem::path folder = root_ / extra_name;
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) return {};
  const Result<std::vector<std::string>> names = names_in(folder);
  if (!names) return std::unexpected(names.error());
  for (const std::string& name : *names) {
    const std::string file = fmt::format("{}/{}", extra_name, name);
    if (!is_extra_name(name) || std::ranges::find(kept, file, &ExtraTile::file) != kept.end()) continue;
    std::filesystem::remove(folder / name, error);
    if (error)
      return failure(ErrorKind::io, fmt::format("cannot remove {}: {}", (folder / name).string(), error.message()));
  }
  if (kept.empty() && std::filesystem::is_empty(folder, error)) {
    std::filesystem::remove(folder, error);
    return {};
  }
  return sync_folder(folder);
}

Result<void> OutputFolder::write_dataset(const Dataset& dataset) const {
  if (const Result<void> synced = sync_folder(root_ / images_name); !synced) return synced;
  const Result<void> written = write_file(root_ / manifest_name, as_bytes(pretty_json(dataset_json(dataset))));
  if (!written) return written;
  return sync_folder(root_);
}

Result<void> OutputFolder::write_report(std::string_view html) const {
  return write_file(root_ / "report.html", as_bytes(html));
}

Result<DebugFolder> DebugFolder::open(const std::filesystem::path& root) {
  if (const Result<void> made = make_folder(root); !made) return std::unexpected(made.error());
  return DebugFolder(root);
}

Result<void> DebugFolder::write_grid(int index, ByteView jpeg) const {
  return write_file(root_ / fmt::format("grid{}.jpg", index), jpeg);
}

Result<void> DebugFolder::write_training_image(int number, ByteView jpeg) const {
  return write_file(root_ / fmt::format("training-image{}.jpg", number), jpeg);
}

}  // namespace tessera
