// The tiles that joined no set, as files: cut from sheets that are paid for, so that they cost nothing more.

#include <algorithm>

#include "async/offload.h"
#include "base/digest.h"
#include "imaging/codec.h"
#include "imaging/resize.h"
#include "pipeline/assemble.h"

namespace tessera {
namespace {

/// Blocking. Extras of other grids are left alone.
Result<void> cut_extras(const OutputFolder& folder, ByteView sheet, int grid, std::vector<ExtraTile>& extras) {
  const Result<Image> pixels = decode_image(sheet);
  if (!pixels) return std::unexpected(pixels.error());
  for (ExtraTile& extra : extras) {
    if (extra.grid != grid) continue;
    const Bytes png = encode_png(crop(*pixels, extra.box));
    extra.content = blob_id(png);
    if (const Result<void> written = folder.write_extra(extra, png); !written) return written;
  }
  return {};
}

}  // namespace

Task<Result<void>> write_extras(const RunContext& context, Dataset& dataset) {
  for (const GridEntry& grid : dataset.grids) {
    if (std::ranges::find(dataset.extras, grid.index, &ExtraTile::grid) == dataset.extras.end()) continue;
    const Semaphore::Permit place = co_await context.services.room.enter();
    const Result<Bytes> bytes = co_await context.services.blobs.read(grid.image);
    if (!bytes) co_return std::unexpected(bytes.error());
    auto cut = [&] { return cut_extras(context.folder, *bytes, grid.index, dataset.extras); };
    const Result<void> written = co_await offload(context.services.workers, cut);
    if (!written) co_return std::unexpected(written.error());
  }
  auto settle = [&] { return context.folder.keep_extras(dataset.extras); };
  co_return co_await offload(context.services.workers, settle);
}

}  // namespace tessera
