#include "providers/replicate/endpoint.h"

#include <gtest/gtest.h>

#include "async/collect_all.h"
#include "providers/replicate/engine.h"
#include "providers/replicate/fake_replicate.h"
#include "providers/replicate/upscalers.h"

namespace tessera::replicate {
namespace {

using std::chrono::seconds;
using test::answer;
using test::header_of;

class ReplicateEndpoint : public testing::Test {
 protected:
  Options options() {
    Options options;
    options.base_url = "https://api.replicate.com";
    options.token = Secret("r8_secret");
    return options;
  }

  Result<Accepted> submit(CallSpec spec) {
    Result<Accepted> result;
    const auto work = [&]() -> Task<void> { result = co_await submit_it(spec); };
    world_.run(work());
    return result;
  }
  Task<Result<Accepted>> submit_it(CallSpec spec) {
    const auto note = [this](std::string wire) -> Task<Result<void>> {
      wires_.push_back(wire);
      co_return allowed_;
    };
    SubmitContext context{.run = RunId("r-1"), .about_to_send = note};
    co_return co_await endpoint_.submit(spec, context);
  }
  Result<CallOutput> collect(CallSpec spec, std::string id) {
    Result<CallOutput> result;
    const auto work = [&]() -> Task<void> { result = co_await endpoint_.collect(spec, id, {}); };
    world_.run(work());
    return result;
  }
  Result<Finding> find(CallSpec spec, std::set<std::string> taken = {}) {
    Result<Finding> result;
    const auto work = [&]() -> Task<void> {
      result = co_await endpoint_.find(spec, wires_.back(), world_.clock.wall() - seconds(5), taken);
    };
    world_.run(work());
    return result;
  }

  CallSpec grid(std::size_t source_bytes = 1000, std::uint64_t seed = 7) {
    GridRequest request;
    request.source = world_.blobs.add(test::fake_png(source_bytes, 1));
    request.prompt = "nine subjects";
    request.seed = seed;
    return Engine("o/n", endpoint_).grid_call(request);
  }
  CallSpec upscale(std::uint8_t tile = 1) {
    return TopazUpscaler("o/n", endpoint_)
        .upscale_call({.image = world_.blobs.add(test::fake_png(1000, tile)), .size = {341, 341}, .factor = 2});
  }
  json::value body(const HttpRequest& request) { return parse_json(as_text(request.body)).value(); }
  const HttpRequest& last_create() {
    for (auto request = world_.http.sent.rbegin(); request != world_.http.sent.rend(); ++request) {
      if (request->method == "POST" && request->url.ends_with("/predictions")) return *request;
    }
    throw std::runtime_error("no create was sent");
  }

