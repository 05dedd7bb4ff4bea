#pragma once
// Notices that predictions have ended. Everybody who waits looks by the schedule of his model; with many in flight one
// list serves all of them. There is no task in the background: who waits does the looking, for himself or for all.
// Thread: the loop. Outlives everybody who waits.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "async/clock.h"
#include "async/event.h"
#include "providers/replicate/poll_schedule.h"
#include "providers/replicate/wire.h"

namespace tessera::replicate {

class Client;

class Watcher {
 public:
  /// `client` and `clock` must outlive the watcher.
  Watcher(Client& client, Clock& clock, PollOptions options);

  /// Tells of a prediction that has just been created: its age is known, so its end teaches how long the model takes.
  void note_created(const Prediction& prediction, const std::string& model);

  /// Returns the prediction when it has ended. Free, repeatable. Errors: deadline when `limit` passes first; data_gone
  /// when the provider no longer knows it; authentication and no_credit at once; what fails in passing is looked at
  /// again until then. Several may wait for the same one.
  [[nodiscard]] Task<Result<Prediction>> wait(std::string id, std::string model, Duration limit);

  /// Predictions that are waited for now.
  [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

 private:
  struct Watched;
  class Registration;
  class Listing;
  struct Wanted;
  using Entry = std::shared_ptr<Watched>;

  [[nodiscard]] PollSchedule& schedule_of(const std::string& model);
  [[nodiscard]] SteadyTime next_look(const Watched& watched);
  [[nodiscard]] Task<void> rest(Entry watched, SteadyTime until);
  /// Spaces all looks, so that together they stay within the rate.
  [[nodiscard]] Task<void> take_turn();
  [[nodiscard]] Task<void> look(Entry watched);
  [[nodiscard]] Task<void> look_at_one(Entry watched);
  [[nodiscard]] Task<void> look_at_list();
  void saw(Watched& watched, Prediction prediction);
  /// Lets those who rest compute anew when they look: what is now known of the model may bring it forward.
  void reconsider(const std::string& model);
  void could_not_see(Watched& watched, const Error& error);
  static void end(Watched& watched, Result<Prediction> outcome);

  Client& client_;
  Clock& clock_;
  PollOptions options_;
  std::map<std::string, Entry> watched_;
  std::size_t waiting_ = 0;  ///< those of them that somebody waits for
  std::map<std::string, PollSchedule> schedules_;
  std::shared_ptr<Event> listing_;  ///< set when the running list has been read; null when none runs
  SteadyTime next_turn_ = SteadyTime::min();
};

}  // namespace tessera::replicate
