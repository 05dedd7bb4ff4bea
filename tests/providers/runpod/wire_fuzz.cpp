#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "providers/runpod/wire.h"
#include "providers/runpod/workflow.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  using namespace tessera::runpod;
  const std::string_view text = as_text(ByteView(data, size));
  if (const Result<Job> job = parse_job(text)) {
    if (job->id.empty() || job->execution_seconds < 0) std::abort();
    static_cast<void>(weights_in(job->output));
    if (error_of_job(*job).message.find('\n') != std::string::npos) std::abort();
  }
  if (const Result<json::value> workflow = parse_json(text)) {
    const Result<json::value> filled = fill_in(*workflow, {{"steps", 1}});
    if (placeholders_in(*workflow).empty() && !filled) std::abort();
  }
  if (const Result<std::string> address = s3_address(text, "http://127.0.0.1:1")) {
    if (!address->starts_with("s3://")) std::abort();
  }
  return 0;
}
