#pragma once
// Which words a trainer trains with a picture, after its own reading of the caption file. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/trainers/trainer.h"

namespace tessera {

/// Where the words come from.
enum class CaptionFrom {
  file,          ///< the caption file, or the line of metadata.jsonl
  class_tokens,  ///< sd-scripts: the configuration's words or the folder's name, as there is no caption file
  captioner,     ///< Replicate: a model writes them, as there is no caption file
  nowhere        ///< the picture is trained without words
};

struct TrainedCaption {
  std::vector<std::string> texts;  ///< several: each step draws one (SimpleTuner: one a line); never the empty vector
  CaptionFrom from = CaptionFrom::file;
  bool trigger_put_in = false;  ///< the trainer added the trigger in front
  std::string aborts = {};      ///< why the trainer ends with an error here; empty when it does not
};

/// `file` holds the bytes of the caption file; nothing when there is none. `folder_tokens` are sd-scripts' words from
/// the folder's name (layout of folders); they stand for a caption that is missing, before the settings' class_tokens.
///
/// ai-toolkit, Replicate: the whole file, line ends included; `[trigger]` and `[name]` become the trigger, and a
/// caption that does not contain it (as a plain substring) gets it in front. sd-scripts: the first line without blanks
/// at its ends; a file of no bytes ends the program. SimpleTuner: each line that is not empty is a caption; a missing
/// file ends the program. WebDataset and imagefolder: the text as it is. Text that is not UTF-8 ends all of them.
[[nodiscard]] TrainedCaption trained_caption(Trainer trainer, std::optional<std::string_view> file,
                                             const TrainerSettings& settings, std::string_view folder_tokens = {});

}  // namespace tessera
