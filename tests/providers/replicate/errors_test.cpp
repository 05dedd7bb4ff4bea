#include "providers/replicate/errors.h"

#include <gtest/gtest.h>

#include "providers/support/fake_world.h"

namespace tessera::replicate {
namespace {

using test::answer;

struct Refused {
  int status;
  std::string body;
  ErrorKind kind;
  std::string says;
};

TEST(ReplicateErrors, MeanWhatWeDoAboutThem) {
  const std::vector<Refused> table = {
      {401, R"({"title":"Unauthenticated","detail":"You did not pass a valid authentication token","status":401})",
       ErrorKind::authentication, "Unauthenticated: You did not pass"},
      {402, R"({"title":"Insufficient credit","detail":"buy credit, then wait a few minutes"})", ErrorKind::no_credit,
       "wait a few minutes"},
      {403, "", ErrorKind::authentication, "403"},
      {404, R"({"detail":"The requested resource could not be found.","status":404})", ErrorKind::not_found,
       "could not be found"},
      {413, R"({"detail":"Files must be less than 100MB in size"})", ErrorKind::bad_request, "100MB"},
      {422, R"({"title":"Input validation failed","detail":"- input.output_format: must be one of the following\n",
        "status":422,"invalid_fields":[{"type":"enum","field":"input.output_format","description":"jpg or png"},
        {"type":"required","field":"input.prompt","description":"prompt is required"}]})",
       ErrorKind::bad_request, "input.output_format: jpg or png; input.prompt: prompt is required"},
      {429, R"({"detail":"Request was throttled. Your rate limit resets in ~30s."})", ErrorKind::throttled,
       "throttled"},
      {500, "", ErrorKind::transient, "500"},
      {502, "<!DOCTYPE html><html><body>Bad gateway</body></html>", ErrorKind::transient, "a web page"},
      {503, "upstream connect\n\nerror", ErrorKind::transient, "upstream connect error"}};
  for (const Refused& refused : table) {
    const Error error = error_of_answer(answer(refused.status, refused.body), "create a prediction of o/n");
    EXPECT_EQ(error.kind, refused.kind) << refused.status;
    EXPECT_EQ(error.http_status, refused.status);
    EXPECT_EQ(error.provider, "replicate");
    EXPECT_NE(error.message.find(refused.says), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("create a prediction of o/n"), std::string::npos);
  }
}

TEST(ReplicateErrors, WaitAsLongAsTheThrottlingSays) {
  const auto wait = [](std::string_view body, std::vector<HttpHeader> headers) {
    return error_of_answer(answer(429, body, std::move(headers)), "x").retry_after;
  };
  EXPECT_EQ(wait(R"({"detail":"Your rate limit resets in ~30s."})", {}), std::chrono::seconds(30));
  EXPECT_EQ(wait(R"({"detail":"slow","retry_after":5})", {}), std::chrono::seconds(5));
  EXPECT_EQ(wait(R"({"detail":"slow","retry_after":5})", {{"Retry-After", "9"}}), std::chrono::seconds(9));
}

TEST(ReplicateErrors, DoNotWaitForARateLimitThatIsNotReached) {
  EXPECT_EQ(error_of_answer(answer(500, "", {{"ratelimit-reset", "55"}}), "x").retry_after, std::nullopt);
}

struct Failed {
  std::string text;
  ErrorKind kind;
  std::string code;
};

TEST(ReplicateErrors, TellFailedPredictionsApart) {
  const std::vector<Failed> table = {
      {"The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
       ErrorKind::refused, "E005"},
      {"flagged as sensitive (E005) (abc123xyz)", ErrorKind::refused, "E005"},
      {"NSFW content detected. Try running it again.", ErrorKind::refused, ""},
      {"Invalid input (E006)", ErrorKind::bad_request, "E006"},
      {"Service is currently unavailable due to high demand. (E003)", ErrorKind::transient, "E003"},
      {"Temporarily unavailable (E004)", ErrorKind::transient, "E004"},
      {"Prediction interrupted; please retry (code: PA)", ErrorKind::transient, "PA"},
      {"Director: unexpected error handling prediction (E9828)", ErrorKind::transient, "E9828"},
      {"unknown error (E1000)", ErrorKind::transient, "E1000"},
      {"out of memory (E1001)", ErrorKind::bad_request, "E1001"},
      {"start timed out (E6716)", ErrorKind::transient, "E6716"},
      {"stopped (E8367)", ErrorKind::transient, "E8367"},
      {"unhealthy (E8765: id 77)", ErrorKind::transient, "E8765"},
      {"bad start (E9243)", ErrorKind::bad_request, "E9243"},
      {"upload failed (E9825)", ErrorKind::transient, "E9825"},
      {"new trouble (E7777)", ErrorKind::transient, "E7777"},
      {"Input image has total number of pixels 3240000 greater than the max size that fits in GPU memory on this "
       "hardware, 2096704.",
       ErrorKind::bad_request, ""},
      {"CUDA out of memory (see log)", ErrorKind::bad_request, ""},
      {"", ErrorKind::transient, ""},
      {"(Ex) something (E1", ErrorKind::transient, ""}};
  for (const Failed& failed : table) {
    Prediction prediction;
    prediction.id = "q1";
    prediction.status = Status::failed;
    prediction.error = failed.text;
    const Error error = error_of_prediction(prediction);
    EXPECT_EQ(error.kind, failed.kind) << failed.text;
    EXPECT_EQ(error.code, failed.code) << failed.text;
  }
}

TEST(ReplicateErrors, LetCanceledAndAbortedWorkBeTriedAgain) {
  for (const auto& [status, text] : {std::pair(Status::canceled, "canceled"), std::pair(Status::aborted, "aborted")}) {
    Prediction prediction;
    prediction.status = status;
    prediction.status_text = text;
    EXPECT_EQ(error_of_prediction(prediction).kind, ErrorKind::transient);
    EXPECT_EQ(error_of_prediction(prediction).code, text);
  }
}

}  // namespace
}  // namespace tessera::replicate
