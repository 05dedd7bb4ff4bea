#include "providers/offline/lanczos_upscaler.h"

#include "imaging/resize.h"

namespace tessera::offline {
namespace {

class Lanczos final : public LocalUpscaler {
 public:
  std::string name() const override { return "lanczos"; }
  Result<Image> enlarge(const Image& image, int factor) const override {
    if (factor < 1 || image.empty()) return failure(ErrorKind::usage, "nothing to enlarge");
    return resize(image, {image.width() * factor, image.height() * factor}, Filter::lanczos3);
  }
};

class Unchanged final : public LocalUpscaler {
 public:
  std::string name() const override { return "none"; }
  Result<Image> enlarge(const Image& image, int) const override { return image; }
};

}  // namespace

std::shared_ptr<LocalUpscaler> make_lanczos_upscaler() { return std::make_shared<Lanczos>(); }
std::shared_ptr<LocalUpscaler> make_no_upscaler() { return std::make_shared<Unchanged>(); }

}  // namespace tessera::offline
