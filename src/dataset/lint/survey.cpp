#include "dataset/lint/survey.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/json.h"
#include "dataset/dataset.h"
#include "dataset/files.h"
#include "dataset/plain_text.h"
#include "imaging/duplicate_index.h"

namespace tessera::lint {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_caption_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_list_bytes = std::size_t{64} * 1024 * 1024;
/// Descriptors are made of averages over 64x64 parts: twice that shows all there is to see. A JPEG of 1024x1024 is then
/// decoded at an eighth.
constexpr int compared_side = 128;

constexpr auto picture_extensions = std::to_array<std::string_view>(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif", ".heic", ".heif", ".jxl", ".jfif"});
constexpr auto list_extensions = std::to_array<std::string_view>({".jsonl", ".json", ".toml", ".yaml", ".yml"});

bool has_extension_of(std::span<const std::string_view> list, std::string_view path) {
  return std::ranges::find(list, lower_ascii(extension_of(path))) != list.end();
}

/// What the first bytes say.
std::string content_of(ByteView bytes) {
  if (const std::optional<ImageFormat> format = sniff_format(bytes)) return std::string(name_of(*format));
  using namespace std::string_view_literals;
  const std::string_view text = as_text(bytes);
  if (text.starts_with("GIF8"sv)) return "gif";
  if (text.starts_with("BM"sv) && text.size() > 26 && text.substr(6, 4) == "\0\0\0\0"sv) return "bmp";
  if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv)) return "tiff";
  if (text.starts_with("\xFF\x0A"sv) || text.starts_with("\0\0\0\x0CJXL "sv)) return "jxl";
  return {};
}

/// Fills a survey, one file after another.
class Surveyor {
 public:
  Surveyor(Survey& survey, const SurveyOptions& options) : survey_(survey), options_(options) {}

  Result<void> add(std::string path, Bytes bytes, std::uint64_t size) {
    if (survey_.files.size() >= options_.most_files) {
      return failure(ErrorKind::bad_request, fmt::format("there are more than {} files", options_.most_files));
    }
    FileFacts facts{
        .bytes = size, .named_picture = has_extension_of(picture_extensions, path), .picture = {}, .repeat = {}};
    TrainerFile file{.path = std::move(path), .text = std::nullopt};
    facts.content = content_of(bytes);
    if (facts.named_picture || !facts.content.empty()) {
      look_at(bytes, size, facts);
    } else if (bytes.size() == size && size <= most_text_bytes(file.path)) {
      file.text = std::string(as_text(bytes));
    }
    survey_.files.push_back(std::move(file));
    survey_.facts.push_back(std::move(facts));
    return {};
  }

  static std::size_t most_text_bytes(std::string_view path) {
    return has_extension_of(list_extensions, path) ? most_list_bytes : most_caption_bytes;
  }
  /// How much of a file is worth reading.
  std::size_t most_bytes(std::string_view path) const {
    return has_extension_of(list_extensions, path) ? most_list_bytes : options_.limits.max_bytes;
  }

 private:
  void look_at(const Bytes& bytes, std::uint64_t size, FileFacts& facts) {
    if (size > options_.limits.max_bytes) {
      facts.unreadable = fmt::format("it has {:.0f} MB", static_cast<double>(size) / 1e6);
      return;
    }
    if (bytes.empty()) {
      facts.unreadable = "it is empty";
      return;
    }
    if (facts.content.empty()) {
      facts.unreadable = "its bytes are no picture";
      return;
    }
    if (!sniff_format(bytes)) return;  // a format that is known but not read here
    const Result<PictureFacts> picture = read_picture_facts(bytes, options_.limits);
    if (!picture || !picture->complete) {
      facts.unreadable = picture ? "it is cut off" : picture.error().message;
      return;
    }
    facts.picture = *picture;
    compare(bytes, facts);
  }

  void compare(const Bytes& bytes, FileFacts& facts) {
    const std::size_t index = survey_.files.size();
    const auto [same, is_new] = by_content_.emplace(sha256(bytes), index);
    if (!is_new) {
      facts.repeat = Repeat{.of = same->second, .distance = 0, .same_bytes = true};
      return;
    }
    if (!options_.compare_pictures) return;
    const Result<Image> small = decode_small(bytes, compared_side, options_.limits);
    if (!small) {
      facts.unreadable = small.error().message;
      facts.picture.reset();
      return;
    }
    const Descriptor descriptor = describe(*small);
    if (const std::optional<NearestPicture> nearest = compared_.nearest(descriptor)) {
      facts.repeat = Repeat{.of = compared_files_[nearest->index], .distance = nearest->distance};
      return;
    }
    compared_.add(descriptor);
    compared_files_.push_back(index);
  }

  struct HashOfDigest {
    std::size_t operator()(const Sha256& digest) const noexcept {
      std::size_t value = 0;
      for (std::size_t i = 0; i < sizeof value; ++i) value = value << 8U | digest[i];
      return value;
    }
  };