  test::FakeWorld world_;
  test::FakeReplicate replicate_{world_};
  Endpoint endpoint_{world_.services(), world_.blobs, options()};
  std::vector<std::string> wires_;
  Result<void> allowed_;
};

TEST_F(ReplicateEndpoint, CreatesOnceOverTheOfficialEndpoint) {
  const auto accepted = submit(grid());
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(accepted->remote_id, "p1");
  const HttpRequest& create = last_create();
  EXPECT_EQ(create.url, "https://api.replicate.com/v1/models/o/n/predictions");
  EXPECT_EQ(create.delivery, Delivery::at_most_once);
  EXPECT_EQ(header_of(create, "Authorization"), "Bearer r8_secret");
  EXPECT_EQ(header_of(create, "Cancel-After"), "600s");
  EXPECT_EQ(body(create).as_object().size(), 1U);  // the provider refuses members that it does not know
  EXPECT_EQ(body(create).at("input").at("seed"), 7);
}

TEST_F(ReplicateEndpoint, UsesTheVersionedEndpointForCommunityModels) {
  CallSpec spec = grid();
  spec.model = "o/n:42fed1c4";
  EXPECT_TRUE(submit(spec));
  EXPECT_EQ(last_create().url, "https://api.replicate.com/v1/predictions");
  EXPECT_EQ(body(last_create()).at("version"), "42fed1c4");
}

TEST_F(ReplicateEndpoint, InlinesASmallPictureWithItsTrueTypeWhenASeedTellsTheCallsApart) {
  EXPECT_TRUE(submit(grid(1000)));
  EXPECT_EQ(replicate_.uploads, 0);
  const std::string address(body(last_create()).at("input").at("input_image").as_string());
  EXPECT_TRUE(address.starts_with("data:image/png;base64,iVBOR"));
  EXPECT_LT(wires_.back().size(), 600U);
}

TEST_F(ReplicateEndpoint, InlinesATileWhoseCreateCarriesATag) {
  EXPECT_TRUE(submit(upscale()));
  EXPECT_EQ(replicate_.uploads, 0);
  EXPECT_TRUE(body(last_create()).at("input").at("image").as_string().starts_with("data:image/png;base64,iVBOR"));
}

TEST_F(ReplicateEndpoint, FindsALostEnlargementByItsTagAmongNeighboursWhosePicturesAreNotShown) {
  for (std::uint8_t tile = 1; tile <= 3; ++tile) {
    EXPECT_TRUE(submit(upscale(tile)));
    replicate_.predictions.back().input.as_object()["image"] = "https://replicate.delivery/inputs/own-copy.png";
  }
  const auto finding = find(upscale(3));
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->remote_id, "p3");
  const auto taken = find(upscale(3), {"p3"});
  ASSERT_TRUE(taken);
  EXPECT_NE(taken->kind, Finding::Kind::found);
}

TEST_F(ReplicateEndpoint, UploadsAPictureWithoutANumberBesideItSoThatALostCreateCanBeFound) {
  EXPECT_TRUE(submit(RealEsrganUpscaler("o/n", endpoint_)
                         .upscale_call({.image = world_.blobs.add(test::fake_png(1000, 1)), .size = {341, 341}})));
  EXPECT_EQ(replicate_.uploads, 1);
  EXPECT_EQ(body(last_create()).at("input").at("image"), "https://api.replicate.com/v1/files/f1");
}

TEST_F(ReplicateEndpoint, UploadsPicturesOnceTheProviderHasShownALargeOneAgain) {
  EXPECT_TRUE(submit(grid(100'000)));  // the fake shows inputs as they were sent
  EXPECT_EQ(replicate_.uploads, 0);
  EXPECT_TRUE(submit(grid(100'001)));
  EXPECT_EQ(replicate_.uploads, 1);
}

TEST_F(ReplicateEndpoint, UploadsALargePictureAsOnePartWithItsType) {
  EXPECT_TRUE(submit(grid(256'001)));
  EXPECT_EQ(replicate_.uploads, 1);
  const HttpRequest& upload = world_.http.sent.front();
  EXPECT_EQ(upload.url, "https://api.replicate.com/v1/files");
  const std::string_view text = as_text(upload.body);
  const std::string type = header_of(upload, "Content-Type");
  ASSERT_TRUE(type.starts_with("multipart/form-data; boundary="));
  const std::string boundary = type.substr(type.find('=') + 1);
  EXPECT_TRUE(text.starts_with("--" + boundary +
                               "\r\nContent-Disposition: form-data; name=\"content\"; "
                               "filename=\"picture.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG"));
  EXPECT_TRUE(text.ends_with("\r\n--" + boundary + "--\r\n"));
}

TEST_F(ReplicateEndpoint, UploadsABlobOnceForEverybodyWhoAsksAtTheSameTime) {
  const auto work = [&]() -> Task<void> {
    std::vector<Task<Result<Accepted>>> tasks;
    for (std::uint64_t seed = 0; seed < 12; ++seed) tasks.push_back(submit_it(grid(300'000, seed)));
    const auto results = co_await collect_all(std::move(tasks));
    for (const auto& result : results) EXPECT_TRUE(result.has_value());
  };
  world_.run(work());
  EXPECT_EQ(replicate_.uploads, 1);
  EXPECT_EQ(replicate_.predictions.size(), 12U);
}

TEST_F(ReplicateEndpoint, ASourceThatIsSentAheadIsUploadedOnceAndCreatesWaitForIt) {
  const Bytes source = test::fake_png(300'000, 1);
  const BlobId blob = world_.blobs.add(source);
  const auto ahead = [&]() -> Task<Result<Accepted>> {
    co_await endpoint_.pictures().upload_early(blob, source);
    co_return Accepted{};
  };
  const auto work = [&]() -> Task<void> {
    std::vector<Task<Result<Accepted>>> tasks;
    tasks.push_back(ahead());
    tasks.push_back(ahead());
    tasks.push_back(submit_it(grid(300'000)));
    const auto results = co_await collect_all(std::move(tasks));
    EXPECT_TRUE(results.back().has_value());
  };
  world_.run(work());
  EXPECT_EQ(replicate_.uploads, 1);
  EXPECT_EQ(world_.blobs.reads, 0);
  EXPECT_EQ(body(last_create()).at("input").at("input_image"), "https://api.replicate.com/v1/files/f1");
}

TEST_F(ReplicateEndpoint, ASourceThatTravelsInsideCreatesIsNotSentAhead) {
  const auto work = [&]() -> Task<void> {
    co_await endpoint_.pictures().upload_early(world_.blobs.add(test::fake_png(1000, 1)), test::fake_png(1000, 1));
  };
  world_.run(work());
  EXPECT_EQ(replicate_.uploads, 0);
}

TEST_F(ReplicateEndpoint, AnUploadAheadThatFailsIsMadeAgainByTheCreate) {
  int uploads = 0;
  replicate_.fault = [&uploads](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.ends_with("/files") && ++uploads == 1) return answer(401, R"({"detail":"no"})");
    return std::nullopt;
  };
  const auto work = [&]() -> Task<void> {
    co_await endpoint_.pictures().upload_early(world_.blobs.add(test::fake_png(300'000, 1)),
                                               test::fake_png(300'000, 1));
  };
  world_.run(work());
  EXPECT_TRUE(submit(grid(300'000)));
  EXPECT_EQ(uploads, 2);
}

TEST_F(ReplicateEndpoint, UploadsAgainBeforeTheFileExpires) {
  EXPECT_TRUE(submit(grid(300'000)));
  world_.clock.run_for(std::chrono::hours(22));
  EXPECT_TRUE(submit(grid(300'000)));
  EXPECT_EQ(replicate_.uploads, 1);
  world_.clock.run_for(std::chrono::minutes(70));
  const auto work = [&]() -> Task<void> {
    std::vector<Task<Result<Accepted>>> tasks;
    for (std::uint64_t seed = 0; seed < 5; ++seed) tasks.push_back(submit_it(grid(300'000, seed)));
    const auto results = co_await collect_all(std::move(tasks));
    EXPECT_EQ(results.size(), 5U);
  };
  world_.run(work());
  EXPECT_EQ(replicate_.uploads, 2);
  EXPECT_EQ(body(last_create()).at("input").at("input_image"), "https://api.replicate.com/v1/files/f2");
}

TEST_F(ReplicateEndpoint, SendsNothingWhenTheIntentCannotBeNoted) {
  allowed_ = failure(ErrorKind::over_budget, "the cap");
  const auto accepted = submit(grid());
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().kind, ErrorKind::over_budget);
  EXPECT_EQ(world_.http.count("POST", "/predictions"), 0U);
}

TEST_F(ReplicateEndpoint, NotesTheIntentBeforeEachSending) {
  int creates = 0;
  replicate_.fault = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.method != "POST") return std::nullopt;
    EXPECT_EQ(wires_.size(), static_cast<std::size_t>(++creates));
    if (creates == 1) return answer(429, R"({"detail":"Request was throttled.","status":429,"retry_after":5})");
    if (creates == 2) {
      return std::unexpected(
          Error{.kind = ErrorKind::transient, .message = "refused", .code = std::string(code_unsent)});
    }
    return std::nullopt;
  };
  EXPECT_TRUE(submit(grid()));
  EXPECT_EQ(creates, 3);
  EXPECT_EQ(replicate_.predictions.size(), 1U);
}

TEST_F(ReplicateEndpoint, NeverRepeatsACreateThatMayHaveBeenExecuted) {
  const std::vector<Result<HttpResponse>> losses = {
      answer(500, ""),
      answer(503, "<html>"),
      answer(408, ""),
      answer(201, "{\"no\":\"id\"}"),
      answer(200, "<html>"),
      std::unexpected(
          Error{.kind = ErrorKind::unknown_outcome, .message = "reset by peer", .code = std::string(code_sent)})};
  for (const Result<HttpResponse>& loss : losses) {
    world_.http.sent.clear();
    replicate_.fault = [&loss](const HttpRequest&) { return loss; };
    const auto accepted = submit(grid());
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, ErrorKind::unknown_outcome) << accepted.error().message;
    EXPECT_EQ(world_.http.count("POST", "/predictions"), 1U);
  }
}

TEST_F(ReplicateEndpoint, SaysWhyACreateWasRefused) {
  for (const auto& [status, kind] : {std::pair(401, ErrorKind::authentication), std::pair(402, ErrorKind::no_credit),
                                     std::pair(404, ErrorKind::not_found), std::pair(422, ErrorKind::bad_request)}) {
    replicate_.fault = [status](const HttpRequest&) { return answer(status, R"({"detail":"because"})"); };
    const auto accepted = submit(grid());
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, kind);
    EXPECT_NE(accepted.error().message.find("because"), std::string::npos);
    EXPECT_EQ(accepted.error().message.find("r8_secret"), std::string::npos);
  }
}

TEST_F(ReplicateEndpoint, CollectsThePictureWithoutShowingTheToken) {
  const CallSpec spec = upscale();
  const std::string id = submit(spec)->remote_id;
  replicate_.predictions.front().ended["metrics"] = json::object{{"predict_time", 6.5}};
  const auto output = collect(spec, id);
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(as_text(output->bytes), "picture");
  EXPECT_EQ(output->media_type, "image/png");
  EXPECT_EQ(output->used.pictures, 1);
  EXPECT_DOUBLE_EQ(output->used.output_megapixels, 682 * 682 / 1e6);
  EXPECT_DOUBLE_EQ(output->used.seconds, 6.5);
  EXPECT_EQ(output->detail.at("prediction").as_string(), id);
  const HttpRequest& download = world_.http.sent.back();
  EXPECT_EQ(download.url, "https://replicate.delivery/xyz/out.png");
  EXPECT_EQ(header_of(download, "Authorization"), "");
}

TEST_F(ReplicateEndpoint, ShowsTheTokenOnlyToHostsOfTheProviderAndOnlyWhenAsked) {
  for (const auto& [address, shown] :
       std::vector<std::pair<std::string, bool>>{{"https://replicate.delivery/a.png", true},
                                                 {"https://x.replicate.delivery/a.png", true},
                                                 {"https://api.replicate.com/v1/files/a/download", true},
                                                 {"http://replicate.delivery/a.png", false},
                                                 {"https://evilreplicate.delivery/a.png", false},
                                                 {"https://replicate.delivery.evil.example/a.png", false},
                                                 {"https://user@replicate.delivery/a.png", false},
                                                 {"https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=1", false}}) {
    const CallSpec spec = grid();
    const std::string id = submit(spec)->remote_id;
    replicate_.predictions.back().ended["output"] = address;
    replicate_.fault = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url != address) return std::nullopt;
      return header_of(request, "Authorization").empty() ? answer(401, "") : answer(200, "picture");
    };
    EXPECT_EQ(collect(spec, id).has_value(), shown) << address;
    replicate_.fault = nullptr;
  }
}

TEST_F(ReplicateEndpoint, ReadsOutputsOfEveryShape) {
  for (const json::value& output : {json::value(json::array{"https://replicate.delivery/a.png"}),
                                    json::value(json::object{{"url", "https://replicate.delivery/a.png"}}),
                                    json::value("data:image/png;base64,cGljdHVyZQ==")}) {
    const CallSpec spec = grid();
    const std::string id = submit(spec)->remote_id;
    replicate_.predictions.back().ended["output"] = output;
    const auto collected = collect(spec, id);
    ASSERT_TRUE(collected) << collected.error().message;
    EXPECT_EQ(as_text(collected->bytes), "picture");
  }
}

TEST_F(ReplicateEndpoint, SaysWhenTheResultWasRemoved) {
  const CallSpec spec = grid();
  const std::string id = submit(spec)->remote_id;
  replicate_.predictions.back().ended["output"] = nullptr;
  replicate_.predictions.back().ended["data_removed"] = true;
  EXPECT_EQ(collect(spec, id).error().kind, ErrorKind::data_gone);

  replicate_.predictions.back().ended["output"] = "https://replicate.delivery/gone.png";
  replicate_.fault = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("gone.png") == std::string::npos) return std::nullopt;
    return answer(404, "");
  };
  EXPECT_EQ(collect(spec, id).error().kind, ErrorKind::data_gone);
}

TEST_F(ReplicateEndpoint, ClassifiesPredictionsThatFailed) {
  const CallSpec spec = grid();
  const std::string id = submit(spec)->remote_id;
  auto& ended = replicate_.predictions.back().ended;
  ended = json::object{{"status", "failed"}, {"error", "flagged as sensitive (E005)"}};
  EXPECT_EQ(collect(spec, id).error().kind, ErrorKind::refused);
  EXPECT_EQ(collect(spec, id).error().code, "E005");
  ended = json::object{{"status", "failed"}, {"error", "interrupted (code: PA)"}};
  EXPECT_EQ(collect(spec, id).error().kind, ErrorKind::transient);
  ended = json::object{{"status", "aborted"}};
  EXPECT_EQ(collect(spec, id).error().kind, ErrorKind::transient);
}

TEST_F(ReplicateEndpoint, DoesNotTakeTroubleOnTheWayForWorkThatFailed) {
  const CallSpec spec = grid();
  const std::string id = submit(spec)->remote_id;
  replicate_.fault = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("replicate.delivery") == std::string::npos) return std::nullopt;
    return answer(503, "");
  };
  const auto output = collect(spec, id);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().kind, ErrorKind::io);  // transient would be bought again
}

TEST_F(ReplicateEndpoint, DownloadsAgainAfterABrokenConnection) {
  const CallSpec spec = grid();
  const std::string id = submit(spec)->remote_id;
  int downloads = 0;
  replicate_.fault = [&downloads](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("replicate.delivery") == std::string::npos || ++downloads > 2) return std::nullopt;
    return std::unexpected(Error{.kind = ErrorKind::transient, .message = "cut off", .code = std::string(code_sent)});
  };
  EXPECT_TRUE(collect(spec, id));
  EXPECT_EQ(downloads, 3);
}

TEST_F(ReplicateEndpoint, FindsACreateWhoseAnswerWasLost) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  const auto finding = find(spec);
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->kind, Finding::Kind::found);
  EXPECT_EQ(finding->remote_id, "p1");
}

TEST_F(ReplicateEndpoint, DoesNotTakeWhatBelongsToAnotherCall) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  EXPECT_EQ(find(spec, {"p1"})->kind, Finding::Kind::absent);
}

TEST_F(ReplicateEndpoint, WaitsForACreateThatIsStillArriving) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  const test::FakePrediction arriving = replicate_.predictions.front();
  replicate_.predictions.clear();
  Result<Finding> result;
  const auto work = [&]() -> Task<void> {
    result = co_await endpoint_.find(spec, wires_.back(), world_.clock.wall(), {});
  };
  test::Spawned look(world_.loop, work());
  world_.clock.run_for(seconds(7));
  EXPECT_FALSE(look.ended());
  replicate_.predictions.push_back(arriving);
  world_.clock.run();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Finding::Kind::found);
}

TEST_F(ReplicateEndpoint, AnswersAbsentOnlyAfterTheSettleTime) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  replicate_.predictions.clear();
  const SteadyTime start = world_.clock.now();
  EXPECT_EQ(find(spec)->kind, Finding::Kind::absent);
  EXPECT_GE(world_.clock.now() - start, seconds(10));
}

TEST_F(ReplicateEndpoint, AnswersAtOnceWhenItWasSentLongAgo) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  replicate_.predictions.clear();
  const SteadyTime start = world_.clock.now();
  const auto work = [&]() -> Task<void> {
    const auto finding = co_await endpoint_.find(spec, wires_.back(), world_.clock.wall() - std::chrono::hours(3), {});
    EXPECT_EQ(finding->kind, Finding::Kind::absent);
  };
  world_.run(work());
  EXPECT_LT(world_.clock.now() - start, seconds(1));
}

TEST_F(ReplicateEndpoint, NeverTakesAFailedListForAbsence) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  for (const auto& [trouble, kind] :
       {std::pair(answer(500, ""), ErrorKind::transient), std::pair(answer(200, "<html>"), ErrorKind::transient),
        std::pair(answer(401, ""), ErrorKind::authentication)}) {
    replicate_.fault = [&](const HttpRequest&) { return trouble; };
    const auto finding = find(spec);
    ASSERT_FALSE(finding);
    EXPECT_EQ(finding.error().kind, kind);
  }
}

TEST_F(ReplicateEndpoint, LooksThroughAllPagesAndOnlyAtItsOwnHost) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  replicate_.page_size = 7;
  for (int i = 0; i < 30; ++i) replicate_.add(seconds(30), json::object{{"seed", i}});
  EXPECT_EQ(find(spec)->remote_id, "p1");
  EXPECT_EQ(world_.http.count("GET", "cursor="), 4U);

  replicate_.fault = [](const HttpRequest&) {
    return answer(200, R"({"next":"https://evil.example/v1/predictions?cursor=a","results":[]})");
  };
  world_.http.sent.clear();
  EXPECT_FALSE(find(spec));
  EXPECT_EQ(world_.http.count("GET", "evil.example"), 0U);
}

TEST_F(ReplicateEndpoint, SharesOneListAmongAllWhoLookAtOnce) {
  std::vector<CallSpec> specs;
  for (std::uint8_t tile = 0; tile < 20; ++tile) {
    specs.push_back(upscale(tile));
    EXPECT_TRUE(submit(specs.back()));
  }
  world_.http.sent.clear();
  const auto work = [&]() -> Task<void> {
    std::vector<Task<Result<Finding>>> tasks;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      tasks.push_back(endpoint_.find(specs[i], wires_[i], world_.clock.wall() - seconds(5), {}));
    }
    const auto found = co_await collect_all(std::move(tasks));
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i]->remote_id, "p" + std::to_string(i + 1));
    }
  };
  world_.run(work());
  EXPECT_EQ(world_.http.sent.size(), 1U);
}

TEST_F(ReplicateEndpoint, GivesTwoEqualCreatesTwoPredictions) {
  const CallSpec spec = upscale();
  EXPECT_TRUE(submit(spec));
  EXPECT_TRUE(submit(spec));
  const auto work = [&]() -> Task<void> {
    std::vector<Task<Result<Finding>>> tasks;
    tasks.push_back(endpoint_.find(spec, wires_[0], world_.clock.wall() - seconds(5), {}));
    tasks.push_back(endpoint_.find(spec, wires_[1], world_.clock.wall() - seconds(4), {}));
    const auto found = co_await collect_all(std::move(tasks));
    EXPECT_NE(found[0]->remote_id, found[1]->remote_id);
  };
  world_.run(work());
}

TEST_F(ReplicateEndpoint, CannotSayWhichOfSeveralThatLookAlikeIsOurs) {
  Options inlining = options();
  inlining.inline_only_with_own_number = false;
  Endpoint endpoint(world_.services(), world_.blobs, inlining);
  const CallSpec spec =
      RealEsrganUpscaler("o/n", endpoint)
          .upscale_call({.image = world_.blobs.add(test::fake_png(1000, 1)), .size = {341, 341}, .factor = 2});
  json::object shown = spec.input;
  shown["image"] = "https://replicate.delivery/inputs/a.png";  // the provider's own copy
  replicate_.add(seconds(30), shown);
  json::object sent = spec.input;
  sent["image"] = "data:image/png;base64,AAAA";
  const auto work = [&]() -> Task<void> {
    const auto finding = co_await endpoint.find(spec, canonical_json(shortened(json::value(sent))),
                                                world_.clock.wall() - seconds(5), {});
    EXPECT_EQ(finding->kind, Finding::Kind::cannot_ask);
  };
  world_.run(work());
}

TEST_F(ReplicateEndpoint, AsksTheProviderToStop) {
  EXPECT_TRUE(submit(grid()));
  world_.run(endpoint_.cancel("p1"));
  EXPECT_EQ(world_.http.sent.back().url, "https://api.replicate.com/v1/predictions/p1/cancel");
}

}  // namespace
}  // namespace tessera::replicate
