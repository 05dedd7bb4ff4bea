#pragma once
// Single calls to the image models, for programs that want no set but one picture. Used from one thread at a time.

#include <memory>
#include <string>

#include "tessera/error.h"

namespace tessera {

class ReplicateService {
 public:
  /// An empty token is taken from REPLICATE_API_TOKEN in the environment or `.env`.
  explicit ReplicateService(std::string replicate_token = {});
  ~ReplicateService();
  ReplicateService(ReplicateService&&) noexcept;
  ReplicateService& operator=(ReplicateService&&) noexcept;

  /// PAID. Paints one grid in the style of `input_image` (https URL, data URI, or base64 of a picture) and returns the
  /// address of the result, which lives for about an hour. Blocks. Errors: configuration without a token;
  /// authentication, no_credit, refused, transient …; unknown_outcome when the answer was lost and the call may have
  /// been billed.
  [[nodiscard]] Result<std::string> generate_grid_with_flux_kontext(const std::string& prompt,
                                                                    const std::string& input_image,
                                                                    const std::string& aspect_ratio = "1:1",
                                                                    const std::string& output_format = "jpg");

  /// PAID. Enlarges `image` (as above) and returns the address of the result. Errors: as above.
  [[nodiscard]] Result<std::string> upscale_with_topaz(const std::string& image,
                                                       const std::string& enhance_model = "Standard V2",
                                                       const std::string& upscale_factor = "2x",
                                                       const std::string& output_format = "jpg");

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
