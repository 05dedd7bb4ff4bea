// The tiles that joined no set, as files: cut from sheets that are paid for, so that they cost nothing more.

#include <algorithm>
#include <utility>
#include <vector>

#include "async/offload.h"
#include "base/digest.h"
#include "imaging/codec.h"
#include "imaging/resize.h"
#include "pipeline/assemble.h"

namespace tessera {
namespace {

/// Blocking.
Result<void> write_extra(const OutputFolder& folder, ExtraTile& extra, ByteView png) {
  extra.content = blob_id(png);
  return folder.write_extra(extra, png);
}

/// Blocking. The extras of the grid that were put aside when it was decided; says which were not.
Result<std::vector<ExtraTile*>> write_cut_extras(const OutputFolder& folder, const CutTiles& cut, int grid,
                                                 std::vector<ExtraTile>& extras) {
  std::vector<ExtraTile*> others;
  for (ExtraTile& extra : extras) {
    if (extra.grid != grid) continue;
    const auto found = cut.find(std::pair(extra.grid, extra.cell));
    if (found == cut.end()) {
      others.push_back(&extra);
      continue;
    }
    const Result<Bytes> png = found->second.read();
    if (!png) return std::unexpected(png.error());
    if (const Result<void> written = write_extra(folder, extra, *png); !written)
      return std::unexpected(written.error());
  }
  return others;
}

/// Blocking.
Result<void> cut_extras(const OutputFolder& folder, ByteView sheet, const std::vector<ExtraTile*>& extras) {
  const Result<Image> pixels = decode_image(sheet);
  if (!pixels) return std::unexpected(pixels.error());
  for (ExtraTile* extra : extras) {
    const Result<void> written = write_extra(folder, *extra, encode_png(crop(*pixels, extra->box)));
    if (!written) return written;
  }
  return {};
}

}  // namespace

Task<Result<void>> write_extras(const RunContext& context, Dataset& dataset, const CutTiles& cut) {
  for (const GridEntry& grid : dataset.grids) {
    if (std::ranges::find(dataset.extras, grid.index, &ExtraTile::grid) == dataset.extras.end()) continue;
    const Semaphore::Permit place = co_await context.services.room.enter();
    auto write = [&] { return write_cut_extras(context.folder, cut, grid.index, dataset.extras); };
    const Result<std::vector<ExtraTile*>> others = co_await offload(context.services.workers, write);
    if (!others) co_return std::unexpected(others.error());
    if (others->empty()) continue;
    const Result<Bytes> bytes = co_await context.services.blobs.read(grid.image);
    if (!bytes) co_return std::unexpected(bytes.error());
    auto cut_the_rest = [&] { return cut_extras(context.folder, *bytes, *others); };
    const Result<void> written = co_await offload(context.services.workers, cut_the_rest);
    if (!written) co_return std::unexpected(written.error());
  }
  auto settle = [&] { return context.folder.keep_extras(dataset.extras); };
  co_return co_await offload(context.services.workers, settle);
}

}  // namespace tessera
