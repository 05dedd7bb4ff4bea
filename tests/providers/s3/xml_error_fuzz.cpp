#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "providers/s3/errors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  const ByteView body(data, size);
  const s3::ErrorDocument document = s3::read_error_document(body);
  if (document.code.size() > 1000 || document.message.size() > 1000) std::abort();
  HttpResponse answer{.status = 301, .headers = {{"location", std::string(as_text(body.first(size / 2)))}}, .body = {}};
  const std::string region = s3::redirect_region(answer, document);
  if (region.find_first_of("./:@\\ ") != std::string::npos) std::abort();
  static_cast<void>(s3::error_of_answer(answer, document, "GET"));
  return 0;
}
