#pragma once
// A workflow as users keep it in a file, with placeholders for what differs from training to training. Pure; any
// thread.

#include <map>
#include <set>
#include <string>

#include "base/json.h"

namespace tessera::runpod {

/// Placeholders by name: {"steps": 1000}.
using Placeholders = std::map<std::string, json::value, std::less<>>;

/// `workflow` with every "{{name}}" in its strings replaced. A string that is one placeholder and nothing else becomes
/// the value with its type: "{{steps}}" is 1000, a number. Errors: usage: a placeholder that there is not (those that
/// there are, are named).
[[nodiscard]] Result<json::value> fill_in(const json::value& workflow, const Placeholders& values);

/// The names that stand between "{{" and "}}" anywhere in it.
[[nodiscard]] std::set<std::string> placeholders_in(const json::value& workflow);

/// "https://bucket.s3.region.amazonaws.com/key", the same with the bucket in the path, or "s3://bucket/key", as
/// "s3://bucket/key". At `endpoint`, the address of another server of the same kind, the bucket stands in the path.
/// Errors: usage, when it is no object of S3.
[[nodiscard]] Result<std::string> s3_address(std::string_view address, std::string_view endpoint = {});

}  // namespace tessera::runpod
