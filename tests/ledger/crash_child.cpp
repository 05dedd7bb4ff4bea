// Drives calls of every kind through every state of the ledger, from wherever an earlier process left them, and ends.
// failpoint_test.cpp runs it with TESSERA_FAILPOINT until nothing is left to do. Usage: ledger_crash_child FOLDER

#include <cstdio>

#include <boost/asio/thread_pool.hpp>

#include "ledger/blobs.h"
#include "ledger_fixture.h"

namespace tessera::testing {
namespace {

const Error failed{.kind = ErrorKind::transient, .message = "the work failed"};
const Error lost{.kind = ErrorKind::unknown_outcome, .message = "the answer was lost"};

/// What became of a call decides the next step, as in a real run; the key says which way it is to take.
class Driver {
 public:
  explicit Driver(const std::filesystem::path& folder)
      : ledger_(Ledger::open(folder).value()), blobs_(folder / "blobs", workers_) {}

  void everything() {
    const RunRecord begun = await(ledger_->begin_run("{}", "{}", cents(1000))).value();
    run_ = begun.id;
    if (begun.state == RunState::active) {
      make_all_calls();
      await(ledger_->end_run(run_, RunState::short_of_images, "{}")).value();
    }
    if (begun.state != RunState::complete) {
      await(ledger_->reopen_run(run_, cents(1000))).value();
      await(ledger_->end_run(run_, RunState::complete, "{}")).value();
    }
  }

 private:
  void make_all_calls() {
    for (const CallKind kind :
         {CallKind::grid, CallKind::single, CallKind::judge, CallKind::upscale, CallKind::training}) {
      for (const char* way : {"plain", "failing", "lost", "unsent", "damaged"}) {
        const std::string key = std::string(name_of(kind)) + "-" + way;
        while (step(key, grid_spec(1, kind), way)) {
        }
        await(ledger_->decide(run_, key, true)).value();
      }
    }
  }

  template <class T>
  T await(Task<T> task) {
    return run(loop_, std::move(task));
  }

  /// False when there is nothing left to do.
  bool step(const std::string& key, const CallSpec& spec, std::string_view way) {
    const CallRecord call = await(ledger_->plan_call(run_, key, spec)).value();
    const bool is_first = call.attempt == 1;
    switch (call.state) {
      case CallState::planned: {
        const bool again = way == "unsent" && was_unsent_;
        await(ledger_->mark_sent(call.id, again ? "second" : "first", cents(2))).value();
        return true;
      }
      case CallState::sent:
        if (way == "lost" && is_first) {
          await(ledger_->mark_unknown(call.id, lost)).value();
        } else if (way == "unsent" && call.wire == "first") {
          was_unsent_ = true;
          await(ledger_->mark_unsent(call.id)).value();
        } else {
          was_unsent_ = false;
          await(ledger_->mark_accepted(call.id, "remote of " + call.id.text())).value();
        }
        return true;
      case CallState::accepted: {
        if (way == "failing" && is_first) {
          await(ledger_->mark_failed(call.id, failed, std::nullopt)).value();
          return true;
        }
        const bool again = !call.detail.empty();
        const BlobId blob = await(blobs_.write(to_bytes("result of " + call.id.text()))).value();
        const char* type = way == "damaged" && !again ? "damaged" : "whole";
        await(ledger_->mark_done(call.id, blob, type, cents(1), {})).value();
        return true;
      }
      case CallState::failed:
      case CallState::unknown:
        await(ledger_->plan_next_attempt(run_, key, spec)).value();
        return true;
      case CallState::done:
        if (call.output_type != "damaged") return false;
        await(ledger_->mark_lost(call.id, failed)).value();
        return true;
    }
    return false;
  }

  asio::io_context loop_;
  asio::thread_pool workers_{1};
  std::unique_ptr<Ledger> ledger_;
  BlobStore blobs_;
  RunId run_;
  bool was_unsent_ = false;
};

}  // namespace
}  // namespace tessera::testing

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: ledger_crash_child FOLDER\n", stderr);
    return 2;
  }
  tessera::testing::Driver(arguments[1]).everything();
  return 0;
}
