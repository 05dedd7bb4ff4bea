#pragma once
// The interface of those who train somewhere else, and what they are told. A trainer says what to ask (a CallSpec, made
// once and recorded); its endpoint asks it, so that trainings become durable by the same steps as every paid call.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/call.h"
#include "model/request.h"
#include "model/training_settings.h"

namespace tessera {

/// Everything that is wanted of a training. Pictures travel in one of two ways: packed, or as addresses.
struct TrainingOrder {
  std::string name;  ///< of the set, for people and for names at the provider
  Mode mode = Mode::style;
  int pictures = 0;
  std::string trigger;          ///< the word that calls the style or the character
  GivenTrainingSettings given;  ///< what the user said; never replaced, never dropped
  std::string fills;            ///< sides of the passes that the pictures fill, "512,640"; empty: not known
  BlobId archive;               ///< zip of pictures and captions; empty when addresses are used
  std::uintmax_t archive_bytes = 0;
  bool captions_complete = true;       ///< every picture in the archive has its caption
  std::vector<std::string> addresses;  ///< one a picture, as the store gave them
  std::string destination;             ///< "owner/name" of the model that receives the weights, where trainers want one
  json::value workflow;                ///< what the machine executes, where trainers want one
  std::string user = "local";          ///< handed on where a trainer wants to know for whom it works
  std::string tenant;
  std::string webhook;  ///< https; told when the training ends, where trainers do so
  std::string id;       ///< unique to this training and the same for each attempt: the run's id
  json::object inputs;  ///< further inputs of the trainer, by its own names
};

/// How a training is getting on.
struct TrainingProgress {
  std::string status;  ///< the provider's own word: "starting", "IN_QUEUE"
  int step = 0;        ///< 0 while unknown
  int steps = 0;
  std::optional<double> loss;
};
using TrainingProgressSink = std::function<void(const TrainingProgress&)>;

enum class TrainingMaterial { archive, addresses };

/// What a trainer makes of an order.
struct TrainingCall {
  CallSpec spec;  ///< recorded before anything is sent, so that a resumed training asks for the same
  TrainingSettings settings;
  Usage expected;                  ///< what it will probably use; `spec.most` bounds it
  std::vector<std::string> notes;  ///< what people should know: fallbacks, what the trainer decides by itself
};

/// One training at a time. Thread: the loop.
class RemoteTrainer {
 public:
  virtual ~RemoteTrainer() = default;
  [[nodiscard]] virtual std::string name() const = 0;   ///< "replicate", "runpod"
  [[nodiscard]] virtual std::string model() const = 0;  ///< as in the price list, without a version
  [[nodiscard]] virtual TrainingMaterial material() const = 0;
  /// Whether what its endpoint delivers is always a file with weights; otherwise it may be an answer as JSON.
  [[nodiscard]] virtual bool delivers_weights() const = 0;

  /// Looks up what changes at the provider (the newest version, what it accepts, whose account it is), checks the order
  /// against it and says what to ask. Free. Errors: usage and configuration, naming the flag; authentication,
  /// not_found, transient …
  [[nodiscard]] virtual Task<Result<TrainingCall>> training_call(TrainingOrder order) = 0;

  /// Makes what the create needs (uploads, a destination) before it sends it. Its output is the file with the weights,
  /// packed or not, or the provider's own answer as JSON when that names no file.
  [[nodiscard]] virtual CallEndpoint& endpoint() = 0;

  /// Asks the provider to end a training; what it used until then is billed. Errors: those of the provider.
  [[nodiscard]] virtual Task<Result<void>> stop(std::string remote_id) = 0;

  /// Told about every look at the training while its endpoint collects it; must not block.
  virtual void report_to(TrainingProgressSink sink) = 0;
};

}  // namespace tessera
