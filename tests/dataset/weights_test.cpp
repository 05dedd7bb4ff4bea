#include "dataset/weights/weights.h"

#include <utility>
#include <vector>

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

namespace tessera {
namespace {

/// A safetensors file with this header and so many bytes behind it.
Bytes safetensors(std::string_view header, std::size_t data_bytes) {
  Bytes file;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    file.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(header.size()) >> shift));
  }
  file.insert(file.end(), header.begin(), header.end());
  file.resize(file.size() + data_bytes, 7);
  return file;
}

constexpr std::string_view good_header =
    R"({"__metadata__":{"format":"pt","ss_steps":"1000"},)"
    R"("block.0.lora_A.weight":{"dtype":"BF16","shape":[4,8],"data_offsets":[0,64]},)"
    R"("block.0.lora_B.weight":{"dtype":"F32","shape":[8,4],"data_offsets":[64,192]}})";

Bytes good() { return safetensors(good_header, 192); }

enum class Pack { tar, zip };

Bytes packed(Pack format, const std::vector<std::pair<std::string, Bytes>>& files) {
  Bytes out(2'000'000);
  std::size_t used = 0;
  archive* made = archive_write_new();
  if (format == Pack::tar) {
    archive_write_set_format_ustar(made);
  } else {
    archive_write_set_format_zip(made);
  }
  archive_write_add_filter_none(made);
  archive_write_open_memory(made, out.data(), out.size(), &used);
  for (const auto& [name, bytes] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, name.ends_with("/") ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(made, entry);
    archive_write_data(made, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(made);
  archive_write_free(made);
  out.resize(used);
  return out;
}

TEST(Safetensors, CountsTensorsAndReadsWhatTheTrainerNoted) {
  const Result<SafetensorsHeader> header = read_safetensors(good());
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->tensors, 2);
  EXPECT_EQ(header->data_bytes, 192U);
  EXPECT_EQ(header->rank, 4);
  EXPECT_EQ(header->metadata.at("ss_steps"), "1000");
}

TEST(Safetensors, RefusesWhatIsNotWhole) {
  const Bytes file = good();
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{60}, file.size() - 1}) {
    const Result<SafetensorsHeader> header = read_safetensors(ByteView(file).first(size));
    ASSERT_FALSE(header) << size;
    EXPECT_EQ(header.error().kind, ErrorKind::corrupt);
  }
}

TEST(Safetensors, RefusesHeadersThatDoNotFitTheirBytes) {
  const std::pair<std::string_view, std::size_t> broken[] = {
      {R"({})", 0},
      {R"([])", 0},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 9},   // bytes that are no tensor's
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4},   // too few for the shape
      {R"({"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}})", 8},   // no such type
      {R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8},  // a negative side
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8},   // backwards
      {R"({"a":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,8]}})", 8},  // overflows
      {R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
       R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})",
       6},  // overlap
      {R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
       R"("b":{"dtype":"U8","shape":[4],"data_offsets":[6,10]}})",
       10},                                                            // a hole
      {R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]})", 4},  // JSON that does not end
      {R"({"__metadata__":{"format":"pt"}})", 0},
  };
  for (const auto& [header, bytes] : broken) {
    const Result<SafetensorsHeader> read = read_safetensors(safetensors(header, bytes));
    ASSERT_FALSE(read) << header;
    EXPECT_EQ(read.error().kind, ErrorKind::corrupt);
  }
}

TEST(Safetensors, RefusesAHeaderLengthThatNoFileHas) {
  Bytes file = good();
  file[7] = 0xff;
  EXPECT_FALSE(read_safetensors(file));
  EXPECT_FALSE(looks_like_safetensors(file));
}

TEST(Weights, AreTakenAsTheyCome) {
  const Result<Weights> weights = read_weights(good());
  ASSERT_TRUE(weights) << weights.error().message;
  EXPECT_EQ(weights->file, good());
  EXPECT_EQ(weights->name, "");
}

TEST(Weights, AreFoundInTarAndZipBesideOtherFiles) {
  for (const Pack format : {Pack::tar, Pack::zip}) {
    const Bytes archive = packed(format, {{"output/", {}},
                                          {"output/captions/0001.txt", to_bytes("a fox")},
                                          {"output/flux_train_replicate/lora.safetensors", good()},
                                          {"output/config.yaml", to_bytes("job: extension")}});
    const Result<Weights> weights = read_weights(archive);
    ASSERT_TRUE(weights) << weights.error().message;
    EXPECT_EQ(weights->name, "output/flux_train_replicate/lora.safetensors");
    EXPECT_EQ(weights->file, good());
    EXPECT_EQ(weights->header.tensors, 2);
  }
}

TEST(Weights, AreTheFinalOnesWhenStepsInBetweenAreThereToo) {
  const Bytes early = safetensors(R"({"early":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1);
  const Bytes archive = packed(Pack::tar, {{"out/lora_000000250.safetensors", early},
                                           {"out/lora.safetensors", good()},
                                           {"out/lora_000000500.safetensors", early}});
  EXPECT_EQ(read_weights(archive)->name, "out/lora.safetensors");
  const Bytes numbered =
      packed(Pack::tar, {{"lora_000000500.safetensors", good()}, {"lora_000000250.safetensors", early}});
  EXPECT_EQ(read_weights(numbered)->name, "lora_000000500.safetensors");
}

TEST(Weights, AreRefusedWhenTheArchiveIsDamagedOrHoldsNone) {
  const Bytes archive = packed(Pack::tar, {{"lora.safetensors", good()}});
  const std::pair<Bytes, std::string_view> broken[] = {
      {Bytes(), "neither"},
      {to_bytes("<!doctype html><title>Just a moment</title>"), "neither"},
      {packed(Pack::tar, {{"readme.txt", to_bytes("nothing")}}), "no .safetensors"},
      {Bytes(archive.begin(), archive.begin() + 600), "damaged"},
      {packed(Pack::tar, {{"lora.safetensors", to_bytes("not weights at all")}}), "safetensors"},
  };
  for (const auto& [bytes, word] : broken) {
    const Result<Weights> weights = read_weights(bytes);
    ASSERT_FALSE(weights) << word;
    EXPECT_EQ(weights.error().kind, ErrorKind::corrupt);
    EXPECT_TRUE(weights.error().message.contains(word)) << weights.error().message;
  }
}

TEST(Weights, OfACompressedArchiveAreNotUnpacked) {
  // A stream that unpacks to much more than itself cannot be skipped; trainers deliver none.
  const Bytes gzip = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
  EXPECT_FALSE(read_weights(gzip));
}

}  // namespace
}  // namespace tessera
