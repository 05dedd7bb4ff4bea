#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "dataset/export/export_job.h"
#include "dataset/files.h"
#include "imaging/plain_jpeg.h"
#include "imaging/plain_png.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

constexpr std::size_t max_picture_bytes = 256U << 20U;

std::string_view extension_of_plain(ByteView bytes) {
  if (plain_jpeg_components(bytes) == 3) return ".jpg";
  if (is_plain_png(bytes)) return ".png";
  return {};
}

Result<Size> size_of_export(const TrainingPicture& picture, const ExportSize& asked) {
  const Size size = picture.info.size;
  switch (asked.kind) {
    case ExportSize::Kind::as_it_is:
      return size;
    case ExportSize::Kind::bucket:
      return bucket_size(size);
    case ExportSize::Kind::square:
      break;
  }
  const int shorter = std::min(size.width, size.height);
  if (shorter >= asked.side) return Size{asked.side, asked.side};
  return failure(ErrorKind::usage,
                 fmt::format("{} is {}x{}: --size {} would enlarge it, which adds no detail. Take --size bucket, or "
                             "make larger pictures with generate --upscale-factor",
                             picture.file.string(), size.width, size.height, asked.side));
}

/// The largest box of the shape of `shape` in the middle of `whole`.
Box middle_of(Size whole, Size shape) {
  const std::int64_t by_width = std::int64_t{whole.width} * shape.height;
  const std::int64_t by_height = std::int64_t{whole.height} * shape.width;
  Size cut = whole;
  if (by_width > by_height) {
    cut.width = static_cast<int>((by_height + shape.height / 2) / shape.height);
  } else {
    cut.height = static_cast<int>((by_width + shape.width / 2) / shape.width);
  }
  cut = {std::clamp(cut.width, 1, whole.width), std::clamp(cut.height, 1, whole.height)};
  return {(whole.width - cut.width) / 2, (whole.height - cut.height) / 2, cut.width, cut.height};
}

}  // namespace

Result<Image> fitted(const Image& image, Size size) {
  if (image.size() == size) return image;
  const Image cut = crop(image, middle_of(image.size(), size));
  if (cut.size() == size) return cut;
  return resize(cut, size);
}

Result<ExportedPicture> export_picture(const TrainingPicture& picture, const ExportSize& asked) {
  const Result<Size> size = size_of_export(picture, asked);
  if (!size) return std::unexpected(size.error());
  Result<Bytes> bytes = read_file(picture.file, max_picture_bytes);
  if (!bytes) return std::unexpected(bytes.error());
  const auto unusable = [&](const Error& error) {
    return failure(error.kind, fmt::format("{}: {}", picture.file.string(), error.message));
  };
  // Decoded even when the bytes are passed on: half a picture must not reach a trainer.
  const Result<Image> pixels = decode_image(*bytes);
  if (!pixels) return unusable(pixels.error());
  ExportedPicture exported{.stem = fmt::format("{:04}", picture.number), .size = *size};
  const std::string_view plain = extension_of_plain(*bytes);
  if (!plain.empty() && pixels->size() == *size) {
    exported.extension = plain;
    exported.bytes = *std::move(bytes);
    exported.is_original = true;
    return exported;
  }
  const Result<Image> image = fitted(*pixels, *size);
  if (!image) return unusable(image.error());
  exported.extension = ".png";
  exported.bytes = encode_png(*image, PngEffort::small);
  return exported;
}

Result<void> for_each_picture(const ExportJob& job, const PictureSink& sink) {
  for (const TrainingPicture& picture : job.set.pictures) {
    Result<ExportedPicture> exported = export_picture(picture, job.options.size);
    if (!exported) return std::unexpected(exported.error());
    if (picture.caption) {
      exported->caption = with_trigger(*picture.caption, job.set.trigger, job.trigger).text();
    }
    if (const Result<void> taken = sink(picture, *exported); !taken) return taken;
    job.report.sizes.push_back(exported->size);
    ++job.report.pictures;
  }
  job.report.resolutions = fitting_resolutions(job.report.sizes);
  return {};
}

Result<void> write_pictures(const ExportJob& job, const std::string& folder) {
  return for_each_picture(job, [&](const TrainingPicture& picture, const ExportedPicture& exported) -> Result<void> {
    const std::string stem = folder + "/" + exported.stem;
    const std::string name = stem + exported.extension;
    if (job.options.link && exported.is_original) {
      const Result<bool> linked = job.folder.add_link(name, picture.file, exported.bytes);
      if (!linked) return std::unexpected(linked.error());
      job.report.linked += *linked ? 1 : 0;
    } else if (const Result<void> added = job.folder.add(name, exported.bytes); !added) {
      return added;
    }
    if (exported.caption.empty()) return {};
    // No line end: some trainers make it a part of the prompt.
    return job.folder.add(stem + ".txt", as_bytes(exported.caption));
  });
}

Result<void> write_text(const ExportJob& job, const std::string& name, std::string_view text) {
  return job.folder.add(name, as_bytes(text));
}

std::string in_quotes(std::string_view text) { return json::serialize(json::string(text)); }

std::string joined(const std::vector<int>& numbers) { return fmt::format("{}", fmt::join(numbers, ", ")); }

std::vector<std::string> sample_prompts(const std::optional<Trigger>& trigger) {
  std::vector<std::string> prompts;
  for (const char* subject :
       {"a brown bear reading a newspaper on a park bench", "a red bicycle leaning against a stone wall beside a river",
        "a woman in a long coat crossing a bridge at night"}) {
    const Caption content = Caption::make(subject, CaptionBy::user).value();
    prompts.push_back(with_trigger(content, std::nullopt, trigger).text());
  }
  return prompts;
}

}  // namespace tessera
