#include "app/accounts.h"

#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/scaled_clock.h"
#include "app/sources.h"
#include "net/retry.h"
#include "pipeline/plan.h"
#include "providers/directory/store.h"
#include "providers/offline/anime4k.h"
#include "providers/offline/engine.h"
#include "providers/offline/judge.h"
#include "providers/offline/lanczos_upscaler.h"
#include "providers/openai/endpoint.h"
#include "providers/openai/judge.h"
#include "providers/replicate/engine.h"
#include "providers/replicate/trainer.h"
#include "providers/replicate/upscalers.h"
#include "providers/runpod/trainer.h"
#include "providers/s3/store.h"

namespace tessera {
namespace {

constexpr std::string_view default_vision_model = "gpt-5.6-luna";
constexpr std::string_view default_region = "us-west-1";
/// What the providers' documentation allows an account, requests a minute.
constexpr double replicate_creates_per_minute = 600;
constexpr double openai_requests_per_minute = 500;
constexpr double runpod_runs_per_minute = 6'000;
constexpr std::size_t max_weights_bytes = 2'000'000'000;

/// One host that we talk to with one key: its limiter, its retry budget, its randomness.
struct Host {
  Host(HttpTransport& transport, Clock& clock, HostLimiter::Options options)
      : random(std::random_device()()), limiter(clock, options), services{transport, clock, random, budget, &limiter} {}

  Random random;
  RetryBudget budget;
  HostLimiter limiter;
  RetryServices services;
};

HostLimiter::Options limited_to(double per_minute) {
  HostLimiter::Options options;
  options.rate.per_minute = per_minute;
  return options;
}

std::string value_or(const Environment& environment, const std::string& name, std::string_view fallback) {
  return environment.get(name).value_or(std::string(fallback));
}

std::string first_of(const Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const std::optional<std::string> value = environment.get(name)) return *value;
  }
  return {};
}

std::unique_ptr<Clock> clock_of(const Environment& environment, asio::io_context& loop) {
  const double scale = time_scale(environment);
  if (scale == 1) return std::make_unique<SystemClock>(loop.get_executor());
  return std::make_unique<ScaledClock>(loop.get_executor(), scale);
}

}  // namespace

double time_scale(const Environment& environment) {
  const std::string text = environment.get("TESSERA_TIME_SCALE").value_or("1");
  double scale = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale);
  return error == std::errc() && end == text.data() + text.size() && scale > 0 && scale <= 1 ? scale : 1;
}

struct Accounts::Impl {
  Impl(const Environment& env, CurlTransport& transport_, asio::io_context& loop_, asio::thread_pool& workers_,
       BlobReader& blobs_)
      : environment(env), transport(transport_), workers(workers_), blobs(blobs_), clock(clock_of(env, loop_)) {}

  replicate::Endpoint& replicate_endpoint() {
    if (!replicate) {
      replicate_host.emplace(transport, *clock, limited_to(replicate_creates_per_minute));
      replicate::Options options;
      options.token = environment.secret("REPLICATE_API_TOKEN");
      options.base_url = value_or(environment, "REPLICATE_BASE_URL", options.base_url);
      options.polling.expected = expected_times();
      replicate.emplace(replicate_host->services, blobs, options);
    }
    return *replicate;
  }

  /// What plans count with: watching a model's first predictions starts from it.
  std::map<std::string, Duration> expected_times() const {
    const TypicalSeconds typical;
    const auto lasting = [](double seconds) {
      return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
    };
    return {{value_or(environment, "TESSERA_GRID_MODEL", replicate::default_grid_model), lasting(typical.grid)},
            {value_or(environment, "TESSERA_UPSCALE_MODEL", replicate::default_topaz_model), lasting(typical.upscale)}};
  }

  openai::Endpoint& openai_endpoint() {
    if (!openai) {
      openai_host.emplace(transport, *clock, limited_to(openai_requests_per_minute));
      openai::Options options;
      options.api_key = environment.secret("OPENAI_API_KEY");
      options.base_url = value_or(environment, "OPENAI_BASE_URL", options.base_url);
      options.organisation = value_or(environment, "OPENAI_ORG_ID", "");
      options.project = value_or(environment, "OPENAI_PROJECT_ID", "");
      openai.emplace(openai_host->services, blobs, std::move(options));
    }
    return *openai;
  }

