// The picture work of one sheet and one item beside the bare codec calls that it cannot do without, in the same run.

#include <fstream>
#include <iterator>
#include <memory>

#include <benchmark/benchmark.h>
#include <turbojpeg.h>

#include "imaging/codec.h"
#include "imaging/descriptor.h"
#include "imaging/gates.h"
#include "imaging/grid_geometry.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

constexpr GridShape shape{.rows = 3, .columns = 3};

/// Nine times the example picture beside and below each other: a sheet with the content of photographs.
const Image& sheet() {
  static const Image made = [] {
    std::ifstream file(TESSERA_SOURCE_DIR "/examples/evening-lake.jpg", std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const Image cell = resize(decode_image(bytes).value(), Size{341, 341}).value();
    Image whole(Size{1023, 1023});
    for (int y = 0; y < 1023; ++y) {
      for (int x = 0; x < 1023; ++x) {
        for (int channel = 0; channel < 3; ++channel) {
          const auto from = static_cast<std::size_t>(((y % 341) * 341 + x % 341) * 3 + channel);
          whole.pixels()[static_cast<std::size_t>((y * 1023 + x) * 3 + channel)] = cell.pixels()[from];
        }
      }
    }
    return whole;
  }();
  return made;
}

const Bytes& sheet_png() {
  static const Bytes bytes = encode_png(sheet());
  return bytes;
}

/// What came from a provider: decoded.
void decode_a_sheet(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(decode_image(sheet_png()));
}
BENCHMARK(decode_a_sheet)->Unit(benchmark::kMillisecond);

void find_the_cells(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(find_grid(sheet(), shape));
}
BENCHMARK(find_the_cells)->Unit(benchmark::kMillisecond);

void measure_nine_cells(benchmark::State& state) {
  const GridGeometry geometry = find_grid(sheet(), shape);
  for (auto _ : state) {
    for (const GridCell& cell : geometry.cells) {
      const Image tile = crop(sheet(), cell.box);
      benchmark::DoNotOptimize(measure_tile(tile));
      benchmark::DoNotOptimize(describe(tile));
    }
  }
}
BENCHMARK(measure_nine_cells)->Unit(benchmark::kMillisecond);

void make_the_judge_picture(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(encode_jpeg(fit_short_side(sheet(), 768).value(), 90));
}
BENCHMARK(make_the_judge_picture)->Unit(benchmark::kMillisecond);

void cut_and_encode_nine_tiles(benchmark::State& state) {
  const GridGeometry geometry = find_grid(sheet(), shape);
  for (auto _ : state) {
    for (const GridCell& cell : geometry.cells) benchmark::DoNotOptimize(encode_png(crop(sheet(), cell.box)));
  }
}
BENCHMARK(cut_and_encode_nine_tiles)->Unit(benchmark::kMillisecond);

void encode_jpeg_ours(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(encode_jpeg(sheet()));
}
BENCHMARK(encode_jpeg_ours)->Unit(benchmark::kMillisecond);

void encode_jpeg_bare(benchmark::State& state) {
  const std::unique_ptr<void, decltype(&tjDestroy)> handle(tjInitCompress(), &tjDestroy);
  for (auto _ : state) {
    unsigned char* bytes = nullptr;
    unsigned long length = 0;
    const int status = tjCompress2(handle.get(), sheet().pixels().data(), sheet().width(), 0, sheet().height(),
                                   TJPF_RGB, &bytes, &length, TJSAMP_444, 95, 0);
    if (status != 0) state.SkipWithError("encoding failed");
    tjFree(bytes);
  }
}
BENCHMARK(encode_jpeg_bare)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tessera

BENCHMARK_MAIN();
