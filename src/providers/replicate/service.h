#pragma once
// Replicate by plain calls, without a ledger: picture in, address out. PAID, and nothing remembers what was paid: a
// create whose answer is lost comes back as unknown_outcome and is not repeated. Thread: the loop.

#include <string>

#include "providers/replicate/endpoint.h"

namespace tessera::replicate {

struct GridOrder {
  std::string prompt;
  std::string input_image;  ///< https address or data URI
  std::string aspect_ratio = "1:1";
  std::string output_format = "jpg";
};

struct UpscaleOrder {
  std::string image;  ///< https address or data URI
  std::string enhance_model = "Standard V2";
  std::string upscale_factor = "2x";
  std::string output_format = "jpg";
};

class Service {
 public:
  /// Models: "owner/name" or "owner/name:version". `endpoint` must outlive the service.
  Service(Endpoint& endpoint, std::string grid_model, std::string upscale_model);

  /// Returns the address of the result: it expires within an hour. Errors: as CallEndpoint.
  [[nodiscard]] Task<Result<std::string>> generate_grid(GridOrder order);
  [[nodiscard]] Task<Result<std::string>> upscale(UpscaleOrder order);

 private:
  [[nodiscard]] Task<Result<std::string>> run(std::string model, json::object input);

  Endpoint& endpoint_;
  std::string grid_model_;
  std::string upscale_model_;
};

}  // namespace tessera::replicate
