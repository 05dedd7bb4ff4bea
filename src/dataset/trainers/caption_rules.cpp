#include "dataset/trainers/caption_rules.h"

#include <algorithm>

#include "dataset/plain_text.h"

namespace tessera {
namespace {

TrainedCaption words(std::string text, CaptionFrom from) { return {.texts = {std::move(text)}, .from = from}; }

TrainedCaption ending(std::string why) {
  return {.texts = {std::string()}, .from = CaptionFrom::nowhere, .aborts = std::move(why)};
}

/// Line ends as Python's text files give them: "\r\n" and "\r" become "\n".
std::string with_plain_line_ends(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      plain += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      plain += '\n';
    }
  }
  return plain;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

TrainedCaption with_trigger(TrainedCaption caption, std::string_view trigger) {
  std::string& text = caption.texts.front();
  replace_all(text, "[name]", trigger);
  replace_all(text, "[trigger]", trigger);
  if (!trimmed(trigger).empty() && !text.contains(trigger)) {
    text.insert(0, std::string(trigger) + " ");
    caption.trigger_put_in = true;
  }
  return caption;
}

TrainedCaption first_line(std::string_view file) {
  if (file.empty()) return ending("the caption file is empty, which sd-scripts ends at (assertion)");
  const std::string plain = with_plain_line_ends(file);
  return words(std::string(trimmed(std::string_view(plain).substr(0, plain.find('\n')))), CaptionFrom::file);
}

TrainedCaption every_line(std::string_view file) {
  if (!file.contains('\n')) return words(std::string(file), CaptionFrom::file);
  TrainedCaption caption;
  for (std::size_t begin = 0; begin <= file.size();) {
    const std::size_t end = std::min(file.find('\n', begin), file.size());
    if (end > begin) caption.texts.emplace_back(file.substr(begin, end - begin));
    begin = end + 1;
  }
  if (caption.texts.empty())
    return ending("the caption file has only empty lines, so that there is no caption to draw");
  return caption;
}

TrainedCaption without_file(Trainer trainer, const TrainerSettings& settings, std::string_view folder_tokens) {
  switch (trainer) {
    case Trainer::replicate:
      return words({}, CaptionFrom::captioner);
    case Trainer::sd_scripts:
    case Trainer::sd_scripts_folder: {
      const std::string_view tokens = folder_tokens.empty() ? std::string_view(settings.class_tokens) : folder_tokens;
      return words(std::string(tokens), tokens.empty() ? CaptionFrom::nowhere : CaptionFrom::class_tokens);
    }
    case Trainer::simpletuner:
      return ending("there is no caption file, which SimpleTuner ends at");
    case Trainer::imagefolder:
      return ending("metadata.jsonl has no text for this picture");
    case Trainer::ai_toolkit:
      return with_trigger(words({}, CaptionFrom::nowhere), settings.trigger);
    case Trainer::webdataset:
      break;
  }
  return words({}, CaptionFrom::nowhere);
}

}  // namespace

TrainedCaption trained_caption(Trainer trainer, std::optional<std::string_view> file, const TrainerSettings& settings,
                               std::string_view folder_tokens) {
  if (!file) return without_file(trainer, settings, folder_tokens);
  if (!count_characters(*file)) return ending("the caption is not UTF-8");
  switch (trainer) {
    case Trainer::ai_toolkit:
    case Trainer::replicate:
      return with_trigger(words(with_plain_line_ends(*file), CaptionFrom::file), settings.trigger);
    case Trainer::sd_scripts:
    case Trainer::sd_scripts_folder:
      return first_line(*file);
    case Trainer::simpletuner:
      return every_line(*file);
    case Trainer::imagefolder:
    case Trainer::webdataset:
      break;
  }
  return words(std::string(*file), CaptionFrom::file);
}

}  // namespace tessera
