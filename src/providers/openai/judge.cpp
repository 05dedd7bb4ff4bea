#include "providers/openai/judge.h"

#include "providers/openai/errors.h"
#include "providers/openai/question.h"
#include "providers/openai/reply.h"
#include "providers/openai/wire.h"

namespace tessera::openai {

CallSpec Judge::judge_call(const JudgeRequest& request) const {
  const int cells = request.shape.cells();
  const Question question{.system = system_text(),
                          .text = question_text(request),
                          .cells = cells,
                          .completion_limit = completion_limit(cells, request.attempt)};
  CallSpec spec;
  spec.kind = CallKind::judge;
  spec.provider = provider_name;
  spec.model = model_;
  spec.input = input_of(question, request.grid);
  spec.input["attempt"] = request.attempt;
  // The schema counts as text: servers put it into the prompt.
  const std::int64_t schema_tokens = most_text_tokens(json::serialize(reply_schema(cells)));
  spec.most = Usage{.pictures = 1,
                    .input_tokens = most_picture_tokens(request.grid_size) + most_text_tokens(question.system) +
                                    most_text_tokens(question.text) + schema_tokens,
                    .output_tokens = question.completion_limit};
  return spec;
}

Result<JudgeReply> Judge::read_reply(ByteView reply, GridShape shape) const { return read_judge_reply(reply, shape); }

}  // namespace tessera::openai
