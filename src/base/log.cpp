#include "base/log.h"

#include <memory>
#include <mutex>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.h"
#include "base/log_sink.h"

namespace tessera {
namespace {

struct Log {
  std::shared_ptr<spdlog::logger> logger = [] {
    auto created = std::make_shared<spdlog::logger>("tessera", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    created->set_level(spdlog::level::warn);
    created->set_pattern("%v");
    created->flush_on(spdlog::level::trace);
    return created;
  }();
  LogFormat format = LogFormat::text;
  std::mutex mutex;
  std::shared_ptr<const LogSink> diverted;  ///< guarded by mutex
};

Log& the_log() {
  static Log log;
  return log;
}

std::shared_ptr<const LogSink> diverted_sink() {
  const std::lock_guard lock(the_log().mutex);
  return the_log().diverted;
}

constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                spdlog::level::err, spdlog::level::off};

void write(LogLevel log_level, std::string_view event, LogFields fields) {
  Log& log = the_log();
  const spdlog::level::level_enum level = levels[static_cast<int>(log_level)];
  if (!log.logger->should_log(level)) return;
  if (const std::shared_ptr<const LogSink> sink = diverted_sink()) {
    (*sink)(log_level, event, json::object(fields));
    return;
  }
  const std::string_view level_name(spdlog::level::to_string_view(level).data());
  if (log.format == LogFormat::json) {
    json::object line{{"time", to_iso8601(wall_now())}, {"level", level_name}, {"event", event}};
    for (const auto& member : json::object(fields)) line[member.key()] = member.value();
    log.logger->log(level, "{}", json::serialize(line));
    return;
  }
  std::string line = fmt::format("{} {:7} {}", to_iso8601(wall_now()).substr(11, 12), level_name, event);
  for (const auto& member : json::object(fields)) {
    const json::value& value = member.value();
    const std::string shown = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    line += fmt::format(" {}={}", std::string_view(member.key()),
                        shown.find(' ') == std::string::npos ? shown : json::serialize(value));
  }
  log.logger->log(level, "{}", line);
}

}  // namespace

void configure_log(LogLevel level, LogFormat format) {
  the_log().logger->set_level(levels[static_cast<int>(level)]);
  the_log().format = format;
}

void divert_log(LogSink sink) {
  const std::lock_guard lock(the_log().mutex);
  the_log().diverted = sink ? std::make_shared<const LogSink>(std::move(sink)) : nullptr;
}

Result<LogLevel> parse_log_level(std::string_view text) {
  if (text == "debug") return LogLevel::debug;
  if (text == "info") return LogLevel::info;
  if (text == "warning") return LogLevel::warning;
  if (text == "error") return LogLevel::error;
  if (text == "off") return LogLevel::off;
  return failure(ErrorKind::usage, fmt::format("log level \"{}\" is none of debug, info, warning, error, off", text));
}

void log_debug(std::string_view event, LogFields fields) { write(LogLevel::debug, event, fields); }
void log_info(std::string_view event, LogFields fields) { write(LogLevel::info, event, fields); }
void log_warning(std::string_view event, LogFields fields) { write(LogLevel::warning, event, fields); }
void log_error(std::string_view event, LogFields fields) { write(LogLevel::error, event, fields); }

std::string redact_url(std::string_view url) {
  if (url.starts_with("data:")) return std::string(url.substr(0, url.find_first_of(";,"))) + ",…";
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::size_t host = scheme + 3;
  const std::size_t slash = std::min(url.find('/', host), url.size());
  const std::size_t at = url.substr(host, slash - host).rfind('@');
  if (at == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, host)) + std::string(url.substr(host + at + 1));
}

}  // namespace tessera