  Survey& survey_;
  const SurveyOptions& options_;
  std::unordered_map<Sha256, std::size_t, HashOfDigest> by_content_;
  DuplicateIndex compared_;
  std::vector<std::size_t> compared_files_;
};

/// What trainers write beside the pictures.
bool left_by_trainer(std::string_view path) {
  return name_in(path) == ".aitk_size.json" || path.starts_with("_latent_cache/") || path.contains("/_latent_cache/") ||
         path.ends_with(".npz");
}

/// At most `most` bytes of a regular file; fewer bytes than its size when it is longer. Never waits for a pipe.
Result<Bytes> read_some(const fs::path& path, std::size_t most, std::uint64_t& size) {
  const auto fail = [&path](int cause) {
    return failure(ErrorKind::io,
                   fmt::format("cannot read {}: {}", path.string(), std::generic_category().message(cause)));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return fail(errno);
  struct stat status{};
  Bytes bytes;
  int cause = ::fstat(file, &status) == 0 ? 0 : errno;
  size = static_cast<std::uint64_t>(status.st_size);
  if (cause == 0 && size <= most) {
    bytes.resize(size);
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t got = ::read(file, bytes.data() + done, bytes.size() - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) cause = errno;
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    size = done;
  }
  ::close(file);
  if (cause != 0) return fail(cause);
  return bytes;
}

Result<std::vector<std::string>> files_below(const fs::path& root, std::size_t most) {
  std::vector<std::string> paths;
  std::error_code error;
  fs::recursive_directory_iterator walk(root, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    std::error_code gone;
    if (!walk->is_regular_file(gone)) continue;
    std::string path = walk->path().lexically_relative(root).generic_string();
    if (left_by_trainer(path)) continue;
    if (paths.size() >= most) return failure(ErrorKind::bad_request, fmt::format("there are more than {} files", most));
    paths.push_back(std::move(path));
  }
  if (error) return failure(ErrorKind::io, fmt::format("cannot read {}: {}", root.string(), error.message()));
  std::ranges::sort(paths);
  return paths;
}

/// Whether the folder is one that a run left behind: what lies in its extra/ is offered, not trained on.
bool left_by_run(const fs::path& root) {
  const Result<Bytes> bytes = read_file(root / "dataset.json", most_list_bytes);
  const Result<json::value> manifest = bytes ? parse_json(as_text(*bytes)) : std::unexpected(bytes.error());
  return manifest && find_string(*manifest, "schema") == dataset_schema;
}

Result<void> add_archive(Surveyor& surveyor, const fs::path& path, std::string_view prefix,
                         const SurveyOptions& options) {
  return visit_archive(path, options.limits.max_bytes, [&](std::string_view name, Bytes bytes, std::uint64_t size) {
    return surveyor.add(fmt::format("{}{}", prefix, name), std::move(bytes), size);
  });
}

Result<void> add_folder(Surveyor& surveyor, Survey& survey, const SurveyOptions& options) {
  const Result<std::vector<std::string>> paths = files_below(survey.root, options.most_files);
  if (!paths) return std::unexpected(paths.error());
  const bool has_extras = left_by_run(survey.root);
  for (const std::string& path : *paths) {
    if (has_extras && path.starts_with("extra/")) continue;
    if (extension_of(path) == ".tar") {
      survey.tar = true;
      if (const Result<void> added = add_archive(surveyor, survey.root / path, path + "/", options); !added)
        return added;
      continue;
    }
    std::uint64_t size = 0;
    Result<Bytes> bytes = read_some(survey.root / path, surveyor.most_bytes(path), size);
    if (!bytes) return std::unexpected(std::move(bytes.error()));
    if (const Result<void> added = surveyor.add(path, *std::move(bytes), size); !added) return added;
  }
  return {};
}

/// The text of input.json beside a zip; nothing when there is none.
std::optional<std::string> text_beside(const fs::path& zip) {
  std::uint64_t size = 0;
  const Result<Bytes> bytes = read_some(zip.parent_path() / input_beside_zip, most_caption_bytes, size);
  if (!bytes || bytes->size() != size) return std::nullopt;
  return std::string(as_text(*bytes));
}

}  // namespace

Result<Survey> survey(const fs::path& path, const SurveyOptions& options) {
  Survey found{.root = path, .files = {}, .facts = {}};
  Surveyor surveyor(found, options);
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  Result<void> added;
  if (fs::is_directory(status)) {
    added = add_folder(surveyor, found, options);
  } else if (fs::is_regular_file(status)) {
    found.tar = extension_of(path.string()) == ".tar";
    found.zip = !found.tar;
    if (found.zip) found.beside = text_beside(path);
    added = add_archive(surveyor, path, found.tar ? path.filename().string() + "/" : std::string(), options);
  } else {
    return failure(ErrorKind::usage, fmt::format("{} is not there, or no folder, zip or tar", path.string()));
  }
  if (!added) return std::unexpected(added.error());
  return found;
}

}  // namespace tessera::lint
