#include "providers/replicate/service.h"

#include <utility>

#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

constexpr std::chrono::minutes time_limit(10);

}  // namespace

Service::Service(Endpoint& endpoint, std::string grid_model, std::string upscale_model)
    : endpoint_(endpoint), grid_model_(std::move(grid_model)), upscale_model_(std::move(upscale_model)) {}

Task<Result<std::string>> Service::generate_grid(GridOrder order) {
  const Result<std::string> image = co_await endpoint_.pictures().resolve_address(std::move(order.input_image));
  if (!image) co_return std::unexpected(image.error());
  json::object input{{"prompt", order.prompt},
                     {"input_image", *image},
                     {"aspect_ratio", order.aspect_ratio},
                     {"output_format", order.output_format},
                     {"safety_tolerance", 2}};
  co_return co_await run(grid_model_, std::move(input));
}

Task<Result<std::string>> Service::upscale(UpscaleOrder order) {
  const Result<std::string> image = co_await endpoint_.pictures().resolve_address(std::move(order.image));
  if (!image) co_return std::unexpected(image.error());
  json::object input{{"image", *image},
                     {"enhance_model", order.enhance_model},
                     {"upscale_factor", order.upscale_factor},
                     {"output_format", order.output_format}};
  co_return co_await run(upscale_model_, std::move(input));
}

Task<Result<std::string>> Service::run(std::string model, json::object input) {
  const Result<ModelName> name = parse_model_name(model);
  if (!name) co_return std::unexpected(name.error());
  const auto same_input = [&input]() -> Task<Result<json::object>> { co_return input; };
  const Result<Prediction> created = co_await endpoint_.client().create(*name, same_input, time_limit, RunId());
  if (!created) co_return std::unexpected(created.error());
  endpoint_.watcher().note_created(*created, model);
  const Result<Prediction> ended = co_await endpoint_.watcher().wait(created->id, model, time_limit);
  if (!ended) co_return std::unexpected(ended.error());
  if (is_terminal(ended->status) && ended->status != Status::succeeded) {
    co_return std::unexpected(error_of_prediction(*ended));
  }
  std::optional<std::string> address = output_address(ended->output);
  if (!address) co_return failure(ErrorKind::data_gone, "prediction " + ended->id + " has no output");
  co_return std::move(*address);
}

}  // namespace tessera::replicate
