#include <utility>

#include <fmt/format.h>

#include "async/offload.h"
#include "dataset/captions.h"
#include "imaging/codec.h"
#include "model/identifiers.h"
#include "pipeline/enlarge.h"

namespace tessera {

Task<Result<std::shared_ptr<const Image>>> decode_again(const RunContext& context, BlobId sheet) {
  const Semaphore::Permit place = co_await context.services.room.enter();
  const Result<Bytes> bytes = co_await context.services.blobs.read(std::move(sheet));
  if (!bytes) co_return std::unexpected(bytes.error());
  auto decode = [&] { return decode_image(*bytes); };
  Result<Image> pixels = co_await offload(context.services.workers, decode);
  if (!pixels) co_return std::unexpected(pixels.error());
  co_return std::make_shared<const Image>(std::move(*pixels));
}

Task<Result<MadeItem>> make_item(const RunContext& context, ItemOrder order) {
  if (!order.pixels) {
    Result<std::shared_ptr<const Image>> pixels = co_await decode_again(context, order.sheet);
    if (!pixels) co_return std::unexpected(pixels.error());
    order.pixels = std::move(*pixels);
  }
  Item item{.number = order.number, .description = order.description, .grid = order.grid, .cell = order.cell};
  item.box = order.box;
  item.verdict = order.verdict;
  const std::optional<Trigger> trigger = trigger_of(context.input.request);
  const Caption caption =
      with_trigger(caption_for(order.verdict, order.description, context.input.request.mode), std::nullopt, trigger);
  const std::string file_name = image_file_name(order.number);
  item.file = "images/" + file_name;

  Result<EnlargedTile> enlarged = co_await enlarge_tile(context, std::move(order));
  if (!enlarged) co_return std::unexpected(enlarged.error());
  context.emit("item.enlarged", {{"item", item.number}});
  if (!enlarged->call.empty()) co_await context.emit_money();
  item.upscale_call = enlarged->call;
  item.cost = enlarged->cost;
  item.transforms = std::move(enlarged->transforms);
  FinishedImage& finished = enlarged->finished;
  if (finished.is_reduced) {
    item.transforms.push_back(fmt::format("lanczos3 to {}x{}", finished.size.width, finished.size.height));
  }
  item.transforms.push_back(fmt::format("jpeg {} 4:4:4", final_jpeg_quality));
  item.size = finished.size;
  item.content = finished.content;

  ScratchFile::Piece thumbnail;
  auto write = [&]() -> Result<WrittenImage> {
    Result<ScratchFile::Piece> aside = context.services.room.put_aside(finished.thumbnail);
    if (!aside) return std::unexpected(aside.error());
    thumbnail = std::move(*aside);
    if (context.debug) {
      const Result<void> copied = context.debug->write_training_image(item.number, finished.jpeg);
      if (!copied) return std::unexpected(copied.error());
    }
    return context.folder.write_image(item.number, finished.jpeg, caption);
  };
  Result<WrittenImage> written = co_await offload(context.services.disk, write);
  if (!written) co_return std::unexpected(written.error());
  item.url = std::move(written->picture);
  item.caption = written->caption.text();
  item.caption_by = written->caption.by();

  if (context.services.store != nullptr) {
    const Request& request = context.input.request;
    Result<std::string> key = training_data_key(request.user, request.actor, file_name);
    if (!key) co_return std::unexpected(key.error());
    Result<std::string> url =
        co_await context.services.store->put(std::move(*key), std::move(finished.jpeg), "image/jpeg");
    if (!url) co_return std::unexpected(url.error());
    item.url = std::move(*url);
  }
  const Result<json::value> recorded = co_await context.decide(
      fmt::format("item-{:04}", item.number),
      json::object{{"grid", item.grid}, {"cell", item.cell}, {"sha256", item.content.text()}, {"url", item.url}});
  if (!recorded) co_return std::unexpected(recorded.error());
  context.emit("item.stored", {{"item", item.number}, {"url", item.url}});
  co_return MadeItem{.item = std::move(item), .thumbnail = std::move(thumbnail)};
}

}  // namespace tessera
