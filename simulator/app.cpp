#include "simulator/app.h"

#include <iterator>

namespace tessera::sim {
namespace {

// The path with its identifiers replaced, for counting.
std::string route_name(const Request& request) {
  std::string name = request.method + " ";
  const auto& path = request.segments;
  if (!path.empty() && path[0] == "delivery") return name + "/delivery/{output}";
  if (path.size() >= 3 && path[0] == "v2") return name + "/v2/{endpoint}/" + path[2] + (path.size() > 3 ? "/{id}" : "");
  for (std::size_t index = 0; index < path.size(); ++index) {
    const auto& collection = index > 0 ? path[index - 1] : path[index];
    const bool is_id =
        index == 2 && (collection == "predictions" || collection == "trainings" || collection == "files");
    name += "/" + (is_id ? "{id}" : collection == "versions" ? "{version}" : path[index]);
  }
  return name;
}

json::value body_for_record(const Request& request) {
  if (request.body.empty()) return nullptr;
  const auto type = request.header("Content-Type").value_or("");
  if (type.starts_with("multipart/form-data")) {
    const auto upload = read_upload(request);
    if (!upload) return nullptr;
    return json::object{
        {"content_bytes", upload->content ? json::value(upload->content->size()) : json::value(nullptr)},
        {"filename", upload->name},
        {"type", upload->content_type},
        {"metadata", upload->metadata}};
  }
  return parse_json(request.text()).value_or(nullptr);
}

}  // namespace

Result<Faults> read_faults(const std::string& path, std::uint64_t seed) {
  if (path.empty()) return Faults::read(json::object(), seed);
  std::ifstream file(path);
  if (!file) return failure(ErrorKind::io, "cannot read " + path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto value = parse_json(text);
  if (!value) return failure(ErrorKind::usage, path + ": " + value.error().message);
  return Faults::read(*value, seed);
}

App::App(asio::any_io_executor loop, Options options, Faults faults)
    : world_(std::move(loop), std::move(options), std::move(faults)),
      replicate_(world_),
      openai_(world_),
      runpod_(world_) {
  if (!world_.options.record.empty()) record_.open(world_.options.record, std::ios::app);
}

Result<void> App::start() {
  const auto handler = [this](Request request) { return answer(std::move(request)); };
  api_ = std::make_unique<Server>(world_.loop, handler, world_.connections);
  const auto port = api_->listen(world_.options.port);
  if (!port) return std::unexpected(port.error());
  world_.api_url = "http://127.0.0.1:" + std::to_string(*port);
  world_.delivery_url = world_.api_url;
  if (!world_.options.delivery_port) return {};
  delivery_ = std::make_unique<Server>(world_.loop, handler, world_.connections);
  const auto own_port = delivery_->listen(*world_.options.delivery_port);
  if (!own_port) return std::unexpected(own_port.error());
  world_.delivery_url = "http://127.0.0.1:" + std::to_string(*own_port);
  return {};
}

Task<Reply> App::answer(Request request) {
  // What watches the simulator is not counted as its traffic.
  if (!request.segments.empty() && request.segments[0].starts_with("_")) co_return control(request);
  ++world_.counters.requests;
  ++world_.counters.by_route[route_name(request)];
  record(request);
  Reply reply = co_await dispatch(std::move(request));
  if (reply.ending == Ending::reset) {
    ++world_.counters.resets;
  } else {
    ++world_.counters.statuses[reply.status];
  }
  co_return reply;
}

Task<Reply> App::dispatch(Request request) {
  if (!request.segments.empty() && request.segments[0] == "delivery") {
    co_return co_await replicate_.deliver(std::move(request));
  }
  if (!request.segments.empty() && request.segments[0] == "v2") co_return co_await runpod_.handle(std::move(request));
  auto by_openai = co_await openai_.handle(request);
  if (by_openai) co_return std::move(*by_openai);
  auto by_replicate = co_await replicate_.handle(std::move(request));
  if (by_replicate) co_return std::move(*by_replicate);
  co_return not_found();
}

Reply App::control(const Request& request) {
  const auto& what = request.segments[0];
  const bool get = request.method == "GET";
  if (what == "_stats" && get) return json_reply(200, world_.stats());
  if (what == "_predictions" && get) return timeline();
  if ((what != "_reset" && what != "_rules") || request.method != "POST") return not_found();
  std::optional<Faults> rules;
  if (!request.body.empty()) {
    const auto body = parse_json(request.text());
    if (!body) return problem(400, "", body.error().message);
    auto read = Faults::read(*body, world_.options.seed);
    if (!read) return problem(422, "", read.error().message);
    rules = std::move(*read);
  }
  if (what == "_reset") {
    world_.reset(std::move(rules));
  } else if (rules) {
    world_.set_rules(std::move(*rules));
  }
  return json_reply(200, json::object{{"done", true}});
}

// What a benchmark needs to compute the best possible time: how long each prediction was planned to take.
Reply App::timeline() const {
  json::array list;
  for (const auto& prediction : world_.predictions.all()) {
    list.push_back(json::object{{"id", prediction.id},
                                {"kind", name_of(prediction.model->makes)},
                                {"model", prediction.model->full_name()},
                                {"identity", prediction.identity},
                                {"status", name_of(prediction.status)},
                                {"seconds", prediction.seconds},
                                {"deliveries", prediction.deliveries},
                                {"created_at", to_iso8601(prediction.created)}});
  }
  return json_reply(200, list);
}

void App::record(const Request& request) {
  if (!record_.is_open()) return;
  json::object headers;
  for (const auto& header : request.headers) {
    const auto hidden = header.name == "Authorization" || header.name == "authorization";
    headers[header.name] = hidden ? header.value.substr(0, header.value.find(' ')) + " …" : header.value;
  }
  record_ << json::serialize(json::object{{"method", request.method},
                                          {"path", request.target},
                                          {"headers", std::move(headers)},
                                          {"body", body_for_record(request)}})
          << std::endl;
}

}  // namespace tessera::sim
