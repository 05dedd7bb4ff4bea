#pragma once
// What Python can have done, each as a coroutine that gives JSON. Thread: the loop.

#include <map>
#include <string>

#include "app/request_settings.h"
#include "python/jobs.h"

namespace tessera::python {

/// The settings of a request as Python gave them: by field name, as text, and the source.
struct GivenRequest {
  std::string source;
  GivenFields fields;
};

/// PAID. The object of `tessera generate --json`, and "sheets": the file of each grid's picture, or null.
[[nodiscard]] Work generate(GivenRequest given, std::shared_ptr<Mailbox> events);
/// PAID. The same for the unfinished run whose id begins with `run`, or the newest one.
[[nodiscard]] Work resume(std::string run, GivenFields changed, std::shared_ptr<Mailbox> events);
/// The object of `tessera plan --json`.
[[nodiscard]] Work plan(GivenRequest given);
/// The values of `tessera runs`, `show` and `check` with --json.
[[nodiscard]] Work runs();
[[nodiscard]] Work show(std::string run);
[[nodiscard]] Work check();
/// PAID. Addresses.
[[nodiscard]] Work paint(std::string prompt, std::string input_image, std::string aspect_ratio,
                         std::string output_format);
[[nodiscard]] Work enlarge(std::string image, std::string enhance_model, std::string upscale_factor,
                           std::string output_format);

}  // namespace tessera::python
