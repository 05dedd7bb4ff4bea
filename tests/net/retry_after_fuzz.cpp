// Any bytes as the head and body of an answer: the readers end, never throw, and never give a wait that is out of
// bounds.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/retry_after.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(std::optional<std::chrono::milliseconds> wait) {
  if (wait) require(wait->count() >= 0 && *wait <= tessera::longest_readable_wait);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tessera;
  std::string_view text = as_text({data, size});
  HttpResponse answer;
  answer.status = size % 2 == 0 ? 429 : 200;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos && end > 0; end = text.find('\n')) {
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      answer.headers.push_back(
          {.name = std::string(line.substr(0, colon)), .value = std::string(line.substr(colon + 1))});
      check(parse_go_duration(answer.headers.back().value));
      static_cast<void>(parse_http_date(answer.headers.back().value));
    }
    text.remove_prefix(end + 1);
  }
  answer.body = to_bytes(text);
  const WallTime now{std::chrono::seconds(1'790'000'000)};
  check(asked_wait(answer, now));
  const RateHint hint = rate_hint(answer, now);
  check(hint.reset);
  for (const auto& number : {hint.per_second, hint.burst, hint.remaining}) {
    if (number) require(std::isfinite(*number) && *number >= 0);
  }
  return 0;
}
