#pragma once
// What the judge is asked: the words, the form of the answer, and how many tokens it can cost. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "model/engines.h"

namespace tessera::openai {

[[nodiscard]] std::string system_text();
/// What was asked for in each cell, and what to report. `request.attempt` above 1 is stricter about the form.
[[nodiscard]] std::string question_text(const JudgeRequest& request);
/// JSON schema in the strict subset: every property required, no further ones.
[[nodiscard]] json::object reply_schema(int cells);
/// Completion tokens allowed for one reply; reasoning counts against it. Twice as many in a second attempt.
[[nodiscard]] std::int64_t completion_limit(int cells, int attempt);

/// The most tokens that a picture is billed with by any family of models: 2,833 + 5,667 a 512-pixel tile, or 2.46 a
/// 32-pixel patch with at most 10,000 of them. Source: the provider's page on images and vision.
[[nodiscard]] std::int64_t most_picture_tokens(Size size);
/// The most tokens of a text: one for each byte.
[[nodiscard]] std::int64_t most_text_tokens(std::string_view text);

}  // namespace tessera::openai
