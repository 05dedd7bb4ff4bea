// `tessera check`: keys, network, disk, models. Nothing is paid.

#include <filesystem>

#include <fmt/format.h>

#include "app/accounts.h"
#include "app/application.h"
#include "providers/replicate/engine.h"
#include "providers/replicate/upscalers.h"

namespace tessera {
namespace {

using Check = Application::Check;

constexpr std::uintmax_t advised_free_bytes = 1'000'000'000;

Check check_disk(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto space = std::filesystem::space(folder, error);
  if (error) return {"state folder", fmt::format("{}: {}", folder.string(), error.message()), false};
  return {"state folder",
          fmt::format("{}, {:.1f} GB free", folder.string(), static_cast<double>(space.available) / 1e9),
          space.available >= advised_free_bytes};
}

Check check_keys(const Environment& environment, std::initializer_list<const char*> names,
                 std::string_view needed_for) {
  for (const char* name : names) {
    if (environment.get(name)) return {name, "set", true};
  }
  return {*names.begin(), fmt::format("not set (needed for {})", needed_for), false};
}

std::string text_of(const Error& error) { return error.message; }

Task<Check> check_model(replicate::Endpoint& endpoint, std::string model) {
  const Result<replicate::ModelName> name = replicate::parse_model_name(model);
  if (!name) co_return Check{"model " + model, text_of(name.error()), false};
  const Result<replicate::Model> found = co_await endpoint.client().model(*name);
  co_return Check{"model " + model, found ? "found" : text_of(found.error()), found.has_value()};
}

}  // namespace

Task<std::vector<Application::Check>> Application::check() {
  const Environment& names = environment();
  std::vector<Check> checks = {check_disk(state_dir())};
  const Result<Ledger*> book = ledger();
  checks.push_back({"ledger", book ? "opens" : text_of(book.error()), book.has_value()});
  const Result<const PriceBook*> price_list = prices();
  checks.push_back(
      {"prices", price_list ? fmt::format("{} entries", (*price_list)->entries().size()) : text_of(price_list.error()),
       price_list.has_value()});
  checks.push_back({"offline engine", "needs nothing", true});

  checks.push_back(check_keys(names, {"REPLICATE_API_TOKEN"}, "--engine replicate"));
  if (checks.back().passed) {
    replicate::Endpoint& endpoint = accounts().replicate_endpoint();
    const Result<replicate::Account> account = co_await endpoint.client().account();
    checks.push_back(
        {"Replicate account", account ? account->username : text_of(account.error()), account.has_value()});
    if (account) {
      const std::string grid_model =
          names.get("TESSERA_GRID_MODEL").value_or(std::string(replicate::default_grid_model));
      checks.push_back(co_await check_model(endpoint, grid_model));
      const std::string upscale_model =
          names.get("TESSERA_UPSCALE_MODEL").value_or(std::string(replicate::default_topaz_model));
      checks.push_back(co_await check_model(endpoint, upscale_model));
    }
  }
  checks.push_back(check_keys(names, {"OPENAI_API_KEY"}, "--judge openai"));
  if (checks.back().passed) {
    const std::string model = accounts().vision_model();
    const Result<void> found = co_await accounts().check_vision_model();
    checks.push_back({"model " + model, found ? "found" : text_of(found.error()), found.has_value()});
  }
  checks.push_back(check_keys(names, {"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"}, "--store s3"));
  checks.push_back(check_keys(names, {"AWS_ACCESS_SECRET", "AWS_SECRET_ACCESS_KEY"}, "--store s3"));
  checks.push_back(check_keys(names, {"AWS_USER_FILES_BUCKET"}, "--store s3"));
  co_return checks;
}

}  // namespace tessera
