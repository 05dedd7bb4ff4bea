// What a stranger's program relies on: the names, their defaults, and that everything links and runs.
#include <cstdio>
#include <string>

#include "tessera/error.h"
#include "tessera/replicate_service.h"
#include "tessera/training_data_generator.h"
#include "tessera/version.h"

namespace {

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("not so: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  tessera::TrainingDataGenerator generator("token", "key", "");
  expect(generator.target_training_images == 20, "20 images are wanted by default");
  expect(generator.grid_size == 3, "grids are 3x3 by default");
  expect(generator.max_generation_attempts == 10, "10 grids are the most by default");
  expect(generator.batch_size == 3, "3 enlargements are in flight by default");

  // Refused before anything is opened or sent, so the program needs neither keys nor a network.
  generator.engine = generator.judge = "offline";
  generator.upscaler = "none";
  generator.store.clear();
  const auto escaped = generator.generate_training_data("nowhere.png", "../u1", "a1");
  expect(!escaped && escaped.error().kind == tessera::ErrorKind::usage, "a user that is a path is refused");
  const auto absent = generator.generate_training_data("nowhere.png", "u1", "a1");
  expect(!absent && absent.error().kind == tessera::ErrorKind::bad_source, "a source that is not there is named");

  tessera::ReplicateService service("token");
  const auto unread = service.upscale_with_topaz("neither an address nor a picture");
  expect(!unread.has_value(), "what is no picture is not sent");

  expect(std::string(tessera::version_text) == TESSERA_EXPECTED_VERSION, "headers and package have one version");
  return failures == 0 ? 0 : 1;
}
