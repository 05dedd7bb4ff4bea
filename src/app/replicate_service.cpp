#include "tessera/replicate_service.h"

#include "app/session.h"
#include "app/single_calls.h"

namespace tessera {

struct ReplicateService::Impl {
  std::string token;
  std::shared_ptr<Session> session;
  std::optional<SessionSettings> settings;

  /// Blocks until the call has ended.
  template <class Work>
  Result<std::string> call(Work work) {
    if (!settings) {
      Result<Environment> environment = Environment::read(".");
      if (!environment) return std::unexpected(environment.error());
      if (!token.empty()) environment->set("REPLICATE_API_TOKEN", token);
      settings.emplace(SessionSettings{.environment = std::move(*environment)});
      session = Session::shared();
    }
    const Result<Result<std::string>> result = wait_for_result(session->start(*settings, std::move(work)));
    return result ? *result : std::unexpected(result.error());
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
  replicate::GridOrder order{.prompt = prompt, .input_image = input_image};
  order.aspect_ratio = aspect_ratio;
  order.output_format = output_format;
  return impl_->call([order](Application& application) { return paint_one_grid(application, order); });
}

Result<std::string> ReplicateService::upscale_with_topaz(const std::string& image, const std::string& enhance_model,
                                                         const std::string& upscale_factor,
                                                         const std::string& output_format) {
  replicate::UpscaleOrder order{.image = image};
  order.enhance_model = enhance_model;
  order.upscale_factor = upscale_factor;
  order.output_format = output_format;
  return impl_->call([order](Application& application) { return enlarge_one_picture(application, order); });
}

}  // namespace tessera
