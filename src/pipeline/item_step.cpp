#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "async/offload.h"
#include "base/digest.h"
#include "dataset/captions.h"
#include "imaging/codec.h"
#include "imaging/resize.h"
#include "model/identifiers.h"
#include "pipeline/steps.h"

namespace tessera {
namespace {

/// An enlarged tile, ready for its last encode.
struct Enlarged {
  Image image;
  std::string call;
  Money cost;
  std::vector<std::string> transforms;
};

std::string size_text(Size size) { return fmt::format("{}x{}", size.width, size.height); }

/// The size that fits a provider's cap on input pixels, same shape.
Size within(Size size, std::int64_t max_pixels) {
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  if (pixels <= max_pixels) return size;
  const double scale = std::sqrt(static_cast<double>(max_pixels) / static_cast<double>(pixels));
  return Size{static_cast<int>(size.width * scale), static_cast<int>(size.height * scale)};
}

Task<Result<Enlarged>> enlarge_here(const RunContext& context, const LocalUpscaler& upscaler, ItemOrder order) {
  const int factor = context.input.request.upscale_factor;
  auto work = [&] { return upscaler.enlarge(crop(*order.pixels, order.box), factor); };
  Result<Image> image = co_await offload(context.services.workers, work);
  if (!image) co_return std::unexpected(image.error());
  Enlarged enlarged{.image = std::move(*image)};
  enlarged.transforms.push_back("crop " + size_text({order.box.width, order.box.height}));
  if (upscaler.name() != "none") enlarged.transforms.push_back(fmt::format("{} {}x", upscaler.name(), factor));
  co_return enlarged;
}

Task<Result<Enlarged>> enlarge_remotely(const RunContext& context, RemoteUpscaler& upscaler, ItemOrder order) {
  std::optional<Semaphore::Permit> permit;
  if (context.enlargements != nullptr) permit.emplace(co_await context.enlargements->acquire());

  Enlarged enlarged;
  Size size{order.box.width, order.box.height};
  enlarged.transforms.push_back("crop " + size_text(size));
  const Size allowed = upscaler.max_input_pixels() ? within(size, *upscaler.max_input_pixels()) : size;
  auto cut = [&]() -> Result<Bytes> {
    Image tile = crop(*order.pixels, order.box);
    if (allowed != size) {
      Result<Image> smaller = resize(tile, allowed);
      if (!smaller) return std::unexpected(smaller.error());
      tile = std::move(*smaller);
    }
    return encode_png(tile);
  };
  Result<Bytes> png = co_await offload(context.services.workers, cut);
  order.pixels.reset();  // the last of a sheet's items lets its pixels go
  if (!png) co_return std::unexpected(png.error());
  if (allowed != size) enlarged.transforms.push_back(fmt::format("lanczos3 to {}", size_text(allowed)));
  Result<BlobId> tile = co_await context.services.blobs.write(std::move(*png));
  if (!tile) co_return std::unexpected(tile.error());

  const int factor = context.input.request.upscale_factor;
  const UpscaleRequest request{.image = *tile, .size = allowed, .factor = factor};
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
      co_await context.calls.perform(fmt::format("upscale-{:04}-{:02}", order.grid, order.cell),
                                     upscaler.upscale_call(request), upscaler.endpoint(), inspect);
  if (!call) co_return std::unexpected(call.error());
  enlarged.call = call->record.id.text();
  enlarged.cost = call->record.cost.value_or(Money());
  enlarged.transforms.push_back(fmt::format("{} {}x to {}", upscaler.name(), factor, size_text(enlarged.image.size())));
  co_return enlarged;
}

}  // namespace

Task<Result<MadeItem>> make_item(const RunContext& context, ItemOrder order) {
  if (!order.pixels) {
    Result<Bytes> bytes = co_await context.services.blobs.read(order.sheet);
    if (!bytes) co_return std::unexpected(bytes.error());
    auto decode = [&] { return decode_image(*bytes); };
    Result<Image> pixels = co_await offload(context.services.workers, decode);
    if (!pixels) co_return std::unexpected(pixels.error());
    order.pixels = std::make_shared<const Image>(std::move(*pixels));
  }
  Item item{.number = order.number, .description = order.description, .grid = order.grid, .cell = order.cell};
  item.box = order.box;
  item.verdict = order.verdict;
  const Caption caption = caption_for(order.verdict, order.description);
  item.caption = caption.text();
  item.caption_by = caption.by();
  const std::string file_name = image_file_name(order.number);
  item.file = "images/" + file_name;

  Result<Enlarged> enlarged;
  if (const auto* local = std::get_if<std::shared_ptr<LocalUpscaler>>(&context.services.parts.upscaler)) {
    enlarged = co_await enlarge_here(context, **local, std::move(order));
  } else {
    const auto& remote = std::get<std::shared_ptr<RemoteUpscaler>>(context.services.parts.upscaler);
    enlarged = co_await enlarge_remotely(context, *remote, std::move(order));
  }
  if (!enlarged) co_return std::unexpected(enlarged.error());
  context.emit("item.enlarged", {{"item", item.number}});
  item.upscale_call = enlarged->call;
  item.cost = enlarged->cost;
  item.transforms = std::move(enlarged->transforms);
  item.transforms.push_back(fmt::format("jpeg {} 4:4:4", final_jpeg_quality));

  auto finish = [&] {
    Result<FinishedImage> image = finish_image(enlarged->image);
    enlarged->image = Image();
    return image;
  };
  Result<FinishedImage> finished = co_await offload(context.services.workers, finish);
  if (!finished) co_return std::unexpected(finished.error());
  item.size = finished->size;
  item.content = blob_id(finished->jpeg);

  auto write = [&]() -> Result<std::string> {
    if (context.debug) {
      const Result<void> copied = context.debug->write_training_image(item.number, finished->jpeg);
      if (!copied) return std::unexpected(copied.error());
    }
    return context.folder.write_image(item.number, finished->jpeg, caption);
  };
  Result<std::string> written = co_await offload(context.services.workers, write);
  if (!written) co_return std::unexpected(written.error());
  item.url = std::move(*written);

  if (context.services.store != nullptr) {
    const Request& request = context.input.request;
    Result<std::string> key = training_data_key(request.user, request.actor, file_name);
    if (!key) co_return std::unexpected(key.error());
    Result<std::string> url =
        co_await context.services.store->put(std::move(*key), std::move(finished->jpeg), "image/jpeg");
    if (!url) co_return std::unexpected(url.error());
    item.url = std::move(*url);
  }
  const Result<json::value> recorded = co_await context.decide(
      fmt::format("item-{:04}", item.number),
      json::object{{"grid", item.grid}, {"cell", item.cell}, {"sha256", item.content.text()}, {"url", item.url}});
  if (!recorded) co_return std::unexpected(recorded.error());
  context.emit("item.stored", {{"item", item.number}, {"url", item.url}});
  co_return MadeItem{.item = std::move(item), .thumbnail = std::move(finished->thumbnail)};
}

}  // namespace tessera
