#include "pipeline/verdicts.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "imaging/gates.h"

namespace tessera {
namespace {

/// Below this a border was guessed (imaging/grid_geometry notes it at the same value).
constexpr double guessed_border = 0.2;
/// A style distance of this halves the quality; a tile at foreign_style_distance loses a quarter.
constexpr double strange_style = 0.7;

const TileOpinion* opinion_on(const JudgeReply& reply, int tile) {
  const auto found = std::ranges::find(reply.tiles, tile, &TileOpinion::tile);
  return found == reply.tiles.end() ? nullptr : &*found;
}

Opinion opinion_of_judge(const JudgeReply& reply, int tile) {
  const TileOpinion* said = opinion_on(reply, tile);
  if (said != nullptr && said->repeats) return {Stance::refuses, fmt::format("repeats tile {}", *said->repeats)};
  if (said != nullptr && !said->defects.empty()) {
    return {Stance::refuses, fmt::format("defects: {}", fmt::join(said->defects, ", "))};
  }
  const bool unique = std::ranges::find(reply.unique_tiles, tile) != reply.unique_tiles.end();
  return unique ? Opinion{Stance::keeps, "unique"} : Opinion{Stance::refuses, "not unique"};
}

/// What the geometry and the gates say of one cell, whatever else there is.
Opinion opinion_of_measures(const GridCell& cell, const CellFindings& findings) {
  if (!cell.usable) return {Stance::refuses, cell.reason};
  for (const Measurement& measured : findings.measurements) {
    if (measured.passed || measured.advisory) continue;
    return {Stance::refuses,
            fmt::format("{} {:.3g} (threshold {:.3g})", measured.name, measured.value, measured.threshold)};
  }
  return {Stance::keeps, "nothing wrong was measured"};
}

double quality_of(const std::vector<Measurement>& measurements) {
  if (measurements.empty()) return 0;
  const auto style = std::ranges::find(measurements, "style", &Measurement::name);
  const double strange = style == measurements.end() ? 0 : std::clamp(style->value / strange_style, 0.0, 1.0);
  return quality_score(measurements) * (1 - strange / 2);
}

/// Which cells repeat each other by what the judge says: cells of one group have the same number.
std::vector<std::size_t> groups_of_judge(const std::optional<JudgeReply>& reply, std::size_t cells) {
  std::vector<std::size_t> group(cells);
  std::iota(group.begin(), group.end(), std::size_t{0});
  if (!reply) return group;
  for (const TileOpinion& said : reply->tiles) {
    if (!said.repeats || said.tile < 1 || *said.repeats < 1) continue;
    const auto one = static_cast<std::size_t>(said.tile) - 1;
    const auto other = static_cast<std::size_t>(*said.repeats) - 1;
    if (one >= cells || other >= cells) continue;
    std::ranges::replace(group, std::size_t{group[one]}, std::size_t{group[other]});
  }
  return group;
}

/// A cell that the judge takes for nothing worse than a repeat can still be kept in place of what it repeats.
bool may_be_kept(const std::optional<JudgeReply>& reply, int tile, const Opinion& judge) {
  if (!reply || judge.stance != Stance::refuses) return true;
  const TileOpinion* said = opinion_on(*reply, tile);
  return said != nullptr && said->repeats && said->defects.empty();
}

/// The cells of one sheet while they are judged.
class Judgement {
 public:
  Judgement(const Sheet& sheet, const std::optional<JudgeReply>& reply, int sheet_index, const KeptPictures& kept)
      : sheet_(sheet),
        reply_(reply),
        sheet_index_(sheet_index),
        kept_(kept),
        group_(groups_of_judge(reply, sheet.geometry.cells.size())),
        fallback_(!reply && measures_have_nothing(sheet)),
        verdicts_(sheet.geometry.cells.size()) {}

  std::vector<Verdict> verdicts() {
    for (std::size_t i = 0; i < verdicts_.size(); ++i) look_at(i);
    std::ranges::sort(candidates_, [this](std::size_t a, std::size_t b) {
      const bool first = verdicts_[a].judge.stance != Stance::refuses;
      const bool second = verdicts_[b].judge.stance != Stance::refuses;
      if (first != second) return first;
      if (verdicts_[a].quality != verdicts_[b].quality) return verdicts_[a].quality > verdicts_[b].quality;
      return a < b;
    });
    for (const std::size_t i : candidates_) choose(i);
    return std::move(verdicts_);
  }

 private:
  /// What each side says, and everything that speaks against a cell by itself.
  void look_at(std::size_t i) {
    const int tile = static_cast<int>(i) + 1;
    const CellFindings& findings = sheet_.cells[i];
    Verdict& verdict = verdicts_[i];
    verdict.measurements = findings.measurements;
    verdict.quality = quality_of(findings.measurements);
    verdict.judge = {Stance::silent, "unreviewed"};
    if (reply_) {
      verdict.judge = opinion_of_judge(*reply_, tile);
      if (const TileOpinion* said = opinion_on(*reply_, tile)) {
        verdict.caption = said->shows;
        if (said->repeats) verdict.repeats = Repeat{.of = name_of_tile(*said->repeats)};
      }
    }
    verdict.measures = opinion_of_measures(sheet_.geometry.cells[i], findings);
    if (verdict.measures.stance == Stance::keeps) {
      if (const auto match = kept_.repeated_by(findings.descriptor)) repeat_of(verdict, match->name, match->distance);
    }
    if (verdict.measures.stance == Stance::refuses) {
      refuse(verdict, DecidedBy::measure, verdict.measures.reason);
    } else if (!may_be_kept(reply_, tile, verdict.judge)) {
      refuse(verdict, DecidedBy::judge, verdict.judge.reason);
    } else if (fallback_ && !stands_in(tile)) {
      refuse(verdict, DecidedBy::fallback, "unreviewed");
    } else {
      candidates_.push_back(i);
    }
    if (fallback_ && verdict.measures.stance == Stance::keeps) {
      verdict.measures = {Stance::silent, "no border was found, so what the cell holds is not known"};
    }
  }

