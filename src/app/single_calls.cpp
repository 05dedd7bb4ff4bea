#include "app/single_calls.h"

#include "app/accounts.h"
#include "base/digest.h"
#include "imaging/codec.h"
#include "providers/replicate/engine.h"
#include "providers/replicate/upscalers.h"

namespace tessera {
namespace {

/// The ancestor's callers hand over bare base64; providers want an address or a data URI with the true media type.
Result<std::string> as_address(const std::string& image) {
  if (image.starts_with("https://") || image.starts_with("http://") || image.starts_with("data:")) return image;
  const Result<Bytes> bytes = from_base64(image);
  const std::optional<ImageFormat> format = bytes ? sniff_format(*bytes) : std::nullopt;
  if (!format) {
    return failure(ErrorKind::usage, "the picture is neither an https URL, nor a data URI, nor base64 of a picture");
  }
  return "data:" + std::string(media_type_of(*format)) + ";base64," + to_base64(*bytes);
}

Result<replicate::Service> service_of(Application& application) {
  const Environment& environment = application.environment();
  if (!environment.get("REPLICATE_API_TOKEN")) {
    return failure(ErrorKind::configuration,
                   "REPLICATE_API_TOKEN is not set: pass a token, or set it in the environment or in .env");
  }
  return replicate::Service(
      application.accounts().replicate_endpoint(),
      environment.get("TESSERA_GRID_MODEL").value_or(std::string(replicate::default_grid_model)),
      environment.get("TESSERA_UPSCALE_MODEL").value_or(std::string(replicate::default_topaz_model)));
}

}  // namespace

Task<Result<std::string>> paint_one_grid(Application& application, replicate::GridOrder order) {
  Result<replicate::Service> service = service_of(application);
  if (!service) co_return std::unexpected(service.error());
  Result<std::string> address = as_address(order.input_image);
  if (!address) co_return address;
  order.input_image = std::move(*address);
  co_return co_await service->generate_grid(std::move(order));
}

Task<Result<std::string>> enlarge_one_picture(Application& application, replicate::UpscaleOrder order) {
  Result<replicate::Service> service = service_of(application);
  if (!service) co_return std::unexpected(service.error());
  Result<std::string> address = as_address(order.image);
  if (!address) co_return address;
  order.image = std::move(*address);
  co_return co_await service->upscale(std::move(order));
}

}  // namespace tessera
