// Creates: the requests that cost money.
#include <charconv>

#include <fmt/format.h>

#include "base/digest.h"
#include "simulator/prediction_json.h"
#include "simulator/prompt.h"
#include "simulator/replicate.h"

namespace tessera::sim {
namespace {

// The largest input of Real-ESRGAN that fits its machine.
constexpr std::int64_t real_esrgan_pixels = 2'096'704;
constexpr double least_life = 5;

json::object body_schema(bool versioned) {
  json::object properties{{"input", {{"type", "object"}}},
                          {"webhook", {{"type", "string"}}},
                          {"webhook_events_filter", {{"type", "array"}}},
                          {"stream", {{"type", "boolean"}}}};
  json::array required{"input"};
  if (versioned) {
    properties["version"] = json::object{{"type", "string"}};
    required.push_back("version");
  }
  return {{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

// "30", "30s", "5m", "2h30m", "1h30m45s"; nothing when it is none of these.
std::optional<double> read_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const char unit = text.empty() ? 's' : text.front();
    if (unit != 's' && unit != 'm' && unit != 'h') return std::nullopt;
    seconds += number * (unit == 'h' ? 3600.0 : unit == 'm' ? 60.0 : 1.0);
    if (!text.empty()) text.remove_prefix(1);
  }
  return seconds;
}

// N of "wait=N"; 60 for a bare "wait"; nothing without.
std::optional<double> read_wait(const Request& request) {
  const auto preference = request.header("Prefer").value_or("");
  if (preference == "wait") return 60;
  if (!preference.starts_with("wait=")) return std::nullopt;
  return read_duration(preference.substr(5));
}

struct Inputs {
  Recipe recipe;
  std::string identity;
};

Recipe grid_recipe(const json::object& input, Content source) {
  Recipe recipe{.kind = Recipe::Kind::grid, .source = std::move(source)};
  const auto prompt = find_string(input, "prompt").value_or("");
  recipe.shape = shape_in(prompt).value_or(GridShape{});
  recipe.descriptions = descriptions_in(prompt);
  if (recipe.descriptions.empty()) recipe.descriptions = {prompt};
  recipe.aspect_ratio = find_string(input, "aspect_ratio").value_or("match_input_image");
  recipe.png = find_string(input, "output_format").value_or("png") == "png";
  recipe.seed = static_cast<std::uint64_t>(
      find_integer(input, "seed").value_or(static_cast<std::int64_t>(sha256(as_bytes(prompt))[0])));
  return recipe;
}

Recipe upscale_recipe(const json::object& input, const Model& model, Content source) {
  Recipe recipe{.kind = Recipe::Kind::enlarge, .source = std::move(source)};
  if (model.name == "real-esrgan") {
    recipe.factor = find_number(input, "scale").value_or(4);
    recipe.max_pixels = real_esrgan_pixels;
    return recipe;
  }
  const auto factor = find_string(input, "upscale_factor").value_or("None");
  recipe.factor = factor == "None" ? 1 : factor.front() - '0';
  recipe.png = find_string(input, "output_format").value_or("jpg") == "png";
  return recipe;
}

// Pictures by their content: the same picture under two addresses is the same input.
Result<Inputs> understand(const World& world, const Model& model, const json::object& input) {
  json::object compared = input;
  Content picture;
  for (const auto* name : {"input_image", "image", "input_images"}) {
    const auto address = find_string(input, name);
    if (!address) continue;
    auto content = resolve(world, *address);
    if (!content) return std::unexpected(content.error());
    compared[name] = "sha256:" + content->hash;
    picture = std::move(*content);
  }
  Inputs inputs;
  const json::object whole{{"model", model.full_name()}, {"input", std::move(compared)}};
  inputs.identity = to_hex(sha256(as_bytes(canonical_json(whole))));
  if (model.makes == Moment::training && (!picture.bytes || !as_text(*picture.bytes).starts_with("PK"))) {
    return failure(ErrorKind::bad_request, "input_images must be a zip file");
  }
  if (model.makes == Moment::grid) inputs.recipe = grid_recipe(input, std::move(picture));
  if (model.makes == Moment::upscale) inputs.recipe = upscale_recipe(input, model, std::move(picture));
  return inputs;
}

// Inlined pictures are not shown again: in their place stands the address of a copy of the provider's own.
json::object without_inlined(const World& world, json::object input) {
  for (auto& member : input) {
    const json::string* text = member.value().if_string();
    if (text == nullptr || !text->starts_with("data:")) continue;
    const std::string copy = to_hex(sha256(as_bytes(std::string_view(*text)))).substr(0, 32);
    member.value() = world.delivery_url + "/inputs/" + copy;
  }
  return input;
}

std::optional<Reply> check(const json::value& body, bool versioned, const Model* model) {
  if (!body.is_object()) return problem(400, "", "The body is not JSON.");
  const auto wrong_body = validate(body.get_object(), body_schema(versioned), "");
  if (!wrong_body.empty()) return json_reply(422, invalid_input(wrong_body));
  if (model == nullptr && versioned) {
    return problem(422, "Invalid version or not permitted",
                   "The specified version does not exist (or perhaps you don't have permission to use it?)");
  }
  if (model == nullptr) return not_found();
  const auto* input = body.get_object().if_contains("input");
  if (!input->is_object())
    return json_reply(422, invalid_input({{"invalid_type", "input", "Invalid type. Expected: object"}}));
  const auto wrong = validate(input->get_object(), model->input, "input");
  if (!wrong.empty()) return json_reply(422, invalid_input(wrong));
  const auto tolerance = find_integer(*input, "safety_tolerance");
  if (tolerance.value_or(0) > 2 && find_string(*input, "input_image")) {
    return json_reply(422, invalid_input({{"number_lte", "input.safety_tolerance",
                                           "Must be less than or equal to 2 when input_image is given"}}));
  }
  return std::nullopt;
}

}  // namespace

Task<Reply> Replicate::create(Request request) {
  const bool versioned = request.segments.size() == 2;
  const json::value body = parse_json(request.text()).value_or(nullptr);
  const Model* model = versioned ? world_.catalog.by_version(find_string(body, "version").value_or(""))
                                 : world_.catalog.by_name(request.segments[2], request.segments[3]);
  // A community model is reached by its version only.
  if (model != nullptr && !versioned && !model->official) model = nullptr;
  std::optional<Fault> fault;
  if (model != nullptr) fault = world_.faults.strike(model->makes, model->full_name());
  auto early = co_await play_before(world_, fault, false);
  if (early) co_return std::move(*early);
  if (auto refusal = check(body, versioned, model)) co_return std::move(*refusal);

  std::optional<double> life;
  if (const auto text = request.header("Cancel-After")) {
    life = read_duration(*text);
    if (!life || *life < least_life) {
      co_return json_reply(422, invalid_input({{"format", "Cancel-After", "Must be a duration of at least 5s"}}));
    }
  }
  const auto& input = body.get_object().at("input").get_object();
  auto inputs = understand(world_, *model, input);
  NewPrediction wanted{.model = model,
                       .hidden_version = model->official,
                       .input = without_inlined(world_, input),
                       .fault = fault,
                       .cancel_after = life};
  if (inputs) {
    wanted.identity = std::move(inputs->identity);
    wanted.recipe = std::move(inputs->recipe);
  } else {
    wanted.fault = Fault{.type = FaultType::fail, .error = inputs.error().message};
  }
  if (fault && fault->type == FaultType::picture) {
    wanted.recipe.flaw = fault->form;
    wanted.recipe.flawed_cells = fault->count;
  }
  const auto& prediction = world_.predictions.add(std::move(wanted));
  const auto id = prediction.id;
  Reply reply = json_reply(201, to_json(prediction, world_, View::created));
  reply.headers.push_back({"Location", world_.base() + "/predictions/" + id});
  reply = co_await hold(std::move(request), id, std::move(reply));
  co_return co_await play_after(world_, fault, std::move(reply), false);
}

// Prefer: wait. Finished in time, the answer says "processing" and holds the output itself: so it was recorded.
Task<Reply> Replicate::hold(Request request, std::string id, Reply reply) {
  const auto seconds = read_wait(request);
  if (!seconds) co_return reply;
  co_await world_.predictions.wait(id, *seconds);
  auto* prediction = world_.predictions.find(id);
  if (prediction == nullptr || !is_over(prediction->status)) co_return reply;
  auto shown = to_json(*prediction, world_, View::created);
  if (prediction->status == Status::succeeded && !prediction->data_removed &&
      prediction->model->makes != Moment::training) {
    const bool png = prediction->recipe.png;
    const Painted picture = co_await world_.pictures.get(prediction->recipe);
    if (picture) {
      shown["output"] = fmt::format("data:image/{};base64,{}", png ? "png" : "jpeg", to_base64(**picture));
      shown["status"] = "processing";
      shown["completed_at"] = nullptr;
    }
  }
  Reply held = json_reply(201, shown);
  held.headers = std::move(reply.headers);
  held.headers.push_back({"preference-applied", std::string(request.header("Prefer").value_or(""))});
  co_return held;
}

Task<Reply> Replicate::create_training(Request request) {
  const auto& path = request.segments;
  const Model* model = world_.catalog.by_name(path[2], path[3]);
  const json::value body = parse_json(request.text()).value_or(nullptr);
  if (model == nullptr || model->makes != Moment::training || path[5] != model->version) co_return not_found();
  const auto fault = world_.faults.strike(Moment::training, model->full_name());
  auto early = co_await play_before(world_, fault, false);
  if (early) co_return std::move(*early);
  const auto destination = find_string(body, "destination").value_or("");
  const auto cut = std::min(destination.find('/'), destination.size());
  const auto* target = cut == destination.size()
                           ? nullptr
                           : world_.catalog.by_name(destination.substr(0, cut), destination.substr(cut + 1));
  if (target == nullptr) co_return not_found("The specified training destination does not exist");
  const auto* input = tessera::find(body, "input");
  if (input == nullptr || !input->is_object()) {
    co_return json_reply(422, invalid_input({{"required", "input", "input is required"}}));
  }
  const auto wrong = validate(input->get_object(), model->input, "input");
  if (!wrong.empty()) co_return json_reply(422, invalid_input(wrong));
  auto inputs = understand(world_, *model, input->get_object());
  NewPrediction wanted{.model = model,
                       .hidden_version = false,
                       .input = input->get_object(),
                       .fault = fault,
                       .destination = destination};
  if (inputs)
    wanted.identity = std::move(inputs->identity);
  else
    wanted.fault = Fault{.type = FaultType::fail, .error = inputs.error().message};
  const auto& training = world_.predictions.add(std::move(wanted));
  Reply reply = json_reply(201, training_json(training, world_, View::created));
  co_return co_await play_after(world_, fault, std::move(reply), false);
}

}  // namespace tessera::sim
