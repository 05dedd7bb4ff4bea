#include "simulator/pictures.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/asio/co_spawn.hpp>

#include "base/digest.h"

namespace tessera::sim {
namespace {

constexpr std::size_t most_kept_bytes = 256U << 20U;

Task<Painted> paint_here(Recipe recipe, PictureMode mode, std::string file) {
  if (!file.empty()) {
    std::ifstream stream(file, std::ios::binary);
    if (stream) {
      Bytes bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
      co_return std::make_shared<const Bytes>(std::move(bytes));
    }
  }
  auto bytes = paint(recipe, mode);
  if (!bytes) co_return std::unexpected(bytes.error());
  if (!file.empty()) {
    // Under a name of its own first: other simulators may read the folder at the same time.
    const auto draft = file + "." + std::to_string(reinterpret_cast<std::uintptr_t>(bytes->data())) + ".part";
    std::ofstream(draft, std::ios::binary).write(as_text(*bytes).data(), static_cast<std::streamsize>(bytes->size()));
    std::error_code ignored;
    std::filesystem::rename(draft, file, ignored);
  }
  co_return std::make_shared<const Bytes>(std::move(*bytes));
}

}  // namespace

std::string Recipe::key(PictureMode mode) const {
  json::object recipe{{"mode", mode == PictureMode::cheap ? "cheap" : "real"}, {"source", source.hash}, {"png", png}};
  if (kind == Kind::grid) {
    recipe["shape"] = to_text(shape);
    recipe["aspect_ratio"] = aspect_ratio;
    recipe["descriptions"] = json::value_from(descriptions);
    recipe["seed"] = seed;
    recipe["flaw"] = flaw;
    recipe["flawed_cells"] = flawed_cells;
  } else {
    recipe["factor"] = factor;
    recipe["max_pixels"] = max_pixels;
  }
  return to_hex(sha256(as_bytes(canonical_json(recipe))));
}

Pictures::Pictures(asio::any_io_executor loop, const Options& options)
    : loop_(std::move(loop)),
      mode_(options.pictures),
      folder_(options.picture_cache),
      workers_(static_cast<std::size_t>(options.workers)) {
  if (!folder_.empty()) std::filesystem::create_directories(folder_);
}

Pictures::~Pictures() {
  workers_.stop();
  workers_.join();
}

std::shared_ptr<const Bytes> Pictures::kept(const std::string& key) {
  const auto found = kept_.find(key);
  if (found == kept_.end()) return nullptr;
  uses_.splice(uses_.begin(), uses_, found->second.use);
  return found->second.bytes;
}

void Pictures::keep(const std::string& key, std::shared_ptr<const Bytes> bytes) {
  if (kept_.contains(key)) return;
  kept_bytes_ += bytes->size();
  uses_.push_front(key);
  kept_.emplace(key, Kept{.bytes = std::move(bytes), .use = uses_.begin()});
  while (kept_bytes_ > most_kept_bytes && uses_.size() > 1) {
    const auto oldest = kept_.find(uses_.back());
    kept_bytes_ -= oldest->second.bytes->size();
    kept_.erase(oldest);
    uses_.pop_back();
  }
}

Task<Painted> Pictures::get(Recipe recipe) {
  const auto key = recipe.key(mode_);
  if (auto bytes = kept(key)) co_return bytes;
  const auto file = folder_.empty() || mode_ == PictureMode::real ? std::string() : folder_ + "/" + key;
  Task<Painted> painting = paint_here(std::move(recipe), mode_, file);
  Painted painted = co_await asio::co_spawn(workers_, std::move(painting), asio::use_awaitable);
  if (painted) keep(key, *painted);
  co_return painted;
}

}  // namespace tessera::sim
