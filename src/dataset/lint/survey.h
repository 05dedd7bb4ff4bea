#pragma once
// What is in a folder, a zip or the tars of a folder, file by file: read once, one file in memory at a time. Blocking;
// any thread. Nothing is ever written.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "dataset/trainers/what_trains.h"
#include "imaging/codec.h"
#include "tessera/error.h"

namespace tessera::lint {

/// A picture that shows the same as an earlier one.
struct Repeat {
  std::size_t of = 0;   ///< index of the file that came first
  double distance = 0;  ///< imaging/descriptor.h; 0 for the same bytes
  bool same_bytes = false;
};

/// What Replicate's trainer is told, in the export beside its zip or among the pictures.
inline constexpr std::string_view input_beside_zip = "input.json";

/// What is known of the file with the same index in Survey::files.
struct FileFacts {
  std::uint64_t bytes = 0;
  bool named_picture = false;           ///< its extension is that of a picture format, read here or not
  std::string content = {};             ///< what the bytes are: "jpeg", "png", "gif", "bmp" …; empty when no picture
  std::optional<PictureFacts> picture;  ///< of a picture that can be read
  std::string unreadable = {};          ///< why a file that is named like a picture or holds one cannot be read
  std::optional<Repeat> repeat;
};

struct Survey {
  std::filesystem::path root;         ///< the folder or archive that was given
  bool zip = false;                   ///< root is a zip
  std::optional<std::string> beside;  ///< the text of input.json beside a zip
  bool tar = false;                   ///< files are members of tars; "00000.tar/0001.png"
  std::vector<TrainerFile> files;     ///< of a folder sorted by path; of archives in their order
  std::vector<FileFacts> facts;
};

struct SurveyOptions {
  bool compare_pictures = true;  ///< decode pictures to find repeats; otherwise only those of equal bytes are found
  ImageLimits limits = {};
  std::size_t most_files = 1'000'000;
};

/// Folders below are walked, links to files followed and links to folders not; what trainers leave behind
/// (.aitk_size.json, _latent_cache/, *.npz) is passed over. Text of at most 64 kB is kept (lists of captions and
/// configurations: 64 MB). Errors: usage: `path` is not there or neither a folder nor a zip or tar; io; bad_request: a
/// damaged archive, more files than allowed.
[[nodiscard]] Result<Survey> survey(const std::filesystem::path& path, const SurveyOptions& options);

/// Calls `visit` for each member of a zip or tar with its name and bytes; a member of more than `most_bytes` is given
/// without bytes. Names are as the archive has them. Errors: bad_request: damaged, or no such archive; what `visit`
/// gives.
using VisitMember = std::function<Result<void>(std::string_view name, Bytes bytes, std::uint64_t size)>;
[[nodiscard]] Result<void> visit_archive(const std::filesystem::path& path, std::size_t most_bytes,
                                         const VisitMember& visit);

}  // namespace tessera::lint
