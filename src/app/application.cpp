#include "app/application.h"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "app/accounts.h"
#include "app/sources.h"
#include "app/ways.h"
#include "async/collect_all.h"
#include "async/offload.h"
#include "base/digest.h"
#include "model/identifiers.h"
#include "net/curl_transport.h"
#include "pipeline/pool_file.h"

namespace tessera {
namespace {

std::filesystem::path default_state_dir(const Environment& environment) {
  if (const auto given = environment.get("TESSERA_STATE_DIR")) return *given;
  if (const auto state_home = environment.get("XDG_STATE_HOME")) return std::filesystem::path(*state_home) / "tessera";
  const std::filesystem::path home = environment.get("HOME").value_or(".");
  return home / ".local" / "state" / "tessera";
}

/// Sources in memory at once; each may have 50 MB.
constexpr std::size_t most_sources = 4;

Result<PriceBook> read_prices(const Environment& environment, const std::vector<std::string>& given) {
  PriceBook prices = PriceBook::built_in();
  if (!environment.toml_text().empty()) {
    const Result<PriceBook> own = PriceBook::read(environment.toml_text(), "tessera.toml");
    if (!own) return std::unexpected(own.error());
    prices.override_with(*own);
  }
  for (const std::string& assignment : given) {
    const Result<void> set = prices.set(assignment);
    if (!set) return std::unexpected(set.error());
  }
  return prices;
}

}  // namespace

struct Application::Impl {
  Impl(Environment environment_, ApplicationOptions options_, std::shared_ptr<Workshop> workshop_)
      : environment(std::move(environment_)),
        options(std::move(options_)),
        state_dir(options.state_dir.empty() ? default_state_dir(environment) : options.state_dir),
        workshop(workshop_ ? std::move(workshop_) : std::make_shared<Workshop>()),
        blobs(state_dir / "blobs", workshop->disk()),
        room(state_dir),
        accounts(environment, workshop->transport(), workshop->loop(), workshop->workers(), blobs) {}

