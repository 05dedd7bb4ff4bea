#pragma once
// The hand-over to training: pictures of a set in, LoRA weights out. The names are those that Tessera's users know.
// A client is used from one thread at a time; it keeps connections and the ledger open between calls.

#include <memory>
#include <string>
#include <vector>

#include "tessera/error.h"

namespace tessera {

/// What can be said about a training. A number that is set here is never replaced; those that are zero follow from the
/// number of pictures (docs/train.md).
struct TrainingParameters {
  std::string trigger_word;  ///< the word that calls the actor or the style; empty: its id, where trainers allow it
  int steps = 0;             ///< 0: 100 a picture, 800 to 3000, for an actor; 50 a picture, 500 to 2000, for a style
  double learning_rate = 0;  ///< 0: the trainer's own default, on RunPod less for an actor with many pictures
  int lora_rank = 0;         ///< 0: 16 for an actor, 32 for a style
  int batch_size = 0;        ///< 0: 1
  std::string resolution;    ///< empty: "512,768,1024"

  std::string user_id = "local";  ///< runpod: handed to the worker, as is the next
  std::string tenant_id;
  std::string webhook_url;    ///< runpod: also told there when it ends; https
  std::string workflow_file;  ///< runpod: the workflow that the machine executes, JSON with placeholders
  std::string destination;    ///< replicate: "owner/name" of the model that receives the weights
  std::string trainer_model;  ///< replicate: empty: ostris/flux-dev-lora-trainer

  std::string out;              ///< folder for the weights; empty: tessera-out/<id>-lora-<run>
  double max_cost_usd = 0;      ///< 0: no cap
  unsigned long long seed = 0;  ///< another number makes another training of the same pictures
  bool retry = false;           ///< pay for another attempt after one that failed or was cancelled
  bool force = false;           ///< replicate: also pictures that lint speaks against (docs/lint.md), such as too few
};

struct TrainingResult {
  std::string run_id;
  std::string weights_file;   ///< absolute path of the .safetensors; empty when the worker delivered none
  std::string result_file;    ///< training.json: what was asked, of whom, and what came of it
  std::string model_version;  ///< "owner/name:version" where the provider keeps the weights as a model; else empty
  int tensors = 0;            ///< in the weights file
  int steps = 0;
  double cost_usd = 0;
  double cost_upper_bound_usd = 0;    ///< with everything that is not settled at its full price
  std::vector<std::string> warnings;  ///< never silent
};

class TrainingClient {
 public:
  /// Keys that are empty are taken from the environment or `.env` in the working directory: RUNPOD_API_KEY,
  /// RUNPOD_ENDPOINT_ID (or those behind MODEL_TRAINING_), REPLICATE_API_TOKEN, and the AWS_… names. Nothing is opened
  /// or sent before the first call.
  explicit TrainingClient(std::string runpod_api_key = {}, std::string runpod_endpoint_id = {},
                          std::string replicate_token = {});
  ~TrainingClient();
  TrainingClient(TrainingClient&&) noexcept;
  TrainingClient& operator=(TrainingClient&&) noexcept;

  /// "runpod", "replicate", or "auto": RunPod when its key is set, otherwise Replicate.
  std::string trainer = "auto";

  /// PAID. Trains an actor (a character) on these pictures: addresses as TrainingDataGenerator returns them. For RunPod
  /// they must be in S3; https addresses of S3 are handed on as s3://. For Replicate the pictures are fetched and
  /// packed, with their captions when a set of this ledger holds the same pictures, otherwise the trainer describes
  /// them. Blocks until the weights are there. The same call again continues an unfinished training or returns the
  /// finished one without paying. Errors: usage, configuration (names what is missing and how to set it); over_budget,
  /// authentication, no_credit, refused; transient when the training failed or was cancelled; data_gone when the
  /// weights were no longer there; unknown_outcome when nobody can say whether it was started.
  [[nodiscard]] Result<TrainingResult> train_actor(const std::string& actor_id,
                                                   const std::vector<std::string>& training_image_urls,
                                                   const TrainingParameters& parameters = {});

  /// PAID. The same for a style.
  [[nodiscard]] Result<TrainingResult> train_style(const std::string& style_id,
                                                   const std::vector<std::string>& training_image_urls,
                                                   const TrainingParameters& parameters = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
