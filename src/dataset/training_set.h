#pragma once
// A set as trainers get it: pictures with captions, read from what a run left behind (docs/dataset.md) or from any
// folder of pictures with .txt files beside them. Reading never changes the folder. Blocking; call it on the worker
// pool or where nothing waits.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "dataset/captions.h"
#include "imaging/codec.h"
#include "model/request.h"
#include "model/trigger.h"
#include "tessera/error.h"

namespace tessera {

struct TrainingPicture {
  int number = 0;                  ///< 1 …, each once; exports are named by it: "0007.png"
  std::filesystem::path file;      ///< absolute
  ImageInfo info;                  ///< from the header
  std::optional<Caption> caption;  ///< nothing when there is no usable text beside the picture
  std::string description;         ///< what its cell was asked for; empty when not known
  std::string category;            ///< of the description
};

struct TrainingSet {
  std::filesystem::path folder;  ///< absolute: what was read
  std::string name;              ///< the actor, or the folder's name; ASCII letters, digits, '-', '_' and '.'
  Mode mode = Mode::style;
  std::optional<Trigger> trigger;
  std::string source_sha256;              ///< of the source's bytes as they were given; empty when not known
  std::vector<TrainingPicture> pictures;  ///< ascending by number
  std::vector<std::string> notes;         ///< sentences: what was left out or read in another way than it stands there
};

/// `folder` is OUT of a run (it has a dataset.json of this program), or holds the pictures itself; folders below it are
/// not looked into. Captions are what the .txt files say now; a text of several lines becomes one, and the notes say
/// so. Pictures are known by their first bytes, not by their names; what cannot be read is left out and noted.
/// Errors: usage when there is no such folder or no picture in it; io.
[[nodiscard]] Result<TrainingSet> load_training_set(const std::filesystem::path& folder);

}  // namespace tessera
