#include "pipeline/enlarge.h"

#include <algorithm>
#include <cmath>
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
  auto work = [&] { return upscaler.enlarge(crop(*order.pixels, order.box), factor); };
  Result<Image> image = co_await offload(context.services.workers, work);
  if (!image) co_return std::unexpected(image.error());
  EnlargedTile enlarged{.image = std::move(*image)};
  enlarged.transforms.push_back("crop " + size_text({order.box.width, order.box.height}));
  if (upscaler.name() != "none") enlarged.transforms.push_back(fmt::format("{} {}x", upscaler.name(), factor));
  co_return enlarged;
}

/// Has `box` of the picture enlarged, as the step `key`. PAID.
Task<Result<EnlargedTile>> enlarge_at_provider(const RunContext& context, RemoteUpscaler& upscaler, std::string key,
                                               std::shared_ptr<const Image> pixels, Box box) {
  std::optional<Semaphore::Permit> permit;
  if (context.enlargements != nullptr) permit.emplace(co_await context.enlargements->acquire());

  EnlargedTile enlarged;
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
  if (allowed != size) enlarged.transforms.push_back(fmt::format("lanczos3 to {}", size_text(allowed)));
  Result<BlobId> blob = co_await context.services.blobs.write(std::move(*png));
  if (!blob) co_return std::unexpected(blob.error());

  const int factor = context.input.request.upscale_factor;
  const UpscaleRequest request{.image = *blob, .size = allowed, .factor = factor};
  auto inspect = [&](const Bytes& bytes) -> Task<Result<void>> {
    auto decode = [&bytes] { return decode_image(bytes); };
    Result<Image> image = co_await offload(context.services.workers, decode);
    if (!image) co_return std::unexpected(image.error());
    if (image->width() < allowed.width || image->height() < allowed.height) {
      co_return failure(ErrorKind::bad_request, fmt::format("an enlargement of {} came back as {}", size_text(allowed),
                                                            size_text(image->size())));
    }
    enlarged.image = std::move(*image);
    co_return Result<void>();
  };
  Result<CompletedCall> call =
      co_await context.calls.perform(std::move(key), upscaler.upscale_call(request), upscaler.endpoint(), inspect);
  if (!call) co_return std::unexpected(call.error());
  enlarged.call = call->record.id.text();
  enlarged.cost = call->record.cost.value_or(Money());
  enlarged.transforms.push_back(fmt::format("{} {}x to {}", upscaler.name(), factor, size_text(enlarged.image.size())));
  co_return enlarged;
}

/// The whole grid is enlarged by whoever needs it first; everybody cuts his tile from the result.
Task<Result<EnlargedTile>> cut_from_enlarged_grid(const RunContext& context, RemoteUpscaler& upscaler,
                                                  ItemOrder order) {
  const Size sheet = order.pixels->size();
  auto enlarge = [&]() -> Task<Result<EnlargedGrids::Grid>> {
    const Box whole{.width = sheet.width, .height = sheet.height};
    Result<EnlargedTile> grid =
        co_await enlarge_at_provider(context, upscaler, fmt::format("upscale-{:04}", order.grid), order.pixels, whole);
    if (!grid) co_return std::unexpected(grid.error());
    co_return std::make_shared<const EnlargedTile>(std::move(*grid));
  };
  Result<EnlargedGrids::Grid> grid = co_await context.enlarged_grids->by_index.get(order.grid, enlarge);
  if (!grid) co_return std::unexpected(grid.error());
  const EnlargedTile& whole = **grid;
  const Box box = mapped(order.box, sheet, whole.image.size());
  auto cut = [&] { return crop(whole.image, box); };
  EnlargedTile tile{.image = co_await offload(context.services.workers, cut), .call = whole.call};
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
    auto cut = [&] { return crop(*order.pixels, order.box); };
    EnlargedTile tile{.image = co_await offload(context.services.workers, cut)};
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
  const std::string crop_size = "crop " + size_text({order.box.width, order.box.height});
  Result<EnlargedTile> tile = co_await enlarge_at_provider(
      context, remote, fmt::format("upscale-{:04}-{:02}", order.grid, order.cell), std::move(order.pixels), order.box);
  if (tile) tile->transforms.insert(tile->transforms.begin(), crop_size);
  co_return tile;
}

}  // namespace tessera
