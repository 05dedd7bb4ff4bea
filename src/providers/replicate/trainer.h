#pragma once
// Training by Replicate: ostris/flux-dev-lora-trainer or any trainer with inputs of the same names.

#include <string>

#include "model/trainer.h"
#include "providers/replicate/input_schema.h"
#include "providers/replicate/training_endpoint.h"

namespace tessera::replicate {

inline constexpr std::string_view default_trainer = "ostris/flux-dev-lora-trainer";

class Trainer final : public RemoteTrainer {
 public:
  /// `model`: "owner/name" for the newest version, or "owner/name:version". What `endpoint` refers to must outlive it.
  Trainer(std::string model, Client& client, TrainingEndpoint endpoint)
      : model_(std::move(model)), client_(client), endpoint_(std::move(endpoint)) {}

  [[nodiscard]] std::string name() const override { return "replicate"; }
  [[nodiscard]] std::string model() const override { return model_; }
  [[nodiscard]] TrainingMaterial material() const override { return TrainingMaterial::archive; }
  [[nodiscard]] bool delivers_weights() const override { return true; }
  /// Reads the trainer's live schema; numbers that it has no input for are left to it, with a note, unless they were
  /// given: then that is an error.
  [[nodiscard]] Task<Result<TrainingCall>> training_call(TrainingOrder order) override;
  [[nodiscard]] CallEndpoint& endpoint() override { return endpoint_; }
  [[nodiscard]] Task<Result<void>> stop(std::string remote_id) override { return endpoint_.stop(std::move(remote_id)); }
  void report_to(TrainingProgressSink sink) override { endpoint_.report_to(std::move(sink)); }

 private:
  [[nodiscard]] Task<Result<void>> check_destination(std::string destination);

  std::string model_;
  Client& client_;
  TrainingEndpoint endpoint_;
};

/// The input for an order, by the names that the trainer has for things. `notes` is added to. Pure. Errors: usage,
/// naming the flag or the input.
[[nodiscard]] Result<json::object> training_input(const InputSchema& schema, const TrainingOrder& order,
                                                  const TrainingSettings& settings, std::vector<std::string>& notes);

}  // namespace tessera::replicate
