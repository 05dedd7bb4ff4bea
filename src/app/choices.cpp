#include "app/choices.h"

#include <vector>

#include <fmt/format.h>

namespace tessera {
namespace {

/// A variable that a choice needs, under any of its names.
struct Need {
  std::vector<std::string> names;
  std::string why;
};

bool is_set(const Environment& environment, const Need& need) {
  for (const std::string& name : need.names) {
    if (environment.get(name)) return true;
  }
  return false;
}

std::vector<Need> needs_of(const Choices& choices, const Request& request) {
  std::vector<Need> needs;
  const bool replicate_upscaler = choices.upscaler == "topaz" || choices.upscaler == "real-esrgan";
  if (choices.engine == "replicate") {
    needs.push_back({{"REPLICATE_API_TOKEN"}, "--engine replicate"});
  } else if (replicate_upscaler) {
    needs.push_back({{"REPLICATE_API_TOKEN"}, "--upscaler " + choices.upscaler});
  }
  if (choices.judge == "openai") needs.push_back({{"OPENAI_API_KEY"}, "--judge openai"});
  const bool stores_in_s3 = request.store.starts_with("s3");
  if (stores_in_s3 || request.source.starts_with("s3://")) {
    const std::string why = stores_in_s3 ? "--store " + request.store : "an s3:// source";
    needs.push_back({{"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID"}, why});
    needs.push_back({{"AWS_ACCESS_SECRET", "AWS_SECRET_ACCESS_KEY"}, why});
  }
  if (request.store == "s3") needs.push_back({{"AWS_USER_FILES_BUCKET"}, "--store s3"});
  return needs;
}

}  // namespace

Result<Choices> choose(const Request& request, const Environment& environment) {
  const bool has_token = environment.get("REPLICATE_API_TOKEN").has_value();
  const bool has_key = environment.get("OPENAI_API_KEY").has_value();
  Choices choices{.engine = request.engine, .judge = request.judge, .upscaler = request.upscaler};
  std::vector<std::string> reasons;
  if (choices.engine == "auto") {
    choices.engine = has_token ? "replicate" : "offline";
    reasons.push_back(has_token ? "engine replicate, because REPLICATE_API_TOKEN is set"
                                : "engine offline (previews), because REPLICATE_API_TOKEN is not set");
  }
  const bool online = choices.engine == "replicate";
  if (online && request.style_strength != 1) {
    return failure(ErrorKind::usage,
                   "--style-strength: only the offline engine can come less near to a style; leave it out, or choose "
                   "--engine offline");
  }
  if (choices.judge == "auto") {
    choices.judge = online && has_key ? "openai" : "offline";
    if (online && !has_key) reasons.emplace_back("judge offline (measures only), because OPENAI_API_KEY is not set");
  }
  if (choices.upscaler == "auto") choices.upscaler = online ? "topaz" : "anime4k";
  if (request.upscale_factor == 1) choices.upscaler = "none";
  choices.reason = reasons.empty() ? fmt::format("engine {}, judge {}, as asked", choices.engine, choices.judge)
                                   : fmt::format("{}", fmt::join(reasons, "; "));

  std::string missing;
  for (const Need& need : needs_of(choices, request)) {
    if (!is_set(environment, need)) {
      missing += fmt::format("\n  {} is not set (needed by {})", fmt::join(need.names, " or "), need.why);
    }
  }
  if (!missing.empty()) {
    return failure(ErrorKind::configuration,
                   "keys are missing:" + missing +
                       "\nSet them in the environment, in a file .env in this folder (NAME=value), or choose another "
                       "service with --engine, --judge, --upscaler or --store.");
  }
  return choices;
}

}  // namespace tessera
