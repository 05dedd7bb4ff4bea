// tessera-sim: plays Replicate and OpenAI on this machine.
#include <csignal>
#include <cstdio>
#include <exception>
#include <sys/prctl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "simulator/app.h"

namespace {

int run(int argc, char** argv) {
  using namespace tessera;
  const auto options = sim::read_options(argc, argv);
  if (!options) {
    std::fprintf(stderr, "tessera-sim: %s\n", options.error().message.c_str());
    return 2;
  }
  if (!*options) return 0;
  if ((*options)->die_with_parent) prctl(PR_SET_PDEATHSIG, SIGTERM);
  auto faults = sim::read_faults((*options)->faults, (*options)->seed);
  if (!faults) {
    std::fprintf(stderr, "tessera-sim: %s\n", faults.error().message.c_str());
    return 2;
  }

  asio::io_context loop(1);
  sim::App app(loop.get_executor(), **options, std::move(*faults));
  if (const auto started = app.start(); !started) {
    std::fprintf(stderr, "tessera-sim: %s\n", started.error().message.c_str());
    return 1;
  }
  asio::signal_set signals(loop, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code&, int) { loop.stop(); });

  const auto& world = app.world();
  const auto port = world.api_url.substr(world.api_url.rfind(':') + 1);
  std::printf("{\"port\":%s,\"url\":\"%s\",\"delivery_url\":\"%s\"}\n", port.c_str(), world.api_url.c_str(),
              world.delivery_url.c_str());
  std::fflush(stdout);
  loop.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tessera-sim: a bug: %s\n", error.what());
    return 1;
  }
}
