// Formats that are data alone: Replicate's FLUX trainer, Hugging Face's imagefolder, WebDataset.

#include <optional>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/json.h"
#include "dataset/export/archive.h"
#include "dataset/export/export_job.h"

namespace tessera {
namespace {

/// So many that a shard of usual pictures has a few hundred megabytes.
constexpr int samples_in_a_shard = 1000;

/// What ostris/flux-dev-lora-trainer takes beside the pictures.
json::object replicate_input(const ExportJob& job) {
  std::string resolutions;
  for (const int resolution : job.report.resolutions) {
    resolutions += fmt::format("{}{}", resolutions.empty() ? "" : ",", resolution);
  }
  json::object input;
  if (job.trigger) input["trigger_word"] = job.trigger->word();
  input["autocaption"] = false;
  input["steps"] = job.numbers.steps;
  input["learning_rate"] = 0.0004;
  input["lora_rank"] = job.numbers.rank;
  input["batch_size"] = 1;
  input["resolution"] = resolutions;
  input["caption_dropout_rate"] = job.numbers.caption_dropout;
  input["optimizer"] = "adamw8bit";
  return input;
}

json::object sample_json(const TrainingPicture& picture, const ExportedPicture& exported) {
  json::object sample{{"key", exported.stem},
                      {"caption", exported.caption},
                      {"width", exported.size.width},
                      {"height", exported.size.height},
                      {"sha256", to_hex(sha256(exported.bytes))}};
  if (picture.caption) sample["caption_by"] = name_of(picture.caption->by());
  if (!picture.description.empty()) sample["description"] = picture.description;
  if (!picture.category.empty()) sample["category"] = picture.category;
  return sample;
}

}  // namespace

Result<void> write_replicate_zip(const ExportJob& job) {
  constexpr const char* zip_name = "dataset.zip";
  const Result<std::filesystem::path> place = job.folder.place_for(zip_name);
  if (!place) return std::unexpected(place.error());
  Result<ArchiveWriter> zip = ArchiveWriter::create(*place, ArchiveKind::zip);
  if (!zip) return std::unexpected(zip.error());
  const auto pack = [&](const TrainingPicture&, const ExportedPicture& exported) -> Result<void> {
    Result<void> added = zip->add(exported.stem + exported.extension, exported.bytes);
    if (added && !exported.caption.empty()) added = zip->add(exported.stem + ".txt", as_bytes(exported.caption));
    return added;
  };
  Result<void> done = for_each_picture(job, pack);
  if (done) done = zip->close();
  if (done) done = job.folder.adopt(zip_name);
  if (!done) return done;
  if (!job.trigger) {
    job.report.notes.emplace_back("Replicate's trainer puts its default trigger TOK in front of every caption");
  }
  job.report.start_here = "input.json";
  return write_text(job, "input.json", pretty_json(replicate_input(job)));
}

Result<void> write_imagefolder(const ExportJob& job) {
  std::string metadata;
  const auto write = [&](const TrainingPicture&, const ExportedPicture& exported) -> Result<void> {
    const std::string name = exported.stem + exported.extension;
    metadata += json::serialize(json::object{{"file_name", name}, {"text", exported.caption}}) + "\n";
    return job.folder.add("train/" + name, exported.bytes);
  };
  if (const Result<void> written = for_each_picture(job, write); !written) return written;
  job.report.start_here = "train/metadata.jsonl";
  return write_text(job, "train/metadata.jsonl", metadata);
}

Result<void> write_webdataset(const ExportJob& job) {
  std::optional<ArchiveWriter> shard;
  std::string shard_name;
  int samples = 0;
  const auto finish_shard = [&]() -> Result<void> {
    if (!shard) return {};
    const Result<void> closed = shard->close();
    shard.reset();
    return closed ? job.folder.adopt(shard_name) : closed;
  };
  const auto pack = [&](const TrainingPicture& picture, const ExportedPicture& exported) -> Result<void> {
    if (samples % samples_in_a_shard == 0) {
      if (const Result<void> finished = finish_shard(); !finished) return finished;
      shard_name = fmt::format("{:05}.tar", samples / samples_in_a_shard);
      const Result<std::filesystem::path> place = job.folder.place_for(shard_name);
      if (!place) return std::unexpected(place.error());
      Result<ArchiveWriter> created = ArchiveWriter::create(*place, ArchiveKind::ustar);
      if (!created) return std::unexpected(created.error());
      shard.emplace(std::move(*created));
    }
    ++samples;
    // The members of a sample stand together, and its key ends at the first dot.
    Result<void> added = shard->add(exported.stem + exported.extension, exported.bytes);
    if (added) {
      added = shard->add(exported.stem + ".json", as_bytes(json::serialize(sample_json(picture, exported))));
    }
    if (added && !exported.caption.empty()) added = shard->add(exported.stem + ".txt", as_bytes(exported.caption));
    return added;
  };
  if (const Result<void> written = for_each_picture(job, pack); !written) return written;
  job.report.start_here = "00000.tar";
  return finish_shard();
}

}  // namespace tessera
