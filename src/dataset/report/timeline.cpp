#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/counted.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

// Drawing units; the picture is never shown narrower than 680 px, so a unit is close to a pixel.
constexpr double width = 1000;
constexpr double label_width = 170;
constexpr double row_height = 18;
constexpr double axis_height = 24;
constexpr std::size_t most_rows = 400;

struct Bar {
  const CallEntry* call;
  double sent;      ///< seconds since the first call was sent
  double accepted;  ///< the same as `sent` when the provider answers with the result itself
  double ended;
};

std::vector<Bar> bars_of(const Dataset& dataset) {
  std::vector<const CallEntry*> calls;
  for (const CallEntry& call : dataset.calls) {
    if (call.sent_at) calls.push_back(&call);
  }
  std::ranges::sort(calls, {},
                    [](const CallEntry* call) { return std::pair(*call->sent_at, std::string_view(call->id)); });
  std::vector<Bar> bars;
  for (const CallEntry* call : calls) {
    const WallTime origin = *calls.front()->sent_at;
    const auto seconds = [origin](WallTime time) { return std::chrono::duration<double>(time - origin).count(); };
    const double sent = seconds(*call->sent_at);
    const double accepted = std::max(sent, call->accepted_at ? seconds(*call->accepted_at) : sent);
    const double ended = std::max(accepted, call->ended_at ? seconds(*call->ended_at) : accepted);
    bars.push_back({.call = call, .sent = sent, .accepted = accepted, .ended = ended});
  }
  return bars;
}

/// 1, 2 or 5 times a power of ten, so that at most eight steps fill `span`.
double step_of(double span) {
  const double power = std::pow(10, std::floor(std::log10(span / 8)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (span / (factor * power) <= 8) return factor * power;
  }
  return 10 * power;
}

std::string tick_text(double tick, double step) {
  if (tick <= 0) return "0";
  if (step < 1) return fmt::format("{:.4g} ms", tick * 1e3);
  return step < 60 ? fmt::format("{:g} s", tick) : duration_text(tick);
}

/// "r-0123456789ab/grid-0001/1" -> "grid-0001", with "(2)" for a second attempt.
std::string row_name(const std::string& id) {
  const std::size_t first = id.find('/');
  const std::size_t last = id.rfind('/');
  if (first == std::string::npos || first == last) return id;
  const std::string attempt = id.substr(last + 1);
  return id.substr(first + 1, last - first - 1) + (attempt == "1" ? "" : " (" + attempt + ")");
}

/// A known word, so that no foreign text becomes a class name.
std::string_view class_of(const CallEntry& call) {
  if (call.state == "failed") return "failed";
  if (call.state == "unknown") return "unknown";
  if (call.kind == "grid") return "call-grid";
  if (call.kind == "judge") return "call-judge";
  return call.kind == "upscale" ? "call-upscale" : "call-other";
}

std::string row(const Bar& bar, std::size_t index, double scale) {
  const double y = axis_height + static_cast<double>(index) * row_height;
  const auto x = [scale](double seconds) { return label_width + seconds * scale; };
  const std::string told = fmt::format("{}: {}, {} after the start, took {}{}", row_name(bar.call->id), bar.call->state,
                                       duration_text(bar.sent), duration_text(bar.ended - bar.sent),
                                       bar.call->error.empty() ? "" : " – " + bar.call->error);
  return fmt::format(
      "<g class=\"{}\"><title>{}</title><text x=\"0\" y=\"{:.1f}\">{}</text>"
      "<rect class=\"waiting\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"10\"/>"
      "<rect class=\"working\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"10\" rx=\"2\"/></g>\n",
      class_of(*bar.call), escaped(told), y + 12.5, escaped(row_name(bar.call->id)), x(bar.sent), y + 4,
      (bar.accepted - bar.sent) * scale, x(bar.accepted), y + 4, std::max(1.5, (bar.ended - bar.accepted) * scale));
}

}  // namespace

std::string timeline_section(const Dataset& dataset) {
  std::string html = "<section id=\"timeline\">\n<h2>Time line</h2>\n";
  const std::vector<Bar> bars = bars_of(dataset);
  if (bars.empty()) return html + "<p>No call was sent.</p>\n</section>\n";
  const double span = std::max(1e-3, std::ranges::max(bars, {}, &Bar::ended).ended);
  const double scale = (width - label_width - 40) / span;
  const std::size_t rows = std::min(bars.size(), most_rows);
  const double height = axis_height + static_cast<double>(rows) * row_height;

  html += fmt::format("<p>{} in {}.{}</p>\n", counted(bars.size(), "call"), duration_text(span),
                      rows < bars.size() ? fmt::format(" The first {} are drawn.", rows) : "");
  html += fmt::format(
      "<div class=\"scroll\"><svg class=\"timeline\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"When each call ran\">\n",
      width, height + 4);
  const double step = step_of(span);
  const auto ticks = static_cast<int>(span / step + 1e-3);
  for (int i = 0; i <= ticks; ++i) {
    const double tick = i * step;
    const double x = label_width + tick * scale;
    html += fmt::format(
        "<line class=\"tick\" x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\"/>"
        "<text class=\"tick\" x=\"{0:.1f}\" y=\"14\">{3}</text>\n",
        x, axis_height - 4, height, tick_text(tick, step));
  }
  for (std::size_t i = 0; i < rows; ++i) html += row(bars[i], i, scale);
  html +=
      "</svg></div>\n<p class=\"legend\"><span><i class=\"call-grid\"></i> grid</span>"
      "<span><i class=\"call-judge\"></i> judge</span><span><i class=\"call-upscale\"></i> upscale</span>"
      "<span><i class=\"failed\"></i> failed</span><span><i class=\"unknown\"></i> outcome unknown</span>"
      "<span>pale: sent, not yet accepted</span></p>\n";
  return html + "</section>\n";
}

}  // namespace tessera::report
