#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "providers/replicate/client.h"
#include "providers/replicate/errors.h"
#include "providers/replicate/input_schema.h"
#include "providers/replicate/matching.h"
#include "providers/replicate/training_progress.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  using namespace tessera::replicate;
  const std::string_view text = as_text(ByteView(data, size));
  if (const Result<Prediction> prediction = parse_prediction(text)) {
    if (prediction->id.empty()) std::abort();
    static_cast<void>(output_address(prediction->output));
    static_cast<void>(error_of_prediction(*prediction));
    const json::value record = shortened(prediction->input);
    if (record.is_object() && match_input(record, record) != Match::yes) std::abort();
  }
  static_cast<void>(parse_page(text));
  if (const Result<Training> training = parse_training(text)) {
    static_cast<void>(error_of_training(training->prediction));
    if (const auto progress = progress_in(training->logs, 0); progress && progress->step > progress->steps)
      std::abort();
  }
  static_cast<void>(progress_in(text, 0));
  if (const Result<Model> model = parse_model(text)) {
    if (const Result<InputSchema> schema = InputSchema::find(model->schemas, "TrainingInput")) {
      static_cast<void>(schema->read("steps", "1"));
      static_cast<void>(schema->check({{"steps", 1}}));
    }
  }
  static_cast<void>(parse_file(text));
  static_cast<void>(parse_model(text));
  static_cast<void>(parse_model_name(text));
  static_cast<void>(read_data_uri(text));
  for (const int status : {400, 422, 429, 502}) {
    const Error error =
        error_of_answer(HttpResponse{.status = status, .headers = {}, .body = Bytes(data, data + size)}, "x");
    if (error.message.find('\n') != std::string::npos || error.message.size() > 2000) std::abort();
  }
  return 0;
}
