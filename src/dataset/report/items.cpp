#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/counted.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"

namespace tessera::report {
namespace {

std::string tags(const Item& item) {
  std::string html;
  if (item.verdict.by == DecidedBy::fallback) html += " <span class=\"tag fallback\">fallback</span>";
  if (item.caption_by != CaptionBy::judge) {
    html += fmt::format(" <span class=\"tag\">caption: {}</span>", name_of(item.caption_by));
  }
  return html;
}

std::string picture(const Item& item, const ReportPictures& pictures) {
  const auto jpeg = pictures.items.find(item.number);
  if (jpeg == pictures.items.end()) return "<div class=\"no-picture\">no picture</div>";
  const std::string image =
      fmt::format("<img src=\"{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\">", data_uri(jpeg->second),
                  escaped(item.caption), item.size.width, item.size.height);
  // The full picture lies beside the report; any other address stays out of links.
  if (!item.file.starts_with("images/")) return image;
  return fmt::format("<a href=\"{}\">{}</a>", escaped(item.file), image);
}

std::string card(const Item& item, const ReportPictures& pictures) {
  std::string html =
      fmt::format("<figure class=\"item\" id=\"item-{}\">\n{}\n<figcaption>\n", item.number, picture(item, pictures));
  html += fmt::format("<p class=\"caption\"><b>{:04}</b> <bdi>{}</bdi></p>\n", item.number, escaped(item.caption));
  html +=
      fmt::format("<p class=\"small\">{} · {} × {} px{}{}</p>\n", escaped(item.description.category), item.size.width,
                  item.size.height, item.cost > Money() ? " · " + item.cost.text() : std::string(), tags(item));
  html += fmt::format("<p class=\"small\"><a href=\"#grid-{0}\">grid {0}</a>, cell {1} → {2}</p>\n", item.grid,
                      item.cell, escaped(fmt::format("{}", fmt::join(item.transforms, " → "))));
  const bool is_elsewhere = !item.url.empty() && !item.url.ends_with('/' + item.file);
  if (is_elsewhere) html += fmt::format("<p class=\"small address\">{}</p>\n", address(item.url));
  return html + "</figcaption>\n</figure>\n";
}

}  // namespace

std::string items_section(const Dataset& dataset, const ReportPictures& pictures) {
  std::string html = fmt::format("<section id=\"items\">\n<h2>{}</h2>\n", counted(dataset.items.size(), "image"));
  if (dataset.items.empty()) return html + "<p>No image was finished.</p>\n</section>\n";
  html += "<div class=\"gallery\">\n";
  for (const Item& item : dataset.items) html += card(item, pictures);
  return html + "</div>\n</section>\n";
}

}  // namespace tessera::report
