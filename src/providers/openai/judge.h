#pragma once
// A vision model looks at a whole sheet in one call. Pure apart from its endpoint; any thread.

#include <string>

#include "model/engines.h"

namespace tessera::openai {

class Judge final : public TileJudge {
 public:
  /// `endpoint` must outlive the judge.
  Judge(std::string model, CallEndpoint& endpoint) : model_(std::move(model)), endpoint_(endpoint) {}

  [[nodiscard]] std::string name() const override { return "openai"; }
  [[nodiscard]] std::string model() const override { return model_; }
  [[nodiscard]] CallSpec judge_call(const JudgeRequest& request) const override;
  /// See read_judge_reply().
  [[nodiscard]] Result<JudgeReply> read_reply(ByteView reply, GridShape shape) const override;
  [[nodiscard]] CallEndpoint& endpoint() override { return endpoint_; }

 private:
  std::string model_;
  CallEndpoint& endpoint_;
};

}  // namespace tessera::openai
