#include "pipeline/enlarge.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "async/offload.h"
#include "imaging/codec.h"
#include "imaging/resize.h"

namespace tessera {
namespace {

std::string size_text(Size size) { return fmt::format("{}x{}", size.width, size.height); }

/// The size that fits a provider's cap on input pixels, same shape.
Size within(Size size, std::optional<std::int64_t> max_pixels) {
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  if (!max_pixels || pixels <= *max_pixels) return size;
  const double scale = std::sqrt(static_cast<double>(*max_pixels) / static_cast<double>(pixels));
  return Size{static_cast<int>(size.width * scale), static_cast<int>(size.height * scale)};
}

/// Where `box` of a picture of size `from` lies in the same picture enlarged to `to`.
Box mapped(Box box, Size from, Size to) {
  const auto along = [](int position, int old_length, int new_length) {
    return static_cast<int>(std::int64_t{position} * new_length / old_length);
  };
  const int left = along(box.left, from.width, to.width);
  const int top = along(box.top, from.height, to.height);
  const int right = along(box.left + box.width, from.width, to.width);
  const int bottom = along(box.top + box.height, from.height, to.height);
  return Box{.left = left, .top = top, .width = right - left, .height = bottom - top};
}

Task<Result<EnlargedTile>> enlarge_here(const RunContext& context, const LocalUpscaler& upscaler, ItemOrder order) {
  const int factor = context.input.request.upscale_factor;
  auto work = [&]() -> Result<FinishedImage> {
    const Result<Image> image = upscaler.enlarge(crop(*order.pixels, order.box), factor);
    if (!image) return std::unexpected(image.error());
    return finish_image(*image, context.input.request.min_side);
  };
  Result<FinishedImage> finished = co_await offload(context.services.workers, work);
  if (!finished) co_return std::unexpected(finished.error());
  EnlargedTile enlarged{.finished = std::move(*finished)};
  enlarged.transforms.push_back("crop " + size_text({order.box.width, order.box.height}));
  if (upscaler.name() != "none") enlarged.transforms.push_back(fmt::format("{} {}x", upscaler.name(), factor));
  co_return enlarged;
}

/// What a provider enlarged, and the call that it did it in.
struct RemoteEnlargement {
  CallRecord record;
  std::vector<std::string> transforms;
};

/// Has `box` of the picture enlarged, as the step `key`; `take` gets the pixels, on the worker pool. PAID.
Task<Result<RemoteEnlargement>> enlarge_at_provider(const RunContext& context, RemoteUpscaler& upscaler,
                                                    std::string key, std::shared_ptr<const Image> pixels, Box box,
                                                    std::function<void(Image)> take) {
  RemoteEnlargement enlargement;
  const Size size{box.width, box.height};
  const Size allowed = within(size, upscaler.max_input_pixels());
  auto cut = [&]() -> Result<Bytes> {
    const Image part = crop(*pixels, box);
    if (allowed == size) return encode_png(part);
    const Result<Image> smaller = resize(part, allowed);
    if (!smaller) return std::unexpected(smaller.error());
    return encode_png(*smaller);
  };
  Result<Bytes> png = co_await offload(context.services.workers, cut);
  pixels.reset();  // the last of a sheet's items lets its pixels go
  if (!png) co_return std::unexpected(png.error());
  if (allowed != size) enlargement.transforms.push_back(fmt::format("lanczos3 to {}", size_text(allowed)));
  Result<BlobId> blob = co_await context.services.blobs.write(std::move(*png));
  if (!blob) co_return std::unexpected(blob.error());

  // From here on the tile waits on disk.
  std::optional<Semaphore::Permit> permit;
  if (context.enlargements != nullptr) permit.emplace(co_await context.enlargements->acquire());
  const int factor = context.input.request.upscale_factor;
  const UpscaleRequest request{.image = *blob, .size = allowed, .factor = factor};
  Size enlarged;
  auto inspect = [&](const Bytes& bytes) -> Task<Result<void>> {
    auto look = [&]() -> Result<void> {
      Result<Image> image = decode_image(bytes);
      if (!image) return std::unexpected(image.error());
      enlarged = image->size();
      if (enlarged.width < allowed.width || enlarged.height < allowed.height) {
        return failure(ErrorKind::bad_request,
                       fmt::format("an enlargement of {} came back as {}", size_text(allowed), size_text(enlarged)));
      }
      take(std::move(*image));
      return {};
    };
    co_return co_await offload(context.services.workers, look);
  };
  Result<CompletedCall> call =
      co_await context.calls.perform(std::move(key), upscaler.upscale_call(request), upscaler.endpoint(), inspect);
  if (!call) co_return std::unexpected(call.error());
  enlargement.record = std::move(call->record);
  enlargement.transforms.push_back(fmt::format("{} {}x to {}", upscaler.name(), factor, size_text(enlarged)));
  co_return enlargement;
}

/// The whole grid is enlarged by whoever needs it first; everybody cuts his tile from the result.
Task<Result<EnlargedTile>> cut_from_enlarged_grid(const RunContext& context, RemoteUpscaler& upscaler,
                                                  ItemOrder order) {
  const Size sheet = order.pixels->size();
  auto enlarge = [&]() -> Task<Result<EnlargedGrids::Grid>> {
    const Box whole{.width = sheet.width, .height = sheet.height};
    const auto grid = std::make_shared<EnlargedGrid>();
    auto keep = [&grid](Image image) { grid->image = std::move(image); };
    Result<RemoteEnlargement> made = co_await enlarge_at_provider(
        context, upscaler, fmt::format("upscale-{:04}", order.grid), order.pixels, whole, keep);
    if (!made) co_return std::unexpected(made.error());
    grid->call = made->record.id.text();
    grid->transforms = std::move(made->transforms);
    co_return grid;
  };
  Result<EnlargedGrids::Grid> grid = co_await context.enlarged_grids->by_index.get(order.grid, enlarge);
  if (!grid) co_return std::unexpected(grid.error());
  const EnlargedGrid& whole = **grid;
  const Box box = mapped(order.box, sheet, whole.image.size());
  auto cut = [&] { return finish_image(crop(whole.image, box), context.input.request.min_side); };
  EnlargedTile tile{.finished = co_await offload(context.services.workers, cut), .call = whole.call};
  tile.transforms = whole.transforms;
  tile.transforms.push_back("crop " + size_text({box.width, box.height}));
  co_return tile;
}

/// A picture on its own that is large enough already.
bool stays_as_it_is(const RunContext& context, const ItemOrder& order) {
  const std::optional<int>& min_side = context.input.request.min_side;
  return order.is_single && (!min_side || std::min(order.box.width, order.box.height) >= *min_side);
}

}  // namespace

Task<Result<EnlargedTile>> enlarge_tile(const RunContext& context, ItemOrder order) {
  if (stays_as_it_is(context, order)) {
    auto cut = [&] { return finish_image(crop(*order.pixels, order.box), context.input.request.min_side); };
    EnlargedTile tile{.finished = co_await offload(context.services.workers, cut)};
    tile.transforms.push_back("crop " + size_text({order.box.width, order.box.height}));
    co_return tile;
  }
  if (const auto* local = std::get_if<std::shared_ptr<LocalUpscaler>>(&context.services.parts.upscaler)) {
    co_return co_await enlarge_here(context, **local, std::move(order));
  }
  RemoteUpscaler& remote = *std::get<std::shared_ptr<RemoteUpscaler>>(context.services.parts.upscaler);
  if (context.input.request.upscale_stage == UpscaleStage::grid) {
    co_return co_await cut_from_enlarged_grid(context, remote, std::move(order));
  }
  EnlargedTile tile;
  tile.transforms.push_back("crop " + size_text({order.box.width, order.box.height}));
  auto finish = [&](const Image& image) { tile.finished = finish_image(image, context.input.request.min_side); };
  Result<RemoteEnlargement> made =
      co_await enlarge_at_provider(context, remote, fmt::format("upscale-{:04}-{:02}", order.grid, order.cell),
                                   std::move(order.pixels), order.box, finish);
  if (!made) co_return std::unexpected(made.error());
  tile.call = made->record.id.text();
  tile.cost = made->record.cost.value_or(Money());
  tile.transforms.insert(tile.transforms.end(), made->transforms.begin(), made->transforms.end());
  co_return tile;
}

}  // namespace tessera
