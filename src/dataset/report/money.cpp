#include <map>
#include <string>
#include <tuple>

#include <fmt/format.h>

#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

struct Line {
  int calls = 0;
  int done = 0;
  int failed = 0;
  int unknown = 0;
  Money cost;
  Money open;  ///< reserved by calls that are not settled

  Line& operator+=(const Line& other) {
    calls += other.calls;
    done += other.done;
    failed += other.failed;
    unknown += other.unknown;
    cost += other.cost;
    open += other.open;
    return *this;
  }
};

using Kind = std::tuple<std::string, std::string, std::string>;  ///< kind, provider, model

bool is_open(const CallEntry& call) {
  return call.state == "sent" || call.state == "accepted" || call.state == "unknown";
}

std::map<Kind, Line> lines_of(const Dataset& dataset) {
  std::map<Kind, Line> lines;
  for (const CallEntry& call : dataset.calls) {
    if (call.state == "planned") continue;
    Line& line = lines[{call.kind, call.provider, call.model}];
    ++line.calls;
    line.done += call.state == "done" ? 1 : 0;
    line.failed += call.state == "failed" ? 1 : 0;
    line.unknown += call.state == "unknown" ? 1 : 0;
    line.cost += call.cost.value_or(Money());
    if (is_open(call)) line.open += call.reserved;
  }
  return lines;
}

std::string numbers_of(const Line& line) {
  const auto cell = [](std::string_view text) { return fmt::format("<td class=\"number\">{}</td>", text); };
  const auto count = [&](int number) { return cell(number == 0 ? "–" : fmt::format("{}", number)); };
  return cell(line.cost.text()) + cell(line.open == Money() ? "–" : line.open.text()) + count(line.calls) +
         count(line.done) + count(line.failed) + count(line.unknown);
}

std::string problems(const Dataset& dataset) {
  std::string html;
  for (const CallEntry& call : dataset.calls) {
    if (call.error.empty()) continue;
    html += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n", escaped(call.id),
                        escaped(call.state), escaped(call.error));
  }
  if (html.empty()) return {};
  return "<details><summary>Calls that went wrong</summary><div class=\"scroll\"><table>\n<thead><tr><th>Call</th><th>"
         "State</th><th>Why</th></tr></thead>\n<tbody>\n" +
         html + "</tbody></table></div></details>\n";
}

}  // namespace

std::string money_section(const Dataset& dataset) {
  std::string html = "<section id=\"money\">\n<h2>Money</h2>\n";
  if (dataset.cost == Money() && dataset.cost_upper_bound == Money()) {
    html += "<p>Nothing was paid.</p>\n";
  } else {
    html += fmt::format("<p><strong>{}</strong> in all", dataset.cost.text());
    if (!dataset.items.empty()) {
      const auto images = static_cast<std::int64_t>(dataset.items.size());
      html += fmt::format(", {} an image", Money::micro_dollars(dataset.cost.micros() / images).text());
    }
    if (dataset.cost_upper_bound > dataset.cost) {
      html += fmt::format("; at most {}, should calls that are not settled be charged in full",
                          dataset.cost_upper_bound.text());
    }
    html += ".</p>\n";
  }
  html +=
      "<div class=\"scroll\"><table class=\"wide\">\n<thead><tr><th>What</th><th>Model</th><th "
      "class=\"number\">Cost</th>"
      "<th class=\"number\">Still reserved</th><th class=\"number\">Calls</th><th class=\"number\">Done</th>"
      "<th class=\"number\">Failed</th><th class=\"number\">Unknown</th></tr></thead>\n<tbody>\n";
  Line sum;
  for (const auto& [kind, line] : lines_of(dataset)) {
    const auto& [what, provider, model] = kind;
    html += fmt::format("<tr><td>{}</td><td>{} · {}</td>{}</tr>\n", escaped(what), escaped(provider), escaped(model),
                        numbers_of(line));
    sum += line;
  }
  html +=
      fmt::format("</tbody>\n<tfoot><tr><th colspan=\"2\">Sum</th>{}</tr></tfoot>\n</table></div>\n", numbers_of(sum));
  return html + problems(dataset) + "</section>\n";
}

}  // namespace tessera::report
