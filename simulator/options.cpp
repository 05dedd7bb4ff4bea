#include "simulator/options.h"

#include <cstdio>

#include <CLI/CLI.hpp>

namespace tessera::sim {
namespace {

Result<std::map<std::string, Money>> read_prices(const std::vector<std::string>& texts) {
  std::map<std::string, Money> prices;
  for (const auto& text : texts) {
    const auto cut = text.find('=');
    if (cut == std::string::npos) return failure(ErrorKind::usage, "--price wants MODEL=USD, not " + text);
    auto price = Money::parse(text.substr(cut + 1));
    if (!price) return std::unexpected(price.error());
    prices[text.substr(0, cut)] = *price;
  }
  return prices;
}

}  // namespace

Result<std::optional<Options>> read_options(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Plays Replicate, OpenAI and RunPod on 127.0.0.1, for tests and rehearsals. Prints one line of JSON with its "
      "address "
      "when "
      "it is ready; stops on SIGTERM or SIGINT. docs/rehearse.md describes faults, statistics and limits."};
  std::map<std::string, PictureMode> modes{
      {"cached", PictureMode::cached}, {"cheap", PictureMode::cheap}, {"real", PictureMode::real}};
  std::vector<std::string> prices;
  std::uint16_t delivery_port = 0;

  app.add_option("--port", options.port, "port to listen on; 0: any free one")->capture_default_str();
  auto* delivery = app.add_option("--delivery-port", delivery_port, "serve outputs on a port of their own; 0: any");
  app.add_option("--grid-seconds", options.latencies.grid, "a grid takes so long")->capture_default_str();
  app.add_option("--judge-seconds", options.latencies.judge, "a chat completion")->capture_default_str();
  app.add_option("--upscale-seconds", options.latencies.upscale, "an enlargement")->capture_default_str();
  app.add_option("--training-seconds", options.latencies.training, "a training")->capture_default_str();
  app.add_option("--jitter", options.latencies.jitter, "times vary by this share, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--time-scale", options.time_scale, "real seconds per simulated second")
      ->check(CLI::Range(1e-6, 1e3))
      ->capture_default_str();
  app.add_option("--retention-seconds", options.retention, "results live so long")->capture_default_str();
  app.add_option("--seed", options.seed, "of latencies and of the faults' chances")->capture_default_str();
  app.add_option("--creates-per-minute", options.limits.creates_per_minute, "")->capture_default_str();
  app.add_option("--burst", options.limits.creates_burst, "creates that may come at once; 0: a minute's worth")
      ->capture_default_str();
  app.add_option("--others-per-minute", options.limits.others_per_minute, "")->capture_default_str();
  app.add_option("--pictures", options.pictures, "cached, cheap or real")
      ->transform(CLI::CheckedTransformer(modes, CLI::ignore_case));
  app.add_option("--picture-cache", options.picture_cache, "folder that keeps painted pictures");
  app.add_option("--faults", options.faults, "JSON file of faults")->check(CLI::ExistingFile);
  app.add_option("--record", options.record, "append every request to this file");
  app.add_option("--workers", options.workers, "threads that paint")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--price", prices, "MODEL=USD a picture; may stand several times");
  app.add_flag("--die-with-parent", options.die_with_parent, "stop when the process that started it ends");

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(app.help().c_str(), stdout);
    return std::optional<Options>();
  } catch (const CLI::ParseError& error) {
    return failure(ErrorKind::usage, error.what());
  }
  if (delivery->count() > 0) options.delivery_port = delivery_port;
  auto read = read_prices(prices);
  if (!read) return std::unexpected(read.error());
  options.prices = std::move(*read);
  return options;
}

}  // namespace tessera::sim