  Environment environment;
  ApplicationOptions options;
  std::filesystem::path state_dir;
  std::shared_ptr<Workshop> workshop;
  BlobStore blobs;
  Semaphore sources{most_sources};
  PictureRoom room;
  std::shared_ptr<StateFolder> folder;  ///< open for writing
  std::unique_ptr<Ledger> reading_ledger;
  std::optional<PriceBook> prices;
  Accounts accounts;
};

Application::Application(Environment environment, ApplicationOptions options, std::shared_ptr<Workshop> workshop)
    : impl_(std::make_unique<Impl>(std::move(environment), std::move(options), std::move(workshop))) {}

Application::~Application() = default;

asio::io_context& Application::loop() noexcept { return impl_->workshop->loop(); }
Accounts& Application::accounts() noexcept { return impl_->accounts; }
asio::thread_pool& Application::workers() noexcept { return impl_->workshop->workers(); }
HttpTransport& Application::transport() noexcept { return impl_->workshop->transport(); }
BlobStore& Application::blobs() { return impl_->blobs; }
const std::filesystem::path& Application::state_dir() const noexcept { return impl_->state_dir; }
const Environment& Application::environment() const noexcept { return impl_->environment; }
const TransportStatistics& Application::statistics() const noexcept {
  return impl_->workshop->transport().statistics();
}

Result<Ledger*> Application::ledger() {
  if (!impl_->folder) {
    Result<std::shared_ptr<StateFolder>> opened = impl_->workshop->open(impl_->state_dir);
    if (!opened) return std::unexpected(opened.error());
    impl_->folder = std::move(*opened);
  }
  return &impl_->folder->ledger();
}

Result<Ledger*> Application::ledger_for_reading() {
  if (impl_->folder) return &impl_->folder->ledger();
  if (!impl_->reading_ledger) {
    auto opened = Ledger::open_for_reading(impl_->state_dir);
    if (!opened) return std::unexpected(opened.error());
    impl_->reading_ledger = std::move(*opened);
  }
  return impl_->reading_ledger.get();
}

void Application::let_go_of_ledger() noexcept {
  impl_->folder.reset();
  impl_->reading_ledger.reset();
}

Result<const PriceBook*> Application::prices() {
  if (!impl_->prices) {
    Result<PriceBook> read = read_prices(impl_->environment, impl_->options.prices);
    if (!read) return std::unexpected(read.error());
    impl_->prices = std::move(*read);
  }
  return &*impl_->prices;
}

Task<Result<PreparedRequest>> Application::prepare(Request request, Purpose purpose) {
  if (request.actor.empty()) request.actor = actor_from_source(request.source);
  const Result<void> user = check_identifier("--user", request.user);
  if (!user) co_return std::unexpected(user.error());
  const Result<void> actor = check_identifier("--actor", request.actor);
  if (!actor) co_return std::unexpected(actor.error());
  Result<Choices> choices = choose(request, impl_->environment);
  if (!choices) co_return std::unexpected(choices.error());
  const bool needs_network = purpose == Purpose::run && choices->engine != "offline";
  if (needs_network)
    asio::post(impl_->workshop->workers(), [this] { impl_->workshop->transport().start_up(); });  // beside what follows
  Result<Pool> pool = load_pool(request.pool);
  if (!pool) co_return std::unexpected(pool.error());
  const Result<const PriceBook*> known_prices = prices();
  if (!known_prices) co_return std::unexpected(known_prices.error());
  const Result<void> priced = check_prices(*choices, **known_prices);
  if (!priced) co_return std::unexpected(priced.error());
  const Result<void> sized = Ways(impl_->accounts, *choices, **known_prices).choose_size(request);
  if (!sized) co_return std::unexpected(sized.error());
  if (request.upscale_factor == 1) choices->upscaler = "none";
  const Result<ImageStore*> store = impl_->accounts.image_store(request.store);
  if (!store) co_return std::unexpected(store.error());

  Semaphore::Permit place = co_await impl_->sources.acquire();
  auto fetch = [this](std::string url) { return impl_->accounts.fetch_object(std::move(url)); };
  Result<SourceBytes> bytes = co_await read_source(request.source, impl_->workshop->transport(), fetch);
  if (!bytes) co_return std::unexpected(bytes.error());
  auto list = [&] { return list_existing_set(request.against); };
  Result<ExistingSet> against = co_await offload(impl_->workshop->workers(), list);
  if (!against) co_return std::unexpected(against.error());

  PreparedRequest prepared{.input = {.request = std::move(request),
                                     .pool = std::move(*pool),
                                     .source = {},
                                     .against = std::move(*against),
                                     .place = std::move(place)},
                           .choices = *choices,
                           .ahead = nullptr};
  prepared.input.source.hash = blob_id(bytes->bytes);
  Result<PreparedSource> source;
  auto look = [&]() -> Task<bool> {
    auto decode = [&] { return prepare_source(bytes->name, bytes->bytes); };
    source = co_await offload(impl_->workshop->workers(), decode);
    co_return source.has_value();
  };
  std::vector<Task<bool>> work;
  work.push_back(look());
  if (needs_network && is_sent_as_it_is(bytes->bytes)) work.push_back(begin_ahead(prepared, bytes->bytes));
  co_await collect_all(std::move(work));
  if (!source) co_return std::unexpected(source.error());
  prepared.input.source = std::move(*source);
  if (prepared.input.request.out.empty()) {
    const RunId run = run_id_of(run_identity(prepared.input, parts_of(prepared)));
    prepared.input.request.out = fmt::format("tessera-out/{}-{}", prepared.input.request.actor, run.text().substr(2));
  }
  co_return prepared;
}

Task<bool> Application::begin_ahead(PreparedRequest& prepared, Bytes source) {
  const Result<Ledger*> book = ledger();
  if (!book) co_return false;  // generate() says why
  const RunId id = run_id_of(run_identity(prepared.input, parts_of(prepared)));
  const auto known = co_await (*book)->run(id);
  if (!known || *known) co_return false;  // a run that is known may need nothing any more
  prepared.ahead = std::make_unique<TaskScope>(co_await asio::this_coro::executor);
  prepared.ahead->spawn(
      impl_->accounts.send_source_ahead(prepared.choices, prepared.input.source.hash, std::move(source)));
  co_return true;
}

Result<void> Application::check_prices(const Choices& choices, const PriceBook& known) {
  std::vector<std::string> models = {impl_->accounts.grid_engine(choices).model(),
                                     impl_->accounts.tile_judge(choices).model()};
  const Upscaler upscaler = impl_->accounts.upscaler(choices);
  if (const auto* remote = std::get_if<std::shared_ptr<RemoteUpscaler>>(&upscaler))
    models.push_back((*remote)->model());
  for (const std::string& model : models) {
    if (known.find(model) != nullptr) continue;
    // The sentence that says how to give a price is the price list's own.
    const Result<Money> price = known.upper_bound(model, Usage{.pictures = 1});
    if (!price) return std::unexpected(price.error());
  }
  return {};
}

RunParts Application::parts_of(const PreparedRequest& prepared) {
  GridEngine& engine = impl_->accounts.grid_engine(prepared.choices);
  TileJudge& judge = impl_->accounts.tile_judge(prepared.choices);
  return RunParts{.engine = engine, .judge = judge, .upscaler = impl_->accounts.upscaler(prepared.choices)};
}

std::shared_ptr<Semaphore> Application::turn_of(const RunId& run) { return impl_->folder->turn_of(run); }

Task<Result<RunOutcome>> Application::generate(PreparedRequest prepared, EventSink events) {
  const Result<Ledger*> book = ledger();
  if (!book) co_return std::unexpected(book.error());
  const Result<ImageStore*> store = impl_->accounts.image_store(prepared.input.request.store);
  if (!store) co_return std::unexpected(store.error());
  const std::shared_ptr<Semaphore> turn = turn_of(run_id_of(run_identity(prepared.input, parts_of(prepared))));
  const Semaphore::Permit permit = co_await turn->acquire();
  CallPolicy policy;
  const double scale = time_scale(impl_->environment);
  policy.backoff_base = std::chrono::duration_cast<std::chrono::milliseconds>(policy.backoff_base * scale);
  policy.backoff_cap = std::chrono::duration_cast<std::chrono::milliseconds>(policy.backoff_cap * scale);
  const RunServices services{.ledger = **book,
                             .blobs = impl_->blobs,
                             .workers = impl_->workshop->workers(),
                             .disk = impl_->workshop->disk(),
                             .room = impl_->room,
                             .prices = *impl_->prices,
                             .parts = parts_of(prepared),
                             .store = *store,
                             .events = std::move(events),
                             .call_policy = policy,
                             .yield_prior = default_yield_prior()};
  co_return co_await execute_run(services, std::move(prepared.input));
}

}  // namespace tessera
