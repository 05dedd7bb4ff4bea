// Lint of 10,000 pictures: pictures a second of processor time on one core, and the memory that it needs at most.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdlib.h>
#include <string>
#include <sys/resource.h>

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "dataset/lint.h"
#include "imaging/codec.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

constexpr int pictures = 10'000;
/// More than a search compares with at most (imaging/duplicate_index.cpp), so that none is cheaper than in a set
/// without repeats.
constexpr int different = 1'000;
/// The product's promise (docs/lint.md).
constexpr double least_rate = 300;

/// 10,000 JPEGs of 1024x1024 with captions: four cuts of the example picture side by side, each file with a comment of
/// its own so that no two have the same bytes.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tessera-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
    std::ifstream file(TESSERA_SOURCE_DIR "/examples/evening-lake.jpg", std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const Image source = resize(decode_image(bytes).value(), Size{1600, 1600}).value();
    for (int i = 0; i < different; ++i) write_copies(i, encode_jpeg(mosaic(source, static_cast<std::uint64_t>(i)), 90));
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  static Image mosaic(const Image& source, std::uint64_t number) {
    constexpr int side = 512;
    Random random(number, "mosaic");
    Image picture(Size{2 * side, 2 * side});
    for (int part = 0; part < 4; ++part) {
      const int width = 190 + static_cast<int>(random.below(60));
      const int most = source.size().width - width;
      const Box box{.left = static_cast<int>(random.below(static_cast<std::uint64_t>(most))),
                    .top = static_cast<int>(random.below(static_cast<std::uint64_t>(most))),
                    .width = width,
                    .height = width};
      const Image cut = resize(crop(source, box), Size{side, side}, Filter::bilinear).value();
      for (int y = 0; y < side; ++y) {
        std::ranges::copy(cut.row(y), picture.row(y + part / 2 * side).begin() + std::ptrdiff_t{3} * side * (part % 2));
      }
    }
    return picture;
  }

  void write_copies(int picture, const Bytes& jpeg) const {
    for (int number = picture; number < pictures; number += different) {
      char stem[8];
      std::snprintf(stem, sizeof stem, "%05d", number);
      const Bytes comment = {0xFF,
                             0xFE,
                             0x00,
                             0x07,
                             static_cast<std::uint8_t>(stem[0]),
                             static_cast<std::uint8_t>(stem[1]),
                             static_cast<std::uint8_t>(stem[2]),
                             static_cast<std::uint8_t>(stem[3]),
                             static_cast<std::uint8_t>(stem[4])};
      std::ofstream out(path_ / (std::string(stem) + ".jpg"), std::ios::binary);
      const auto write = [&out](ByteView bytes) {
        out.write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size()));
      };
      write(ByteView(jpeg).first(2));
      write(comment);
      write(ByteView(jpeg).subspan(2));
      std::ofstream(path_ / (std::string(stem) + ".txt"))
          << "picture " << number << " of many, seen from side " << number % 97 << ", zkx01\n";
    }
  }

  std::filesystem::path path_;
};

const std::filesystem::path& folder() {
  static const Folder made;
  return made.path();
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void lint(benchmark::State& state, bool compare) {
  const std::filesystem::path& path = folder();
  double seconds = 0;
  double repeats = 0;
  for (auto _ : state) {
    const double begin = processor_seconds();
    const Result<LintReport> report = lint_folder(path, {.compare_pictures = compare});
    seconds += processor_seconds() - begin;
    if (!report || report->pictures != pictures) {
      state.SkipWithError("lint failed");
      return;
    }
    repeats = static_cast<double>(std::ranges::count(report->findings, "near-duplicate", &LintFinding::code));
  }
  state.counters["figure"] = pictures * static_cast<double>(state.iterations()) / seconds;
  state.counters["bar"] = least_rate;
  state.counters["at_least"] = 1;
  state.counters["peak_mb"] = peak_megabytes();
  state.counters["repeats"] = repeats;
}

void lint_without_pixels(benchmark::State& state) { lint(state, false); }
BENCHMARK(lint_without_pixels)->Unit(benchmark::kMillisecond)->Iterations(1);

void lint_with_near_duplicates(benchmark::State& state) { lint(state, true); }
BENCHMARK(lint_with_near_duplicates)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace tessera

BENCHMARK_MAIN();
