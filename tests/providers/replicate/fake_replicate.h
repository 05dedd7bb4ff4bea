#pragma once
// Replicate in memory, as far as its clients can see it: creates, predictions that end after a while, pages of a list,
// files and deliveries. Faults are set by the test.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "net/url.h"
#include "providers/support/fake_world.h"

namespace tessera::test {

struct FakePrediction {
  std::string id;
  std::string model;
  json::value input;
  SteadyTime created;
  WallTime created_at;
  Duration takes = std::chrono::seconds(30);
  json::object ended{{"status", "succeeded"}, {"output", "https://replicate.delivery/xyz/out.png"}};
};

class FakeReplicate {
 public:
  static constexpr std::string_view base = "https://api.replicate.com/v1";

  explicit FakeReplicate(FakeWorld& world) : world_(world) {
    world.http.script = [this](const HttpRequest& request) { return react(request); };
  }

  /// A prediction that was created now.
  FakePrediction& add(Duration takes = std::chrono::seconds(30), json::value input = json::object()) {
    predictions.push_back({.id = "p" + std::to_string(predictions.size() + 1),
                           .model = "o/n",
                           .input = std::move(input),
                           .created = world_.clock.now(),
                           .created_at = world_.clock.wall(),
                           .takes = takes});
    return predictions.back();
  }

  [[nodiscard]] json::object shown(const FakePrediction& prediction) const {
    json::object out{{"id", prediction.id}, {"model", prediction.model}, {"version", "hidden"}};
    out["input"] = prediction.input;
    out["created_at"] = to_iso8601(prediction.created_at);
    out["data_removed"] = false;
    out["output"] = nullptr;
    out["error"] = nullptr;
    out["status"] = "processing";
    if (world_.clock.now() >= prediction.created + prediction.takes) {
      for (const auto& member : prediction.ended) out[member.key()] = member.value();
    }
    return out;
  }

  std::vector<FakePrediction> predictions;
  /// Looked at before anything else; nothing: the usual reaction.
  std::function<std::optional<Result<HttpResponse>>(const HttpRequest&)> fault;
  int page_size = 100;
  int uploads = 0;
  std::chrono::hours file_life{24};
  Duration created_take = std::chrono::seconds(30);  ///< of those that are created over the wire

 private:
  Result<HttpResponse> react(const HttpRequest& request) {
    if (fault) {
      if (const auto answer = fault(request)) return *answer;
    }
    const Url url = parse_url(request.url).value();
    if (url.host == "replicate.delivery") return answer(200, "picture", {{"Content-Type", "image/png"}});
    if (request.method == "POST" && url.path.ends_with("/cancel"))
      return answer(200, json::serialize(shown(predictions.front())));
    if (request.method == "POST" && url.path == "/v1/files") return upload();
    if (request.method == "POST" && url.path.ends_with("/predictions")) return create(request);
    if (url.path == "/v1/predictions") return list(url.query);
    for (const FakePrediction& prediction : predictions) {
      if (url.path == "/v1/predictions/" + prediction.id) return answer(200, json::serialize(shown(prediction)));
    }
    return answer(404, R"({"detail":"not found","status":404})");
  }

  HttpResponse upload() {
    json::object file{{"id", "f"}};
    file["urls"] = json::object{{"get", "https://api.replicate.com/v1/files/f" + std::to_string(++uploads)}};
    file["expires_at"] = to_iso8601(world_.clock.wall() + file_life);
    return answer(201, json::serialize(file));
  }

  HttpResponse create(const HttpRequest& request) {
    const json::value body = parse_json(as_text(request.body)).value();
    return answer(201, json::serialize(shown(add(created_take, body.at("input")))));
  }

  /// Newest first; the cursor is an index.
  HttpResponse list(const std::string& query) {
    WallTime after = WallTime::min();
    std::size_t skip = 0;
    if (query.starts_with("created_after=")) {
      std::string time = query.substr(14);
      for (std::size_t at = 0; (at = time.find("%3A")) != std::string::npos;) time.replace(at, 3, ":");
      after = parse_iso8601(time).value();
      after_ = after;
    } else if (query.starts_with("cursor=")) {
      skip = std::stoul(query.substr(7));
      after = after_;
    }
    json::array results;
    std::string next;
    std::size_t seen = 0;
    for (auto prediction = predictions.rbegin(); prediction != predictions.rend(); ++prediction) {
      if (prediction->created_at < after || seen++ < skip) continue;
      if (results.size() == static_cast<std::size_t>(page_size)) {
        next = std::string(base) + "/predictions?cursor=" + std::to_string(skip + results.size());
        break;
      }
      results.push_back(shown(*prediction));
    }
    json::object page{{"previous", nullptr}};
    page["next"] = next.empty() ? json::value() : json::value(next);
    page["results"] = std::move(results);
    return answer(200, json::serialize(page));
  }

  FakeWorld& world_;
  WallTime after_{};
};

}  // namespace tessera::test
