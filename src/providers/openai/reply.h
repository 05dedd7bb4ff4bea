#pragma once
// Reads what a vision model answered, whatever it is: the strict form, JSON between fences or prose, the short form
// with "unique_tiles" alone, numbers as text, wrong and repeated indices. Untrusted bytes: bounded. Pure; any thread.

#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "model/grid_shape.h"
#include "model/verdict.h"

namespace tessera::openai {

/// The body of a chat completion. Errors: bad_request when nothing usable is in it, with `code` saying why: "refusal",
/// "content_filter", "length" (cut off: a higher limit may help), "unusable".
///
/// What is kept of a usable reply: indices within the grid, each once; a tile that is said to repeat another kept tile
/// is not unique. An index of 0 or below makes the whole reply unusable: it cannot be told whether it counts from 0.
/// Without "unique_tiles", the tiles that repeat nothing are the unique ones.
[[nodiscard]] Result<JudgeReply> read_judge_reply(ByteView body, GridShape shape);

/// The same for the model's own text, without the envelope.
[[nodiscard]] Result<JudgeReply> read_judge_text(std::string_view text, GridShape shape);

}  // namespace tessera::openai
