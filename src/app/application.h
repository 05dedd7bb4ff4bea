#pragma once
// The composition root: what lives as long as the process (loop, worker pool, transport, accounts, ledger), and how a
// request becomes a wired run. Nothing is opened before it is needed. Thread: the one that runs the loop.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/choices.h"
#include "app/environment.h"
#include "app/workshop.h"
#include "async/task_scope.h"
#include "net/curl_transport.h"
#include "pipeline/plan.h"
#include "pipeline/run.h"

namespace tessera {

class Accounts;

struct ApplicationOptions {
  std::filesystem::path
      state_dir;  ///< empty: TESSERA_STATE_DIR, else $XDG_STATE_HOME/tessera, else ~/.local/state/tessera
  std::vector<std::string> prices;  ///< "MODEL=USD" each, above every price list
  friend bool operator==(const ApplicationOptions&, const ApplicationOptions&) = default;
};

/// A request that is understood: keys are there, the source is read and decoded, nothing is paid.
struct PreparedRequest {
  RunInput input;
  Choices choices;
  std::unique_ptr<TaskScope> ahead;  ///< what was begun for the run already; ends with this
};

/// What a request is prepared for.
enum class Purpose {
  look,  ///< nothing is written or sent
  run    ///< a source that will be needed may be sent ahead
};

class Application {
 public:
  /// Without a workshop it makes one of its own.
  Application(Environment environment, ApplicationOptions options, std::shared_ptr<Workshop> workshop = nullptr);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  [[nodiscard]] asio::io_context& loop() noexcept;
  [[nodiscard]] Accounts& accounts() noexcept;

  /// Reads and checks everything that costs nothing: identifiers, keys, pool, prices, source.
  /// Errors: usage, configuration, bad_source.
  [[nodiscard]] Task<Result<PreparedRequest>> prepare(Request request, Purpose purpose);

  /// PAID. Runs it, or continues it. While the same run is in work already (in this workshop), it waits for its end.
  /// Errors: as prepare(), and io, conflict (the state folder is in use).
  [[nodiscard]] Task<Result<RunOutcome>> generate(PreparedRequest prepared, EventSink events);

  /// What it would take, the way that was asked for first, then the alternatives. Spends nothing. `prepared` must
  /// outlive the call.
  [[nodiscard]] Task<Result<std::vector<PlanFigures>>> plan(const PreparedRequest& prepared);

  /// The ledger of the state folder, opened for writing on first use.
  [[nodiscard]] Result<Ledger*> ledger();
  /// The same for looking only, beside a running process.
  [[nodiscard]] Result<Ledger*> ledger_for_reading();
  /// Lets other processes have the state folder; the next use opens it again. No run may be under way.
  void let_go_of_ledger() noexcept;
  [[nodiscard]] BlobStore& blobs();
  [[nodiscard]] asio::thread_pool& workers() noexcept;
  [[nodiscard]] HttpTransport& transport() noexcept;
  [[nodiscard]] const std::filesystem::path& state_dir() const noexcept;
  [[nodiscard]] const Environment& environment() const noexcept;
  [[nodiscard]] Result<const PriceBook*> prices();

  /// One permit: who holds it works on the run or training, see StateFolder. Precondition: ledger() was successful.
  [[nodiscard]] std::shared_ptr<Semaphore> turn_of(const RunId& run);

  /// What went over the wire so far.
  [[nodiscard]] const TransportStatistics& statistics() const noexcept;

  /// Keys, network, disk, models: one line each, free. `passed` is false when something needed is missing.
  struct Check {
    std::string name;
    std::string result;
    bool passed = true;
  };
  [[nodiscard]] Task<std::vector<Check>> check();

 private:
  /// Begins what a new run needs first, while its source is being decoded.
  [[nodiscard]] Task<bool> begin_ahead(PreparedRequest& prepared, Bytes source);
  [[nodiscard]] RunParts parts_of(const PreparedRequest& prepared);
  /// Errors: configuration, naming the model whose price is not known.
  [[nodiscard]] Result<void> check_prices(const Choices& choices, const PriceBook& known);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tessera
