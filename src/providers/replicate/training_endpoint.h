#pragma once
// Trainings at Replicate as calls: submit, collect, find, cancel. Thread: the loop.

#include <string>

#include "async/clock.h"
#include "model/call.h"
#include "model/trainer.h"
#include "providers/replicate/client.h"
#include "providers/replicate/lookup.h"
#include "providers/replicate/options.h"
#include "providers/replicate/pictures.h"

namespace tessera::replicate {

/// Largest file that the files API takes.
inline constexpr std::uintmax_t max_file_bytes = 100U << 20U;

/// spec.model is "owner/name:version", spec.input {"destination": "owner/name", "input": {…}}. What is recorded of a
/// create (`wire`) is its input with the address that the archive was uploaded under: no other training has it, so a
/// lost create is found by it.
/// submit() first makes the destination when it is not there. collect() stops a training that runs for longer than its
/// time limit and the hour that it may wait for a machine.
class TrainingEndpoint final : public CallEndpoint {
 public:
  /// All references must outlive the endpoint; `pictures` uploads over the same account as `client`.
  TrainingEndpoint(Client& client, Pictures& pictures, Clock& clock, const Options& options);

  [[nodiscard]] Task<Result<Accepted>> submit(CallSpec spec, SubmitContext context) override;
  /// The output is what the trainer packed, a tar as a rule. Its detail holds "model_version".
  [[nodiscard]] Task<Result<CallOutput>> collect(CallSpec spec, std::string remote_id,
                                                 AboutToFetch about_to_fetch) override;
  [[nodiscard]] Task<Result<Finding>> find(CallSpec spec, std::string wire, WallTime since,
                                           std::set<std::string> taken) override;
  [[nodiscard]] Task<void> cancel(std::string remote_id) override;

  /// cancel() that says whether it could be asked.
  [[nodiscard]] Task<Result<void>> stop(std::string remote_id);
  void report_to(TrainingProgressSink sink) { progress_ = std::move(sink); }

 private:
  [[nodiscard]] Task<Result<void>> make_destination(std::string destination);
  [[nodiscard]] Task<Result<Training>> wait_for_end(CallSpec spec, std::string id);
  void report(const Training& training, const CallSpec& spec) const;

  Client& client_;
  Pictures& pictures_;
  Clock& clock_;
  Lookup lookup_;
  TrainingProgressSink progress_;
};

}  // namespace tessera::replicate
