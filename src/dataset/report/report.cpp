#include "dataset/report.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "dataset/report/html.h"
#include "dataset/report/sections.h"
#include "imaging/codec.h"
#include "imaging/reduce.h"

namespace tessera {
namespace embedded {

extern const std::string_view report_css;

}  // namespace embedded

namespace {

constexpr int report_jpeg_quality = 80;

/// Only this style sheet and pictures in the page itself: should a text ever get through unescaped, it could still
/// neither run nor load anything.
std::string content_security_policy() {
  return fmt::format("default-src 'none'; img-src data:; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
                     to_base64(sha256(as_bytes(embedded::report_css))));
}

}  // namespace

Bytes report_picture(const Image& image, int longest_side) {
  return encode_jpeg(reduced_to_about(image, longest_side), report_jpeg_quality, Chroma::half);
}

namespace report {

std::string page(std::string_view title, std::string_view navigation, std::string_view sections) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{} – Tessera</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<nav aria-label=\"Parts of this report\"><b>Tessera</b> {}</nav>\n<main>\n{}</main>\n</body>\n</html>\n",
      content_security_policy(), escaped(title), embedded::report_css, navigation, sections);
}

}  // namespace report

std::string render_report(const Dataset& dataset, const ReportPictures& pictures) {
  std::string html = report::overview_section(dataset, pictures);
  html += report::items_section(dataset, pictures);
  html += report::coverage_section(dataset);
  html += report::repeats_section(dataset);
  html += report::grids_section(dataset, pictures);
  html += report::money_section(dataset);
  html += report::timeline_section(dataset);
  return report::page(dataset.source_name,
                      "<a href=\"#items\">Images</a> <a href=\"#coverage\">Coverage</a> <a href=\"#grids\">Grids</a> "
                      "<a href=\"#money\">Money</a> <a href=\"#timeline\">Time line</a>",
                      html);
}

}  // namespace tessera
