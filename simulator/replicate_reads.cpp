// Reading predictions and trainings, and fetching what they made.
#include <algorithm>
#include <charconv>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "simulator/prediction_json.h"
#include "simulator/replicate.h"
#include "simulator/weights.h"

namespace tessera::sim {
namespace {

constexpr std::size_t page_size = 100;
constexpr std::string_view cursor_mark = "cD0";

std::optional<std::size_t> read_cursor(const Request& request) {
  const auto found = request.query.find("cursor");
  if (found == request.query.end() || !found->second.starts_with(cursor_mark)) return std::nullopt;
  const auto text = std::string_view(found->second).substr(cursor_mark.size());
  std::size_t position = 0;
  std::from_chars(text.data(), text.data() + text.size(), position);
  return position;
}

std::string escape(std::string_view text) { return boost::urls::encode(text, boost::urls::unreserved_chars); }

std::optional<WallTime> read_time(const Request& request, const std::string& name) {
  const auto found = request.query.find(name);
  if (found == request.query.end()) return std::nullopt;
  const auto time = parse_iso8601(found->second);
  return time ? std::optional(*time) : std::nullopt;
}

bool spoils(const Fault& fault) { return fault.type == FaultType::truncate || fault.type == FaultType::html; }

}  // namespace

Reply Replicate::show(const Prediction& prediction) const {
  const bool training = prediction.model->makes == Moment::training;
  return json_reply(200,
                    training ? training_json(prediction, world_, View::one) : to_json(prediction, world_, View::one));
}

// Newest first. The cursor is the number of the first prediction that was not shown, counted from the oldest, so pages
// stay the same while new ones are made.
Reply Replicate::list(const Request& request, bool trainings) const {
  for (const auto* name : {"created_after", "created_before"}) {
    if (request.query.contains(name) && !read_time(request, name)) {
      return json_reply(422, invalid_input({{"format", name, "Must be a time in ISO 8601"}}));
    }
  }
  const auto after = read_time(request, "created_after");
  const auto before = read_time(request, "created_before");
  const auto& all = world_.predictions.all();
  json::array results;
  json::value next;
  for (auto left = std::min(read_cursor(request).value_or(all.size()), all.size()); left > 0; --left) {
    const auto& prediction = all[left - 1];
    if ((prediction.model->makes == Moment::training) != trainings) continue;
    if (prediction.model->owner == "runpod") continue;
    if (after && prediction.created < *after) continue;
    if (before && prediction.created >= *before) continue;
    if (request.query.contains("source")) continue;  // only "web" exists, and these came through the API
    if (results.size() == page_size) {
      std::string address = world_.base() + (trainings ? "/trainings" : "/predictions") + "?cursor=";
      address += std::string(cursor_mark) + std::to_string(left);
      for (const auto* name : {"created_after", "created_before"}) {
        const auto given = request.query.find(name);
        if (given != request.query.end()) address += "&" + std::string(name) + "=" + escape(given->second);
      }
      next = json::string(address);
      break;
    }
    results.push_back(trainings ? training_json(prediction, world_, View::list)
                                : to_json(prediction, world_, View::list));
  }
  return json_reply(200, json::object{{"next", next}, {"previous", nullptr}, {"results", std::move(results)}});
}

Task<Reply> Replicate::deliver(Request request) {
  ++world_.counters.deliveries;
  if (request.header("Authorization")) ++world_.counters.deliveries_with_token;
  auto* prediction = request.segments.size() == 4 ? world_.predictions.find(request.segments[2]) : nullptr;
  const bool there = prediction != nullptr && prediction->status == Status::succeeded && !prediction->data_removed &&
                     world_.delivery_url + request.target == delivery_address(*prediction, world_);
  if (!there) co_return text_reply(404, "Not found", "text/plain");
  const auto* model = prediction->model;
  auto fault = world_.faults.strike(Moment::delivery, model->full_name());
  const auto& own = prediction->fault;
  if (!fault && own && spoils(*own) && prediction->deliveries < own->count) fault = own;
  const bool spoilt = fault && spoils(*fault);
  ++prediction->deliveries;
  auto early = co_await play_before(world_, fault, false);
  if (early) co_return std::move(*early);
  if (spoilt && fault->type == FaultType::html) {
    co_return text_reply(200, "<!doctype html><title>Just a moment</title><p>Please wait.</p>", "text/html");
  }
  Reply reply;
  if (model->makes == Moment::training) {
    const auto weights = model->owner == "runpod" ? make_bare_weights() : make_weights();
    reply = bytes_reply(request, weights, "application/octet-stream");
  } else {
    const bool png = prediction->recipe.png;
    const Painted picture = co_await world_.pictures.get(prediction->recipe);
    if (!picture) co_return text_reply(500, "", "text/plain");
    reply = bytes_reply(request, *picture, png ? "image/png" : "image/jpeg");
  }
  if (spoilt && fault->form == "cut") reply.ending = Ending::cut;
  if (spoilt && fault->form != "cut") {
    reply.body = std::make_shared<const Bytes>(
        reply.body->begin(), reply.body->begin() + static_cast<std::ptrdiff_t>(reply.body->size() / 2));
  }
  co_return co_await play_after(world_, fault, std::move(reply), false);
}

}  // namespace tessera::sim
