// The files API.
#include "base/digest.h"
#include "simulator/prediction_json.h"
#include "simulator/replicate.h"

namespace tessera::sim {
namespace {

constexpr std::size_t largest_file = 100U << 20U;

Reply add(World& world, const Request& request) {
  auto upload = read_upload(request);
  if (!upload || !upload->content) {
    return json_reply(422, invalid_input({{"required", "content", "content is required"}}));
  }
  if (upload->content->size() > largest_file) return problem(413, "", "Files must be less than 100MB in size");
  return json_reply(201, to_json(world.files.add(std::move(*upload)), world.base()));
}

}  // namespace

Reply Replicate::files(const Request& request) {
  const auto& path = request.segments;
  const bool get = request.method == "GET";
  if (path.size() == 2 && request.method == "POST") return add(world_, request);
  if (path.size() == 2 && get) {
    json::array results;
    for (const auto& entry : world_.files.all()) results.push_back(to_json(entry.second, world_.base()));
    return json_reply(200, json::object{{"next", nullptr}, {"previous", nullptr}, {"results", std::move(results)}});
  }
  const auto* file = path.size() == 3 ? world_.files.find(path[2]) : nullptr;
  if (file == nullptr) return not_found();
  if (get) return json_reply(200, to_json(*file, world_.base()));
  if (request.method != "DELETE") return problem(405, "", "Method not allowed");
  world_.files.remove(path[2]);
  return Reply{.status = 204};
}

Result<Content> resolve(const World& world, std::string_view address) {
  if (auto bytes = read_data_uri(address)) {
    Content content{.hash = to_hex(sha256(*bytes))};
    content.bytes = std::make_shared<const Bytes>(std::move(*bytes));
    return content;
  }
  const auto start = world.base() + "/files/";
  if (address.starts_with(start)) {
    const auto* file = world.files.find(std::string(address.substr(start.size())));
    if (file != nullptr) return file->content;
  }
  return failure(ErrorKind::bad_request,
                 "The input was invalid: the file cannot be fetched. This simulator reads its own files and data URIs "
                 "only. (E006)");
}

}  // namespace tessera::sim
