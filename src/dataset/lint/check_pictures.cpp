// What is wrong with single pictures: unreadable, in colours or shapes that trainers read otherwise, repeated, too
// small.

#include <algorithm>

#include <fmt/format.h>

#include "dataset/lint/checks.h"
#include "dataset/plain_text.h"
#include "imaging/descriptor.h"

namespace tessera::lint {
namespace {

/// "jpeg" for ".JPG"; the name of the format that an extension promises.
std::string promised(std::string_view path) {
  const std::string extension = lower_ascii(extension_of(path));
  if (extension == ".jpg" || extension == ".jfif") return "jpeg";
  if (extension == ".tif") return "tiff";
  if (extension == ".heif") return "heic";
  return extension.empty() ? extension : extension.substr(1);
}

void check_content(const std::string& path, const FileFacts& facts, Findings& findings) {
  const auto warn = [&](std::string code, std::string reason, std::string repair) {
    findings.add({.code = std::move(code),
                  .severity = Severity::warning,
                  .file = path,
                  .reason = std::move(reason),
                  .repair = std::move(repair)});
  };
  if (facts.content != promised(path) && !facts.content.empty()) {
    warn("content-differs", fmt::format("the name says {}, the bytes are {}", promised(path), facts.content),
         "Rename or convert it.");
  }
  if (!facts.picture) return;
  const PictureFacts& picture = *facts.picture;
  if (picture.cmyk) {
    warn("cmyk", "the colours are CMYK for print, which trainers convert without its profile: they change",
         "Convert it to RGB with its profile; `tessera lint --fix` does.");
  }
  if (picture.bits > 8) {
    warn("sixteen-bit", fmt::format("it has {} bits a channel, which Pillow clips or scales by chance", picture.bits),
         "Save it with 8 bits a channel; `tessera lint --fix` does.");
  }
  if (picture.orientation != 1) {
    warn("rotated",
         fmt::format("it is stored turned (EXIF orientation {}): ai-toolkit turns it, sd-scripts and diffusers do not",
                     picture.orientation),
         "Save it upright; `tessera lint --fix` does.");
  }
  if (picture.animated) {
    warn("animated", "it is an animation, of which the first frame is trained", "Save the frame that is meant.");
  }
  if (picture.alpha) {
    warn("alpha", "it is transparent: trainers drop the transparency and show whatever colours lie under it",
         "Put it on a background; `tessera lint --fix` takes white.");
  }
}

void check_repeat(const Subject& subject, std::size_t file, Findings& findings) {
  const std::optional<Repeat>& repeat = subject.survey.facts[file].repeat;
  if (!repeat) return;
  const std::string& first = subject.survey.files[repeat->of].path;
  if (repeat->same_bytes) {
    findings.add({.code = "same-picture",
                  .severity = Severity::warning,
                  .file = subject.survey.files[file].path,
                  .reason = fmt::format("it has the same bytes as {}", first),
                  .repair = "Remove one of them; `tessera lint --fix` does."});
    return;
  }
  findings.add({.code = "near-duplicate",
                .severity = Severity::warning,
                .file = subject.survey.files[file].path,
                .reason = fmt::format("it shows nearly the same as {} (distance {:.2f}; repeats are below {:.2f})",
                                      first, repeat->distance, duplicate_distance),
                .repair = "Keep the better one: 25 varied pictures teach more than 60 that repeat each other."});
}

}  // namespace

void check_pictures(const Subject& subject, Findings& findings) {
  for (const std::size_t file : trained_files(subject)) {
    const std::string& path = subject.survey.files[file].path;
    const FileFacts& facts = subject.survey.facts[file];
    if (name_in(path).starts_with("._")) continue;  // check_layout speaks of it
    if (!facts.unreadable.empty()) {
      findings.add({.code = "unreadable",
                    .severity = Severity::error,
                    .file = path,
                    .reason = fmt::format("the picture cannot be read: {}", facts.unreadable),
                    .repair = "Replace or remove it; trainers end at such a file, some only after hours."});
      continue;
    }
    check_content(path, facts, findings);
    check_repeat(subject, file, findings);
  }
}

}  // namespace tessera::lint
