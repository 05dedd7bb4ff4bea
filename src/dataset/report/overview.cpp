#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

std::string with_model(const std::string& name, const std::string& model) {
  return model.empty() || model == name ? escaped(name) : escaped(name) + " · " + escaped(model);
}

std::string status_text(const Dataset& dataset) {
  std::string status = dataset.status;
  std::ranges::replace(status, '_', ' ');
  return status;
}

std::string when(const Dataset& dataset) {
  if (dataset.started == WallTime()) return {};
  const auto started = to_iso8601(dataset.started);
  std::string text = started.substr(0, 10) + " " + started.substr(11, 5) + " UTC";
  if (dataset.finished > dataset.started) {
    const std::chrono::duration<double> took = dataset.finished - dataset.started;
    text += ", took " + duration_text(took.count());
  }
  return text;
}

std::string facts(const Dataset& dataset) {
  const std::size_t fallbacks = static_cast<std::size_t>(
      std::ranges::count(dataset.items, DecidedBy::fallback, [](const Item& item) { return item.verdict.by; }));
  std::vector<std::pair<std::string, std::string>> rows = {
      {"Images", fmt::format("<strong>{}</strong> of {} asked for", dataset.items.size(), dataset.requested)},
      {"Grids", fmt::format("{}", dataset.grids.size())},
      {"Cost", fmt::format("<strong>{}</strong>", dataset.cost.text())},
      {"Engine", with_model(dataset.engine, dataset.engine_model)},
      {"Judge", with_model(dataset.judge, dataset.judge_model)},
      {"Upscaler", escaped(dataset.upscaler)},
      {"Pool", escaped(dataset.pool)},
      {"Mode", escaped(dataset.mode)},
      {"Seed", fmt::format("{}", dataset.seed)},
      {"User / actor", escaped(dataset.user) + " / " + escaped(dataset.actor)},
      {"Run", "<code>" + escaped(dataset.run.text()) + "</code>"},
  };
  if (dataset.cost_upper_bound > dataset.cost) {
    rows[2].second += ", at most " + dataset.cost_upper_bound.text();
  }
  if (fallbacks > 0) {
    rows[0].second += fmt::format(R"( <span class="tag fallback">{} by fallback</span>)", fallbacks);
  }
  if (std::string text = when(dataset); !text.empty()) rows.emplace_back("When", std::move(text));
  std::string html = "<dl class=\"facts\">\n";
  for (const auto& [name, value] : rows) html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
  return html + "</dl>\n";
}

std::string list(std::string_view css_class, std::string_view title, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return {};
  std::string html = fmt::format("<div class=\"note {}\"><h2>{}</h2><ul>\n", css_class, title);
  for (const std::string& sentence : sentences) html += fmt::format("<li>{}</li>\n", escaped(sentence));
  return html + "</ul></div>\n";
}

}  // namespace

std::string overview_section(const Dataset& dataset, const ReportPictures& pictures) {
  const bool complete = dataset.status == "complete";
  std::string html = "<header class=\"overview\">\n";
  if (!pictures.source.empty()) {
    html += fmt::format(
        "<figure class=\"source\"><img src=\"{}\" alt=\"The source picture\">"
        "<figcaption>Source, {} × {} px</figcaption></figure>\n",
        data_uri(pictures.source), dataset.source_size.width, dataset.source_size.height);
  }
  html += fmt::format(
      "<div class=\"summary\">\n<p class=\"kind\">Training set</p>\n<h1><bdi>{}</bdi></h1>\n"
      "<p><span class=\"tag {}\">{}</span>{}</p>\n{}</div>\n</header>\n",
      escaped(dataset.source_name), complete ? "kept" : "attention", escaped(status_text(dataset)),
      dataset.preview ? " <span class=\"tag attention\">previews</span>" : "", facts(dataset));
  if (dataset.preview) {
    html +=
        "<div class=\"note preview\"><h2>These pictures are previews</h2><p>The offline engine drew them on this "
        "machine, "
        "without a model, in the colours, line and grain of the source; after a photograph they are drawings too. They "
        "show how a set of this source would be made and look; they are not meant to be trained "
        "on in earnest.</p></div>\n";
  }
  html += list("attention", "Warnings", dataset.warnings);
  html += list("refused", "Accepted, but lost later", dataset.lost);
  return html;
}

}  // namespace tessera::report
