#include "pipeline/verdicts.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tessera {
namespace {

struct Opinion {
  bool keep = false;
  std::string reason;
  std::string caption;
};

const TileOpinion* opinion_on(const JudgeReply& reply, int tile) {
  const auto found = std::ranges::find(reply.tiles, tile, &TileOpinion::tile);
  return found == reply.tiles.end() ? nullptr : &*found;
}

Opinion opinion_of_judge(const JudgeReply& reply, int tile) {
  Opinion opinion{.keep = std::ranges::find(reply.unique_tiles, tile) != reply.unique_tiles.end()};
  opinion.reason = opinion.keep ? "unique" : "not unique";
  if (const TileOpinion* said = opinion_on(reply, tile)) {
    opinion.caption = said->shows;
    if (said->repeats) {
      opinion.keep = false;
      opinion.reason = fmt::format("repeats tile {}", *said->repeats);
    } else if (!said->defects.empty()) {
      opinion.keep = false;
      opinion.reason = fmt::format("defects: {}", fmt::join(said->defects, ", "));
    }
  }
  return opinion;
}

/// The first gate that refuses the cell, in words.
std::optional<std::string> refused_by_gate(const std::vector<Measurement>& measurements) {
  for (const Measurement& measured : measurements) {
    if (!measured.passed && !measured.advisory) {
      return fmt::format("{} {:.3g} (threshold {:.3g})", measured.name, measured.value, measured.threshold);
    }
  }
  return std::nullopt;
}

std::optional<std::string> repeated(const Descriptor& descriptor, const std::vector<KeptPicture>& kept) {
  for (const KeptPicture& other : kept) {
    if (distance(descriptor, other.descriptor) < duplicate_distance) return "repeats " + other.name;
  }
  return std::nullopt;
}

}  // namespace

std::vector<int> corner_and_centre_tiles(GridShape shape) {
  std::vector<int> tiles = {1, shape.columns, shape.cells() - shape.columns + 1, shape.cells()};
  if (shape.rows % 2 == 1 && shape.columns % 2 == 1) tiles.push_back(shape.cells() / 2 + 1);
  std::ranges::sort(tiles);
  return tiles;
}

std::vector<Verdict> judge_cells(const Sheet& sheet, const std::optional<JudgeReply>& reply, int grid_index,
                                 const std::vector<KeptPicture>& kept) {
  const std::vector<int> stand_ins = corner_and_centre_tiles(sheet.geometry.asked);
  std::vector<KeptPicture> earlier = kept;
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < sheet.geometry.cells.size(); ++i) {
    const int tile = static_cast<int>(i) + 1;
    const GridCell& cell = sheet.geometry.cells[i];
    const CellFindings& findings = sheet.cells[i];
    Verdict verdict{.measurements = findings.measurements};
    Opinion opinion;
    if (reply) {
      opinion = opinion_of_judge(*reply, tile);
      verdict.by = DecidedBy::judge;
    } else {
      opinion.keep = std::ranges::find(stand_ins, tile) != stand_ins.end();
      opinion.reason = opinion.keep ? "unreviewed: corner or centre tile" : "unreviewed";
      verdict.by = DecidedBy::fallback;
    }
    verdict.caption = opinion.caption;
    verdict.reason = opinion.reason;

    std::optional<std::string> objection;
    if (!cell.usable) objection = cell.reason;
    if (!objection) objection = refused_by_gate(findings.measurements);
    if (!objection && opinion.keep) objection = repeated(findings.descriptor, earlier);
    if (objection) {
      verdict.by = DecidedBy::measure;
      verdict.reason = *objection;
    } else if (opinion.keep) {
      verdict.accepted = true;
      earlier.push_back({fmt::format("tile {} of grid {}", tile, grid_index), findings.descriptor});
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace tessera
