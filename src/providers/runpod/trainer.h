#pragma once
// Training by a worker of one's own on RunPod: the request of the service that Tessera replaces, with the workflow
// (what the worker executes) given as a file.

#include <string>

#include "model/trainer.h"
#include "providers/runpod/endpoint.h"

namespace tessera::runpod {

class Trainer final : public RemoteTrainer {
 public:
  /// `s3_endpoint`: another S3 server whose addresses count as S3; empty: none.
  Trainer(Endpoint endpoint, std::string s3_endpoint)
      : endpoint_(std::move(endpoint)), s3_endpoint_(std::move(s3_endpoint)) {}

  [[nodiscard]] std::string name() const override { return std::string(provider_name); }
  /// "runpod/<endpoint id>": what a second costs depends on the machine that was chosen there.
  [[nodiscard]] std::string model() const override { return "runpod/" + endpoint_.endpoint_id(); }
  [[nodiscard]] TrainingMaterial material() const override { return TrainingMaterial::addresses; }
  [[nodiscard]] bool delivers_weights() const override { return false; }
  [[nodiscard]] Task<Result<TrainingCall>> training_call(TrainingOrder order) override;
  [[nodiscard]] CallEndpoint& endpoint() override { return endpoint_; }
  [[nodiscard]] Task<Result<void>> stop(std::string remote_id) override { return endpoint_.stop(std::move(remote_id)); }
  void report_to(TrainingProgressSink sink) override { endpoint_.report_to(std::move(sink)); }

 private:
  Endpoint endpoint_;
  std::string s3_endpoint_;
};

/// 4e-4 for a style; for a character 4e-4 up to 10 pictures, 3e-4 up to 20, 2.5e-4 above. (The rule of the service that
/// Tessera replaces.)
[[nodiscard]] double learning_rate_for(Mode mode, int pictures) noexcept;

/// {"workflow", "training_data", "training_config"} and "webhook". Pure. Errors: usage, naming the flag.
[[nodiscard]] Result<json::object> training_input(const TrainingOrder& order, const TrainingSettings& settings,
                                                  std::string_view s3_endpoint);

}  // namespace tessera::runpod
