// A training set from one picture, by the call that users of the library know.
//   generate SOURCE [USER ACTOR]     a set of thirty pictures
//   generate --enlarge SOURCE        one picture, enlarged
// Keys are read from the environment or from `.env`: REPLICATE_API_TOKEN, OPENAI_API_KEY and the AWS_… names. Without a
// token of Replicate the set is made by the offline engine, as previews, and stays on this machine.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tessera/replicate_service.h"
#include "tessera/training_data_generator.h"

namespace {

bool has_replicate_token() {
  const char* token = std::getenv("REPLICATE_API_TOKEN");
  return token != nullptr && *token != '\0';
}

int fail(const tessera::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

/// One picture instead of a set: the source, enlarged.
int enlarge(const std::string& source) {
  tessera::ReplicateService service;
  const auto address = service.upscale_with_topaz(source, "Standard V2", "2x", "png");
  if (!address) return fail(address.error());
  std::printf("%s\n", address->c_str());
  return 0;
}

int generate(const std::string& source, const std::string& user, const std::string& actor) {
  tessera::TrainingDataGenerator generator({}, {}, "debug/training_data");
  generator.target_training_images = 30;
  generator.max_generation_attempts = 15;
  generator.batch_size = 5;
  generator.max_cost_usd = 3;
  if (!has_replicate_token()) {
    generator.engine = generator.judge = "offline";
    generator.upscaler = "lanczos";
    generator.store.clear();
  }

  const auto result = generator.generate_training_data(source, user, actor);
  if (!result) return fail(result.error());
  std::printf("%d images from %d grids, %d missing, $%.2f, in %s\n", result->total_training_images,
              result->total_grids_generated, result->shortfall, result->cost_usd, result->dataset_dir.c_str());
  for (const std::string& address : result->training_image_urls) std::printf("%s\n", address.c_str());
  for (const std::string& warning : result->warnings) std::fprintf(stderr, "%s\n", warning.c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--enlarge") return enlarge(argv[2]);
  if (argc != 2 && argc != 4) {
    std::fprintf(stderr, "usage: %s SOURCE [USER ACTOR]\n       %s --enlarge SOURCE\n", argv[0], argv[0]);
    return 2;
  }
  return generate(argv[1], argc == 4 ? argv[2] : "local", argc == 4 ? argv[3] : "example");
}