  /// Accepts a candidate unless it repeats a better one.
  void choose(std::size_t i) {
    Verdict& verdict = verdicts_[i];
    for (const std::size_t other : chosen_) {
      const double away = distance(sheet_.cells[i].descriptor, sheet_.cells[other].descriptor);
      if (away < duplicate_distance) {
        repeat_of(verdict, name_of_tile(static_cast<int>(other) + 1), away);
        return refuse(verdict, DecidedBy::measure, verdict.measures.reason);
      }
    }
    for (const std::size_t other : chosen_) {
      if (group_[i] != group_[other]) continue;
      const std::string name = fmt::format("tile {}", other + 1);
      verdict.repeats = Repeat{.of = name_of_tile(static_cast<int>(other) + 1)};
      return refuse(verdict, DecidedBy::judge, "repeats " + name);
    }
    chosen_.push_back(i);
    verdict.accepted = true;
    if (fallback_) {
      verdict.by = DecidedBy::fallback;
      verdict.reason = "unreviewed: corner or centre tile";
    } else if (!reply_) {
      verdict.by = DecidedBy::measure;
      verdict.reason = "unreviewed: " + verdict.measures.reason;
    } else if (verdict.judge.stance == Stance::refuses) {
      verdict.by = DecidedBy::measure;
      verdict.reason = verdict.judge.reason + ", which is refused";
      verdict.repeats.reset();
    } else {
      verdict.by = DecidedBy::judge;
      verdict.reason = verdict.judge.reason;
    }
  }

  static void refuse(Verdict& verdict, DecidedBy by, std::string reason) {
    verdict.by = by;
    verdict.reason = std::move(reason);
  }

  static void repeat_of(Verdict& verdict, const std::string& name, double away) {
    verdict.repeats = Repeat{.of = name, .found_by = DecidedBy::measure, .distance = away};
    verdict.measures = {Stance::refuses, "repeats " + name};
  }

  [[nodiscard]] std::string name_of_tile(int tile) const {
    return tile_name(sheet_.geometry.asked, sheet_index_, tile);
  }

  [[nodiscard]] bool stands_in(int tile) const {
    const std::vector<int> tiles = corner_and_centre_tiles(sheet_.geometry.asked);
    return std::ranges::find(tiles, tile) != tiles.end();
  }

  const Sheet& sheet_;
  const std::optional<JudgeReply>& reply_;
  int sheet_index_;
  const KeptPictures& kept_;
  std::vector<std::size_t> group_;
  bool fallback_;
  std::vector<Verdict> verdicts_;
  std::vector<std::size_t> candidates_, chosen_;
};

}  // namespace

std::string tile_name(GridShape shape, int sheet, int tile) {
  return shape == single_picture ? fmt::format("single {}", sheet) : fmt::format("tile {} of grid {}", tile, sheet);
}

std::vector<int> corner_and_centre_tiles(GridShape shape) {
  std::set<int> tiles = {1, shape.columns, shape.cells() - shape.columns + 1, shape.cells()};
  if (shape.rows % 2 == 1 && shape.columns % 2 == 1) tiles.insert(shape.cells() / 2 + 1);
  return {tiles.begin(), tiles.end()};
}

bool measures_have_nothing(const Sheet& sheet) {
  const GridGeometry& geometry = sheet.geometry;
  const bool anything_measured =
      std::ranges::any_of(sheet.cells, [](const CellFindings& cell) { return !cell.measurements.empty(); });
  if (!anything_measured) return true;
  if (geometry.asked.cells() == 1) return false;
  for (std::size_t i = 0; i < geometry.cells.size(); ++i) {
    const GridCell& cell = geometry.cells[i];
    const bool last_column = (static_cast<int>(i) + 1) % geometry.asked.columns == 0;
    const bool last_row = static_cast<int>(i) / geometry.asked.columns == geometry.asked.rows - 1;
    if (!last_column && cell.right.confidence >= guessed_border) return false;
    if (!last_row && cell.bottom.confidence >= guessed_border) return false;
  }
  return true;
}

std::vector<Verdict> judge_cells(const Sheet& sheet, const std::optional<JudgeReply>& reply, int sheet_index,
                                 const KeptPictures& kept) {
  return Judgement(sheet, reply, sheet_index, kept).verdicts();
}

int acceptable_at_most(const Sheet& sheet, const std::optional<JudgeReply>& reply) {
  const std::vector<std::size_t> group = groups_of_judge(reply, sheet.geometry.cells.size());
  const bool fallback = !reply && measures_have_nothing(sheet);
  const std::vector<int> stand_ins = corner_and_centre_tiles(sheet.geometry.asked);
  std::set<std::size_t> groups;
  for (std::size_t i = 0; i < sheet.geometry.cells.size(); ++i) {
    const int tile = static_cast<int>(i) + 1;
    const Opinion judge = reply ? opinion_of_judge(*reply, tile) : Opinion{};
    if (opinion_of_measures(sheet.geometry.cells[i], sheet.cells[i]).stance == Stance::refuses) continue;
    if (!may_be_kept(reply, tile, judge)) continue;
    if (fallback && std::ranges::find(stand_ins, tile) == stand_ins.end()) continue;
    groups.insert(group[i]);
  }
  return static_cast<int>(groups.size());
}

}  // namespace tessera
