// The report for people who look: one page that loads nothing and runs nothing.

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.h"
#include "base/digest.h"
#include "dataset/lint.h"
#include "dataset/lint/summary.h"
#include "dataset/report/html.h"

namespace tessera {
namespace embedded {

extern const std::string_view report_css;

}  // namespace embedded

namespace {

using report::escaped;

/// More rows than this make a page that no browser scrolls well; --json has all.
constexpr std::size_t most_rows = 500;

std::string_view tag_class(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "tag refused";
    case Severity::warning:
      return "tag attention";
    case Severity::note:
      break;
  }
  return "tag";
}

std::string overview(const LintReport& given) {
  std::string html = fmt::format(
      "<section><p class=\"kind\">Lint</p><h1>{}</h1><p><span class=\"{}\">{}</span></p><dl class=\"facts\">"
      "<div><dt>Pictures</dt><dd>{}</dd></div><div><dt>Files</dt><dd>{}</dd></div>",
      escaped(given.folder), given.ready() ? "tag kept" : "tag refused", lint::verdict_text(given), given.pictures,
      given.files);
  if (!given.trigger.empty()) {
    html += fmt::format("<div><dt>Trigger{}</dt><dd>{}</dd></div>", given.trigger_guessed ? ", from the captions" : "",
                        escaped(given.trigger));
  }
  html += fmt::format(
      "<div><dt>Errors</dt><dd>{}</dd></div><div><dt>Warnings</dt><dd>{}</dd></div>"
      "<div><dt>Notes</dt><dd>{}</dd></div></dl></section>\n",
      given.count(Severity::error), given.count(Severity::warning), given.count(Severity::note));
  return html;
}

std::string findings_section(const LintReport& given) {
  std::string html =
      fmt::format("<section id=\"findings\"><h2>Findings<span class=\"count\">{}</span></h2>", given.findings.size());
  if (given.findings.empty()) return html + "<p>Nothing was found: what is here is what trains.</p></section>\n";
  for (const lint::FindingGroup& group : lint::groups_of(given)) {
    const LintFinding& first = given.findings[group.begin];
    html += fmt::format(
        "<article class=\"grid\"><h3><span class=\"{}\">{}</span> {}<span class=\"count\">{}</span></h3>"
        "<p class=\"small\">{}</p><div class=\"scroll\"><table class=\"wide\"><thead><tr><th>File</th>"
        "<th>Trainers</th><th>What is there</th></tr></thead><tbody>",
        tag_class(first.severity), name_of(first.severity), escaped(first.code), group.end - group.begin,
        escaped(first.repair));
    for (std::size_t i = group.begin; i < std::min(group.end, group.begin + most_rows); ++i) {
      const LintFinding& finding = given.findings[i];
      html += fmt::format("<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                          finding.file.empty() ? "the set" : escaped(finding.file), lint::names_of(finding.trainers),
                          escaped(finding.reason));
    }
    html += "</tbody></table></div>";
    if (group.end - group.begin > most_rows) {
      html += fmt::format("<p class=\"small\">and {} more</p>", group.end - group.begin - most_rows);
    }
    html += "</article>";
  }
  return html + "</section>\n";
}

std::string passes_table(const LintedTrainer& trainer) {
  std::string html =
      "<div class=\"scroll\"><table class=\"wide\"><thead><tr><th class=\"number\">Pass</th><th class=\"number\">Most "
      "cut</th>"
      "<th class=\"number\">Most enlarged</th><th class=\"number\">Seen before</th><th>Trained "
      "sizes</th></tr></thead><tbody>";
  for (const lint::PassSummary& pass : lint::passes_of(trainer)) {
    std::vector<std::string> sizes;
    for (const auto& [size, count] : pass.sizes) {
      sizes.push_back(fmt::format("<span class=\"tag\">{}&times;{}</span> {}", size.first, size.second, count));
    }
    if (pass.left_out > 0)
      sizes.push_back(fmt::format("<span class=\"tag refused\">left out</span> {}", pass.left_out));
    html += fmt::format(
        "<tr><td class=\"number\">{}</td><td class=\"number\">{:.1f} %</td><td class=\"number\">{:.2f}&times;</td>"
        "<td class=\"number{}\">{}</td><td>{}</td></tr>",
        pass.resolution, 100 * pass.most_cut, pass.most_enlarged, pass.repeated > 0 ? " attention" : "", pass.repeated,
        fmt::join(sizes, ", "));
  }
  return html + "</tbody></table></div>";
}

std::string bucket_text(const std::optional<Bucket>& bucket) {
  if (!bucket) return "left out";
  std::string text = fmt::format("{}&times;{}", bucket->size.width, bucket->size.height);
  if (bucket->cut >= 0.005) text += fmt::format(", {:.0f} % cut", 100 * bucket->cut);
  if (bucket->enlarged > 1.005) text += fmt::format(", enlarged {:.2f}", bucket->enlarged);
  return text;
}

std::string pictures_table(const LintedTrainer& trainer) {
  std::string html =
      "<details><summary>Every picture, its words and its sizes</summary><div class=\"scroll\"><table class=\"wide\">"
      "<thead><tr><th>File</th><th>Pixels</th><th>Trained words</th>";
  for (const int resolution : trainer.settings.resolutions) html += fmt::format("<th>{}</th>", resolution);
  html += "</tr></thead><tbody>";
  for (std::size_t i = 0; i < std::min(trainer.pictures.size(), most_rows); ++i) {
    const LintedPicture& picture = trainer.pictures[i];
    html += fmt::format("<tr><td><code>{}</code></td><td>{}&times;{}</td><td>{}</td>", escaped(picture.file),
                        picture.size.width, picture.size.height,
                        picture.caption.aborts.empty()
                            ? escaped(fmt::format("{}", fmt::join(picture.caption.texts, " | ")))
                            : "<span class=\"tag refused\">" + escaped(picture.caption.aborts) + "</span>");
    for (const std::optional<Bucket>& bucket : picture.buckets) html += fmt::format("<td>{}</td>", bucket_text(bucket));
    html += "</tr>";
  }
  html += "</tbody></table></div>";
  if (trainer.pictures.size() > most_rows) {
    html += fmt::format("<p class=\"small\">and {} more</p>", trainer.pictures.size() - most_rows);
  }
  return html + "</details>";
}

std::string trainers_section(const LintReport& given) {
  std::string html = "<section id=\"trainers\"><h2>What the trainers do with it</h2>";
  for (const LintedTrainer& trainer : given.trainers) {
    html += fmt::format("<article class=\"grid\"><h3>{}<span class=\"count\">{}</span></h3><p class=\"small\">{}{}</p>",
                        name_of(trainer.trainer), counted(trainer.pictures.size(), "picture"),
                        trainer.folder.empty() ? "" : "pictures in " + escaped(trainer.folder) + "; ",
                        escaped(lint::settings_text(trainer)));
    if (!trainer.aborts.empty())
      html += fmt::format("<p><span class=\"tag refused\">{}</span></p>", escaped(trainer.aborts));
    if (!trainer.pictures.empty()) {
      if (!trainer.settings.resolutions.empty()) html += passes_table(trainer);
      html += pictures_table(trainer);
    }
    html += "</article>";
  }
  return html + "</section>\n";
}

}  // namespace

std::string lint_html(const LintReport& given) {
  return fmt::format(
             "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
             "base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Lint of {} – "
             "Tessera</title>\n<style>{}</style>\n"
             "</head>\n<body>\n<nav aria-label=\"Parts of this page\"><b>Tessera</b> <a "
             "href=\"#findings\">Findings</a> "
             "<a href=\"#trainers\">Trainers</a></nav>\n<main>\n",
             to_base64(sha256(as_bytes(embedded::report_css))), escaped(given.folder), embedded::report_css) +
         overview(given) + findings_section(given) + trainers_section(given) + "</main>\n</body>\n</html>\n";
}

}  // namespace tessera
