#pragma once
// What "auto" means for one request and this environment, and which keys that needs. Pure.

#include <string>

#include "app/environment.h"
#include "model/request.h"

namespace tessera {

struct Choices {
  std::string engine;    ///< "replicate", "offline"
  std::string judge;     ///< "openai", "offline"
  std::string upscaler;  ///< "topaz", "real-esrgan", "anime4k", "lanczos", "none"
  std::string reason;    ///< one line for people: what was taken and why
};

/// `auto` takes Replicate when its token is set, otherwise the offline engine; the judge and the upscaler follow the
/// engine, so that nobody pays for looking at previews. Errors: configuration, naming every missing variable at once
/// and the three places where it can be set.
[[nodiscard]] Result<Choices> choose(const Request& request, const Environment& environment);

}  // namespace tessera
