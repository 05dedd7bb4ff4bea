#include "providers/replicate/upscalers.h"

#include <fmt/format.h>

#include "providers/replicate/call_tag.h"
#include "providers/replicate/errors.h"

namespace tessera::replicate {
namespace {

CallSpec spec_for(const std::string& model, const UpscaleRequest& request, int factor) {
  CallSpec spec;
  spec.kind = CallKind::upscale;
  spec.provider = provider_name;
  spec.model = model;
  const double pixels = static_cast<double>(request.size.width) * request.size.height * factor * factor;
  spec.most = Usage{.pictures = 1, .output_megapixels = pixels / 1e6};
  return spec;
}

int offered_factor(int factor) { return factor <= 2 ? 2 : factor <= 4 ? 4 : 6; }

}  // namespace

std::string topaz_factor(int factor) { return fmt::format("{}x", offered_factor(factor)); }

CallSpec TopazUpscaler::upscale_call(const UpscaleRequest& request) const {
  CallSpec spec = spec_for(model_, request, offered_factor(request.factor));
  // Factor and format are always given: the model's defaults neither enlarge nor stay lossless.
  spec.input = json::object{{"image", blob_reference(request.image)},
                            {"enhance_model", enhance_model_},
                            {"upscale_factor", topaz_factor(request.factor)},
                            {"output_format", "png"}};
  tag_enlargement(spec.input, request.image);
  return spec;
}

CallSpec RealEsrganUpscaler::upscale_call(const UpscaleRequest& request) const {
  CallSpec spec = spec_for(model_, request, request.factor);
  spec.input =
      json::object{{"image", blob_reference(request.image)}, {"scale", request.factor}, {"face_enhance", false}};
  return spec;
}

}  // namespace tessera::replicate
