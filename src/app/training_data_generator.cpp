#include "tessera/training_data_generator.h"

#include <fmt/format.h>

#include "app/session.h"

namespace tessera {

struct TrainingDataGenerator::Impl {
  std::string replicate_token, openai_api_key, debug_dir;
  std::shared_ptr<Session> session;
  std::optional<SessionSettings> settings;

  Result<void> open() {
    if (!session) {
      Result<Environment> environment = Environment::read(".");
      if (!environment) return std::unexpected(environment.error());
      if (!replicate_token.empty()) environment->set("REPLICATE_API_TOKEN", replicate_token);
      if (!openai_api_key.empty()) environment->set("OPENAI_API_KEY", openai_api_key);
      settings.emplace(SessionSettings{.environment = std::move(*environment)});
      session = Session::shared();
    }
    return {};
  }
};

TrainingDataGenerator::TrainingDataGenerator(std::string replicate_token, std::string openai_api_key,
                                             std::string debug_dir)
    : impl_(std::make_unique<Impl>()) {
  impl_->replicate_token = std::move(replicate_token);
  impl_->openai_api_key = std::move(openai_api_key);
  impl_->debug_dir = std::move(debug_dir);
}

TrainingDataGenerator::~TrainingDataGenerator() = default;
TrainingDataGenerator::TrainingDataGenerator(TrainingDataGenerator&&) noexcept = default;
TrainingDataGenerator& TrainingDataGenerator::operator=(TrainingDataGenerator&&) noexcept = default;

namespace {

/// Settings are checked by the same code as flags, so that a wrong one gets the same sentence.
Result<Request> request_of(const TrainingDataGenerator& generator, const std::string& debug_dir) {
  Request request;
  const std::pair<std::string_view, std::string> fields[] = {
      {"count", std::to_string(generator.target_training_images)},
      {"grid", fmt::format("{0}x{0}", generator.grid_size)},
      {"max_attempts", std::to_string(generator.max_generation_attempts)},
      {"engine", generator.engine},
      {"judge", generator.judge},
      {"upscaler", generator.upscaler},
      {"store", generator.store},
      {"out", generator.out},
      {"debug_dir", debug_dir},
      {"seed", std::to_string(generator.seed)},
  };
  for (const auto& [name, value] : fields) {
    const Result<void> set = set_field(request, name, value);
    if (!set) return std::unexpected(set.error());
  }
  if (generator.batch_size != 0) {
    const Result<void> set = set_field(request, "batch_size", std::to_string(generator.batch_size));
    if (!set) return std::unexpected(set.error());
  }
  if (generator.max_cost_usd > 0) request.max_cost = Money::from_dollars(generator.max_cost_usd);
  return request;
}

}  // namespace

Result<TrainingData> TrainingDataGenerator::generate_training_data(const std::string& source_image_url,
                                                                   const std::string& user_id,
                                                                   const std::string& actor_id) {
  const Result<void> opened = impl_->open();
  if (!opened) return std::unexpected(opened.error());
  Result<Request> request = request_of(*this, impl_->debug_dir);
  if (!request) return std::unexpected(request.error());
  request->source = source_image_url;
  request->user = user_id;
  request->actor = actor_id;

  const Result<SessionRun> run =
      wait_for_result(impl_->session->generate(*impl_->settings, std::move(*request), EventSink()));
  if (!run) return std::unexpected(run.error());
  const Result<RunOutcome>& outcome = run->outcome;
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->stopped_by) {
    Error error = *outcome->stopped_by;
    error.message += fmt::format(" ({} of {} images are kept in {}; the same call goes on from there)",
                                 outcome->dataset.items.size(), run->request.count, run->request.out);
    return std::unexpected(std::move(error));
  }
  TrainingData data;
  for (const Item& item : outcome->dataset.items) data.training_image_urls.push_back(item.url);
  data.total_grids_generated = outcome->grids;
  data.total_training_images = static_cast<int>(outcome->dataset.items.size());
  data.run_id = outcome->dataset.run.text();
  data.shortfall = std::max(0, run->request.count - data.total_training_images);
  data.dataset_dir = run->request.out;
  data.cost_usd = outcome->dataset.cost.dollars();
  data.cost_upper_bound_usd = outcome->dataset.cost_upper_bound.dollars();
  data.warnings = outcome->dataset.warnings;
  return data;
}

}  // namespace tessera
