#pragma once
// The log: one event per line on standard error, a dotted name and fields. Any thread.
// Levels: error needs a person, warning healed itself, info is a change of state, debug is the wire.
// Secrets cannot get here (they have no printer); signed URLs go through redact_url() first.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace tessera {

enum class LogLevel { debug, info, warning, error, off };
enum class LogFormat { text, json };

/// Called once, early, by a face; until then only warnings and errors are written, as text.
void configure_log(LogLevel level, LogFormat format);
/// Reads "debug", "info", "warning", "error", "off". Errors: usage.
[[nodiscard]] Result<LogLevel> parse_log_level(std::string_view text);

/// Written as {{"name", value}, …}, like a JSON object.
using LogFields = std::initializer_list<std::pair<json::string_view, json::value_ref>>;
void log_debug(std::string_view event, LogFields fields = {});
void log_info(std::string_view event, LogFields fields = {});
void log_warning(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});

/// The URL without user, password, query and fragment; a data URI is cut after its media type.
[[nodiscard]] std::string redact_url(std::string_view url);

}  // namespace tessera
