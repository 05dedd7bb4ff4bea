#include "providers/offline/engine.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <utility>

#include <boost/asio/post.hpp>

#include "async/offload.h"
#include "imaging/codec.h"
#include "providers/offline/cairo_library.h"
#include "providers/offline/draw_grid.h"
#include "providers/offline/local_endpoint.h"

namespace tessera::offline {
namespace {

constexpr int sheet_side = 1024;

json::object input_of(const GridRequest& request) {
  json::array descriptions;
  for (const Description& d : request.descriptions) {
    descriptions.push_back(json::object{{"text", d.text}, {"category", d.category}});
  }
  // The seed as text: a JSON number does not hold 64 bits everywhere.
  return {{"source", blob_reference(request.source)},
          {"shape", to_text(request.shape)},
          {"descriptions", std::move(descriptions)},
          {"seed", std::to_string(request.seed)},
          {"style_strength", request.style_strength}};
}

Result<GridDrawing> drawing_of(const json::object& input) {
  GridDrawing drawing;
  const json::value all(input);
  const std::string asked = find_string(all, "shape").value_or("");
  const auto shape = asked == to_text(single_picture) ? Result<GridShape>(single_picture) : parse_grid_shape(asked);
  if (!shape) return std::unexpected(shape.error());
  drawing.shape = *shape;
  drawing.seed = std::strtoull(find_string(all, "seed").value_or("0").c_str(), nullptr, 10);
  drawing.style_strength = find_number(all, "style_strength").value_or(1.0);
  if (const json::value* list = find(all, "descriptions"); list != nullptr && list->is_array()) {
    for (const json::value& entry : list->as_array()) {
      drawing.descriptions.push_back(
          {find_string(entry, "text").value_or(""), find_string(entry, "category").value_or("")});
    }
  }
  if (drawing.descriptions.empty()) return failure(ErrorKind::bad_request, "a grid needs at least one description");
  const int side = std::max(sheet_side, 32 * std::max(shape->rows, shape->columns));
  drawing.size = {side, side};
  return drawing;
}

Result<CallOutput> draw(const Bytes& source, const json::object& input, asio::thread_pool& workers) {
  auto drawing = drawing_of(input);
  if (!drawing) return std::unexpected(std::move(drawing.error()));
  const auto picture = decode_image(source);
  if (!picture) return std::unexpected(picture.error());
  if (cairo_library() == nullptr) {
    return failure(ErrorKind::configuration, "drawing needs cairo (libcairo.so.2), which is not installed");
  }
  const auto begin = std::chrono::steady_clock::now();
  const Image sheet = draw_grid(*picture, *drawing, run_all_on(workers));
  json::array warnings;
  for (const std::string& warning : drawing_warnings(drawing->descriptions)) warnings.emplace_back(warning);
  CallOutput output{.bytes = encode_png(sheet), .media_type = "image/png"};
  output.used = {.pictures = 1, .output_megapixels = 1e-6 * sheet.width() * sheet.height()};
  output.detail = {{"preview", true}, {"warnings", std::move(warnings)}};
  output.detail["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return output;
}

class OfflineEngine final : public GridEngine {
 public:
  OfflineEngine(BlobReader& blobs, asio::thread_pool& workers)
      : endpoint_(blobs, workers, "source",
                  [&workers](Bytes source, json::object input) { return draw(source, input, workers); }) {}

  std::string name() const override { return std::string(provider_name); }
  std::string model() const override { return std::string(grid_model); }
  bool is_preview() const override { return true; }
  Size expected_size(GridShape) const override { return {sheet_side, sheet_side}; }

  CallSpec grid_call(const GridRequest& request) const override {
    return {.kind = CallKind::grid,
            .provider = name(),
            .model = model(),
            .input = input_of(request),
            .most = {.pictures = 1, .output_megapixels = 1e-6 * sheet_side * sheet_side}};
  }
  CallEndpoint& endpoint() override { return endpoint_; }

 private:
  LocalEndpoint endpoint_;
};

}  // namespace

std::shared_ptr<GridEngine> make_offline_engine(BlobReader& blobs, asio::thread_pool& workers) {
  return std::make_shared<OfflineEngine>(blobs, workers);
}

std::function<void(std::size_t, const std::function<void(std::size_t)>&)> run_all_on(asio::thread_pool& workers) {
  return [&workers](std::size_t count, const std::function<void(std::size_t)>& work) {
    struct Shared {
      std::atomic<std::size_t> next = 0;
      std::size_t count = 0;
      const std::function<void(std::size_t)>* work = nullptr;
      std::mutex mutex;
      std::condition_variable changed;
      std::size_t finished = 0;
      std::exception_ptr thrown;
    };
    const auto shared = std::make_shared<Shared>();
    shared->count = count;
    shared->work = &work;
    // A helper that starts late finds nothing left and touches `work` no more, which may be gone by then.
    const auto help = [shared] {
      for (std::size_t i = shared->next++; i < shared->count; i = shared->next++) {
        std::exception_ptr thrown;
        try {
          (*shared->work)(i);
        } catch (...) {
          thrown = std::current_exception();
        }
        const std::scoped_lock lock(shared->mutex);
        ++shared->finished;
        if (thrown) shared->thrown = thrown;
        shared->changed.notify_all();
      }
    };
    for (std::size_t i = 1; i < count; ++i) asio::post(workers, help);
    help();
    std::unique_lock lock(shared->mutex);
    shared->changed.wait(lock, [&] { return shared->finished == shared->count; });
    if (shared->thrown) std::rethrow_exception(shared->thrown);
  };
}

}  // namespace tessera::offline
