#include "tessera/replicate_service.h"

#include "app/accounts.h"
#include "app/application.h"
#include "app/interruptible.h"
#include "base/digest.h"
#include "imaging/codec.h"
#include "providers/replicate/engine.h"
#include "providers/replicate/service.h"
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

}  // namespace

struct ReplicateService::Impl {
  std::string token;
  std::unique_ptr<Application> application;
  std::optional<replicate::Service> service;

  Result<replicate::Service*> open() {
    if (!service) {
      Result<Environment> environment = Environment::read(".");
      if (!environment) return std::unexpected(environment.error());
      if (!token.empty()) environment->set("REPLICATE_API_TOKEN", token);
      if (!environment->get("REPLICATE_API_TOKEN")) {
        return failure(ErrorKind::configuration,
                       "REPLICATE_API_TOKEN is not set: pass a token, or set it in the environment or in .env");
      }
      const std::string grid_model =
          environment->get("TESSERA_GRID_MODEL").value_or(std::string(replicate::default_grid_model));
      const std::string upscale_model =
          environment->get("TESSERA_UPSCALE_MODEL").value_or(std::string(replicate::default_topaz_model));
      application = std::make_unique<Application>(std::move(*environment), ApplicationOptions{});
      service.emplace(application->accounts().replicate_endpoint(), grid_model, upscale_model);
    }
    return &*service;
  }
};

ReplicateService::ReplicateService(std::string replicate_token) : impl_(std::make_unique<Impl>()) {
  impl_->token = std::move(replicate_token);
}

ReplicateService::~ReplicateService() = default;
ReplicateService::ReplicateService(ReplicateService&&) noexcept = default;
ReplicateService& ReplicateService::operator=(ReplicateService&&) noexcept = default;

Result<std::string> ReplicateService::generate_grid_with_flux_kontext(const std::string& prompt,
                                                                      const std::string& input_image,
                                                                      const std::string& aspect_ratio,
                                                                      const std::string& output_format) {
  const Result<replicate::Service*> service = impl_->open();
  if (!service) return std::unexpected(service.error());
  Result<std::string> address = as_address(input_image);
  if (!address) return address;
  replicate::GridOrder order{.prompt = prompt, .input_image = std::move(*address)};
  order.aspect_ratio = aspect_ratio;
  order.output_format = output_format;
  return run_to_end(impl_->application->loop(), (*service)->generate_grid(std::move(order)));
}

Result<std::string> ReplicateService::upscale_with_topaz(const std::string& image, const std::string& enhance_model,
                                                         const std::string& upscale_factor,
                                                         const std::string& output_format) {
  const Result<replicate::Service*> service = impl_->open();
  if (!service) return std::unexpected(service.error());
  Result<std::string> address = as_address(image);
  if (!address) return address;
  replicate::UpscaleOrder order{.image = std::move(*address)};
  order.enhance_model = enhance_model;
  order.upscale_factor = upscale_factor;
  order.output_format = output_format;
  return run_to_end(impl_->application->loop(), (*service)->upscale(std::move(order)));
}

}  // namespace tessera
