#include "simulator/catalog.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "simulator/schemas.h"

namespace tessera::sim {
namespace {

/// What a second of the machine costs that trainings run on.
constexpr double h100_second = 0.001525;

struct ChatModel {
  std::string_view name;
  TokenPrice price;
  bool reasons;
};

constexpr std::array<ChatModel, 8> chats{{{"gpt-5.6-luna", {1, 6}, true},
                                          {"gpt-5.6-terra", {2.5, 15}, true},
                                          {"gpt-5.6-sol", {5, 30}, true},
                                          {"gpt-5.4-mini", {0.25, 2}, true},
                                          {"gpt-4o", {2.5, 10}, false},
                                          {"gpt-4o-mini", {0.15, 0.6}, false},
                                          {"gpt-4.1", {2, 8}, false},
                                          {"gpt-4.1-mini", {0.4, 1.6}, false}}};

Model model(std::string_view full_name, Moment makes, bool official, double price, json::object input) {
  const auto cut = full_name.find('/');
  Model made{.owner = std::string(full_name.substr(0, cut)),
             .name = std::string(full_name.substr(cut + 1)),
             .version = to_hex(sha256(as_bytes(full_name))),
             .official = official,
             .makes = makes,
             .price = Money::from_dollars(price),
             .input = std::move(input)};
  // The id that users of the real service have in their configurations.
  if (made.name == "real-esrgan") made.version = "f121d640bd286e1fdc67f9799164c1d5be36ff74576ee11c803ae5b665dd46aa";
  return made;
}

}  // namespace

Catalog::Catalog(const std::map<std::string, Money>& prices) : prices_(prices) {
  models_ = {model("black-forest-labs/flux-kontext-pro", Moment::grid, true, 0.04, kontext_input()),
             model("black-forest-labs/flux-kontext-max", Moment::grid, true, 0.08, kontext_input()),
             model("topazlabs/image-upscale", Moment::upscale, true, 0.08, topaz_input()),
             model("nightmareai/real-esrgan", Moment::upscale, false, 0.004, real_esrgan_input()),
             model("ostris/flux-dev-lora-trainer", Moment::training, false, h100_second, ostris_input()),
             model("replicate/fast-flux-trainer", Moment::training, false, 1.46, fast_flux_input())};
  for (auto& known : models_) {
    known.by_second = known.name == "flux-dev-lora-trainer";
    set_price(known);
  }
}

// A price that was given is that of a whole picture or training.
void Catalog::set_price(Model& model) const {
  const auto price = prices_.find(model.full_name());
  if (price == prices_.end()) return;
  model.price = price->second;
  model.by_second = false;
}

const Model* Catalog::by_name(std::string_view owner, std::string_view name) const {
  const auto found =
      std::ranges::find_if(models_, [&](const Model& known) { return known.owner == owner && known.name == name; });
  return found == models_.end() ? nullptr : &*found;
}

const Model* Catalog::by_version(std::string_view text) const {
  for (const auto& known : models_) {
    const auto name = known.full_name();
    if (text == known.version || text == name || text == name + ":" + known.version) return &known;
  }
  return nullptr;
}

const Model* Catalog::add_destination(std::string owner, std::string name) {
  if (by_name(owner, name) != nullptr) return nullptr;
  models_.push_back({.owner = std::move(owner), .name = std::move(name), .version = "", .input = {}});
  return &models_.back();
}

const Model& Catalog::worker(const std::string& endpoint) {
  if (const auto* known = by_name("runpod", endpoint)) return *known;
  models_.push_back({.owner = "runpod",
                     .name = endpoint,
                     .version = "",
                     .makes = Moment::training,
                     .price = Money::from_dollars(h100_second),
                     .by_second = true,
                     .input = {}});
  set_price(models_.back());
  return models_.back();
}

std::optional<TokenPrice> token_price(std::string_view chat_model) {
  const auto found = std::ranges::find(chats, chat_model, &ChatModel::name);
  if (found == chats.end()) return std::nullopt;
  return found->price;
}

std::vector<std::string> chat_models() {
  std::vector<std::string> names;
  for (const auto& chat : chats) names.emplace_back(chat.name);
  return names;
}

bool reasons(std::string_view chat_model) {
  const auto found = std::ranges::find(chats, chat_model, &ChatModel::name);
  return found != chats.end() && found->reasons;
}

}  // namespace tessera::sim