  s3::Options s3_options() const {
    s3::Options options;
    options.credentials.access_key = first_of(environment, {"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"});
    options.credentials.secret_key = Secret(first_of(environment, {"AWS_ACCESS_SECRET", "AWS_SECRET_ACCESS_KEY"}));
    options.credentials.session_token = environment.secret("AWS_SESSION_TOKEN");
    options.region = first_of(environment, {"AWS_REGION", "AWS_DEFAULT_REGION"});
    if (options.region.empty()) options.region = default_region;
    options.endpoint = first_of(environment, {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
    return options;
  }

  Result<s3::Client*> s3_client() {
    if (!s3) {
      s3_host.emplace(transport, *clock, HostLimiter::Options{});
      Result<s3::Client> client = s3::Client::create(s3_host->services, s3_options());
      if (!client) return std::unexpected(client.error());
      s3.emplace(std::move(*client));
    }
    return &*s3;
  }

  /// Errors: configuration, when none of the names is set.
  Result<void> needs(std::initializer_list<const char*> names, std::string_view with) const {
    if (!first_of(environment, names).empty()) return {};
    return failure(
        ErrorKind::configuration,
        fmt::format("{} is not set (needed by --with {}): set it in the environment or in a file .env in this "
                    "folder (NAME=value)",
                    fmt::join(names, " or "), with));
  }

  const Environment& environment;
  CurlTransport& transport;
  asio::thread_pool& workers;
  BlobReader& blobs;
  std::unique_ptr<Clock> clock;

  std::optional<Host> replicate_host, openai_host, runpod_host, s3_host;
  std::optional<replicate::Endpoint> replicate;
  std::optional<openai::Endpoint> openai;
  std::optional<s3::Client> s3;
  std::unique_ptr<GridEngine> replicate_engine;
  std::unique_ptr<TileJudge> openai_judge;
  std::shared_ptr<GridEngine> offline_engine;
  std::shared_ptr<TileJudge> offline_judge;
  std::map<std::string, Upscaler> upscalers;
  std::map<std::string, std::unique_ptr<ImageStore>> stores;
};

Accounts::Accounts(const Environment& environment, CurlTransport& transport, asio::io_context& loop,
                   asio::thread_pool& workers, BlobReader& blobs)
    : impl_(std::make_unique<Impl>(environment, transport, loop, workers, blobs)) {}

Accounts::~Accounts() = default;

replicate::Endpoint& Accounts::replicate_endpoint() { return impl_->replicate_endpoint(); }

Task<void> Accounts::send_source_ahead(Choices choices, BlobId blob, Bytes bytes) {
  if (choices.engine != "replicate") co_return;
  co_await impl_->replicate_endpoint().pictures().upload_early(std::move(blob), std::move(bytes));
}

std::string Accounts::vision_model() const {
  return value_or(impl_->environment, "TESSERA_VISION_MODEL", default_vision_model);
}

Task<Result<void>> Accounts::check_vision_model() {
  co_return co_await impl_->openai_endpoint().check_model(vision_model());
}

GridEngine& Accounts::grid_engine(const Choices& choices) {
  Impl& self = *impl_;
  if (choices.engine == "replicate") {
    if (!self.replicate_engine) {
      self.replicate_engine = std::make_unique<replicate::Engine>(
          value_or(self.environment, "TESSERA_GRID_MODEL", replicate::default_grid_model), self.replicate_endpoint());
    }
    return *self.replicate_engine;
  }
  if (!self.offline_engine) self.offline_engine = offline::make_offline_engine(self.blobs, self.workers);
  return *self.offline_engine;
}

TileJudge& Accounts::tile_judge(const Choices& choices) {
  Impl& self = *impl_;
  if (choices.judge == "openai") {
    if (!self.openai_judge) {
      self.openai_judge = std::make_unique<openai::Judge>(vision_model(), self.openai_endpoint());
    }
    return *self.openai_judge;
  }
  if (!self.offline_judge) self.offline_judge = offline::make_offline_judge(self.blobs, self.workers);
  return *self.offline_judge;
}

Upscaler Accounts::upscaler(const Choices& choices) {
  Impl& self = *impl_;
  const auto known = self.upscalers.find(choices.upscaler);
  if (known != self.upscalers.end()) return known->second;
  Upscaler made;
  if (choices.upscaler == "topaz") {
    made = std::make_shared<replicate::TopazUpscaler>(
        value_or(self.environment, "TESSERA_UPSCALE_MODEL", replicate::default_topaz_model), self.replicate_endpoint());
  } else if (choices.upscaler == "real-esrgan") {
    made = std::make_shared<replicate::RealEsrganUpscaler>(
        value_or(self.environment, "TESSERA_UPSCALE_MODEL", replicate::default_real_esrgan_model),
        self.replicate_endpoint());
  } else if (choices.upscaler == "anime4k") {
    made = offline::make_anime4k_upscaler();
  } else if (choices.upscaler == "lanczos") {
    made = offline::make_lanczos_upscaler();
  } else {
    made = offline::make_no_upscaler();
  }
  return self.upscalers.emplace(choices.upscaler, std::move(made)).first->second;
}

Result<std::unique_ptr<RemoteTrainer>> Accounts::trainer(const std::string& with, const std::string& model) {
  Impl& self = *impl_;
  if (with == "replicate") {
    const Result<void> set = self.needs({"REPLICATE_API_TOKEN"}, with);
    if (!set) return std::unexpected(set.error());
    replicate::Endpoint& account = self.replicate_endpoint();
    replicate::TrainingEndpoint endpoint(account.client(), account.pictures(), *self.clock, replicate::Options());
    return std::make_unique<replicate::Trainer>(model.empty() ? std::string(replicate::default_trainer) : model,
                                                account.client(), std::move(endpoint));
  }
  if (with != "runpod") {
    return failure(ErrorKind::usage,
                   fmt::format("--with \"{}\" is no trainer; there are replicate, runpod, ai-toolkit and "
                               "sd-scripts",
                               with));
  }
  const std::initializer_list<const char*> keys = {"RUNPOD_API_KEY", "MODEL_TRAINING_RUNPOD_API_KEY"};
  const std::initializer_list<const char*> ids = {"RUNPOD_ENDPOINT_ID", "MODEL_TRAINING_RUNPOD_ENDPOINT_ID"};
  for (const auto& names : {keys, ids}) {
    const Result<void> set = self.needs(names, with);
    if (!set) return std::unexpected(set.error());
  }
  if (!self.runpod_host) self.runpod_host.emplace(self.transport, *self.clock, limited_to(runpod_runs_per_minute));
  runpod::Options options;
  options.api_key = Secret(first_of(self.environment, keys));
  options.endpoint_id = first_of(self.environment, ids);
  options.base_url = value_or(self.environment, "RUNPOD_BASE_URL", options.base_url);
  runpod::Endpoint endpoint(self.runpod_host->services, std::move(options),
                            [this](std::string url) { return fetch_object(std::move(url), max_weights_bytes); });
  return std::make_unique<runpod::Trainer>(std::move(endpoint), self.s3_options().endpoint);
}

Result<ImageStore*> Accounts::image_store(const std::string& where) {
  Impl& self = *impl_;
  if (where.empty()) return nullptr;
  if (const auto known = self.stores.find(where); known != self.stores.end()) return known->second.get();
  std::unique_ptr<ImageStore> store;
  if (where == "s3" || where.starts_with("s3://")) {
    const Result<s3::Client*> client = self.s3_client();
    if (!client) return std::unexpected(client.error());
    const std::string place = where == "s3" ? "s3://" + value_or(self.environment, "AWS_USER_FILES_BUCKET", "") : where;
    Result<s3::Place> parsed = s3::parse_place(place);
    if (!parsed) return std::unexpected(parsed.error());
    store = std::make_unique<s3::Store>(**client, std::move(*parsed));
  } else {
    store = std::make_unique<DirectoryStore>(std::filesystem::absolute(where), self.workers);
  }
  return self.stores.emplace(where, std::move(store)).first->second.get();
}

Task<Result<Bytes>> Accounts::fetch_object(std::string url, std::size_t most_bytes) {
  const Result<s3::Client*> client = impl_->s3_client();
  if (!client) co_return std::unexpected(client.error());
  const Result<s3::ObjectName> object = s3::parse_object_url(url);
  if (!object) co_return std::unexpected(object.error());
  Result<s3::Object> fetched = co_await (*client)->get(*object, most_bytes);
  if (!fetched) co_return std::unexpected(fetched.error());
  co_return std::move(fetched->bytes);
}

}  // namespace tessera
