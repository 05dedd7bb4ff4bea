#pragma once
// The part of the simulator that speaks as OpenAI does. Thread: the loop.

#include "simulator/world.h"

namespace tessera::sim {

/// What a chat completion asks for, checked.
struct Question {
  std::string model;
  std::string text;                      ///< of all messages
  std::shared_ptr<const Bytes> picture;  ///< the last one; may be empty
  std::string picture_hash;
  bool wants_verdicts = false;  ///< the schema has unique_tiles and tiles
  bool wants_json = false;
  std::int64_t most_tokens = 0;  ///< 0: no limit given
};

/// Reads the body as the service does. Errors: bad_request with `code` = the parameter that is wrong, not_found for an
/// unknown model.
[[nodiscard]] Result<Question> read_question(const json::value& body);

/// What a model that really looks at the picture answers: JSON text when verdicts are wanted, prose otherwise.
/// Pure; any thread; decodes and compares the cells.
[[nodiscard]] std::string look(const Question& question);

struct Spoilt {
  json::value content;
  json::value refusal;
  std::string finish_reason = "stop";
};
/// Makes an answer unusable in the manner of `form` (docs/rehearse.md lists them).
[[nodiscard]] Spoilt spoil(const std::string& answer, const std::string& form, GridShape shape);

class OpenAi {
 public:
  explicit OpenAi(World& world) : world_(world) {}
  /// Answers a request under /v1, or nothing when the path is none of its own.
  [[nodiscard]] Task<std::optional<Reply>> handle(Request request);

 private:
  [[nodiscard]] Task<Reply> complete(Request request);
  [[nodiscard]] Reply models() const;

  World& world_;
};

}  // namespace tessera::sim
