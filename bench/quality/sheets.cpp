#include "sheets.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/random.h"
#include "imaging/codec.h"
#include "pictures.h"

namespace tessera::quality {
namespace {

using Level = std::array<std::uint8_t, 3>;

int between(Random& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

void paste(Image& sheet, const Image& picture, int left, int top) {
  for (int y = 0; y < picture.height(); ++y) {
    std::ranges::copy(picture.row(y), sheet.row(top + y).begin() + std::ptrdiff_t{left} * Image::channels);
  }
}

void fill(Image& sheet, Box box, const Level& color) {
  for (int y = box.top; y < box.top + box.height; ++y) {
    for (int x = box.left; x < box.left + box.width; ++x) {
      std::ranges::copy(color, sheet.row(y).begin() + std::ptrdiff_t{x} * Image::channels);
    }
  }
}

/// Places of the panels along one side.
struct Axis {
  std::vector<int> first, last;  ///< content of panel i: [first, last)
};

struct Look {
  std::string kind;
  int gutter_low = 0, gutter_high = 0;  ///< each gutter's width is drawn from here
  int margin_low = 0, margin_high = 0;
  double jitter = 0;  ///< of a cell
  int drift = 0;      ///< pixels that single panel sides are off
  int corner = 0;
  int frame = 0;
  Level color{};
  Level frame_color{};
};

Axis make_axis(Random& random, const Look& look, int length, int parts) {
  const int begin = between(random, look.margin_low, look.margin_high);
  const int end = length - between(random, look.margin_low, look.margin_high);
  const double cell = static_cast<double>(end - begin) / parts;
  Axis axis;
  int first = begin;
  for (int i = 0; i < parts; ++i) {
    int last = end;
    int next = end;
    if (i + 1 < parts) {
      const int gutter = between(random, look.gutter_low, look.gutter_high);
      const double middle = begin + cell * (i + 1) + random.uniform(-look.jitter, look.jitter) * cell;
      last = static_cast<int>(middle) - gutter / 2;
      next = last + gutter;
    }
    axis.first.push_back(first);
    axis.last.push_back(last);
    first = next;
  }
  return axis;
}

Look make_look(Random& random, const Style& style) {
  Look look;
  const double kind = random.uniform();
  const auto grey = static_cast<std::uint8_t>(between(random, 40, 215));
  const auto level = [](float value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F)); };
  const Color& own = style.palette[random.below(style.palette.size())];
  if (kind < 0.28) {
    look.kind = "none";
  } else if (kind < 0.36) {
    look.kind = "line";
    look.gutter_low = look.gutter_high = between(random, 1, 3);
    look.color = random.uniform() < 0.5 ? Level{255, 255, 255} : Level{0, 0, 0};
  } else {
    look.gutter_low = between(random, 2, 36);
    look.gutter_high = random.uniform() < 0.5 ? look.gutter_low : std::min(40, look.gutter_low + between(random, 1, 8));
    const double hue = random.uniform();
    if (hue < 0.4) {
      look.kind = "white";
      const auto white = static_cast<std::uint8_t>(between(random, 246, 255));
      look.color = {white, white, white};
    } else if (hue < 0.6) {
      look.kind = "black";
      const auto black = static_cast<std::uint8_t>(between(random, 0, 12));
      look.color = {black, black, black};
    } else if (hue < 0.72) {
      look.kind = "grey";
      look.color = {grey, grey, grey};
    } else if (hue < 0.86) {
      look.kind = "colored";
      look.color = {static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(256)),
                    static_cast<std::uint8_t>(random.below(256))};
    } else {
      look.kind = "content-like";
      look.color = {level(own[0]), level(own[1]), level(own[2])};
    }
    const double outer = random.uniform();
    if (outer < 0.35) {
      look.margin_low = look.margin_high = look.gutter_high;
    } else if (outer < 0.7) {
      look.margin_low = between(random, 1, 30);
      look.margin_high = look.margin_low + between(random, 0, 10);
    }
  }
  const double drawn = random.uniform();
  look.jitter = drawn < 0.4 ? 0 : drawn < 0.75 ? 0.03 : 0.08;
  if (random.uniform() < 0.15) look.drift = between(random, 1, 3);
  if (look.gutter_low >= 4) {
    if (random.uniform() < 0.15) look.corner = between(random, 4, 24);
    if (random.uniform() < 0.12) look.frame = between(random, 1, 4);
    if (look.frame > 0) look.corner = 0;
    look.frame_color = look.color[0] + look.color[1] + look.color[2] > 382 ? Level{10, 10, 12} : Level{245, 245, 240};
  }
  return look;
}

/// Cuts the corners of a box round in the gutter's colour.
void round_corners(Image& sheet, Box box, int radius, const Level& color) {
  for (int y = 0; y < radius; ++y) {
    for (int x = 0; x < radius; ++x) {
      const double dx = radius - x - 0.5;
      const double dy = radius - y - 0.5;
      if (dx * dx + dy * dy <= static_cast<double>(radius) * radius) continue;
      for (const int px : {box.left + x, box.left + box.width - 1 - x}) {
        for (const int py : {box.top + y, box.top + box.height - 1 - y}) fill(sheet, {px, py, 1, 1}, color);
      }
    }
  }
}

/// Whether most of a strip has one colour: `color`, or its own median when there is none.
bool bare(const Image& sheet, Box strip, std::optional<Level> color) {
  constexpr int same = 8;        // levels
  constexpr double most = 0.75;  // of the strip
  Level middle{};
  for (std::size_t c = 0; c < middle.size(); ++c) {
    std::vector<std::uint8_t> values;
    for (int y = strip.top; y < strip.top + strip.height; ++y) {
      for (int x = strip.left; x < strip.left + strip.width; ++x)
        values.push_back(sheet.row(y)[static_cast<std::size_t>(x) * 3 + c]);
    }
    const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, half);
    middle[c] = *half;
  }
  if (color) middle = *color;
  int alike = 0;
  for (int y = strip.top; y < strip.top + strip.height; ++y) {
    for (int x = strip.left; x < strip.left + strip.width; ++x) {
      bool near = true;
      for (std::size_t c = 0; c < middle.size(); ++c) {
        near = near && std::abs(sheet.row(y)[static_cast<std::size_t>(x) * 3 + c] - middle[c]) <= same;
      }
      alike += near ? 1 : 0;
    }
  }
  return alike >= most * strip.width * strip.height;
}

struct Plan {
  GridShape drawn;
  Defect defect = Defect::none;
  int cell = 0;              ///< that is merged, missing or split
  bool downwards = false;    ///< merged with the one below, or split into upper and lower
  bool whole_sheet = false;  ///< more or fewer rows or columns than asked
};

Plan make_plan(Random& random, GridShape asked, bool gutters) {
  Plan plan{.drawn = asked};
  const double chance = random.uniform();
  if (chance < 0.08) {
    plan.defect = Defect::merged;
    plan.downwards = random.uniform() < 0.5;
    const int rows = asked.rows - (plan.downwards ? 1 : 0);
    const int columns = asked.columns - (plan.downwards ? 0 : 1);
    plan.cell = between(random, 0, rows - 1) * asked.columns + between(random, 0, columns - 1);
  } else if (chance < 0.13) {
    plan.defect = Defect::missing;
    plan.cell = between(random, 0, asked.cells() - 1);
  } else if (chance < 0.19) {
    plan.defect = Defect::extra;
    plan.whole_sheet = !gutters || random.uniform() < 0.6;
    plan.downwards = random.uniform() < 0.5;
    if (plan.whole_sheet) {
      int& side = random.uniform() < 0.5 ? plan.drawn.rows : plan.drawn.columns;
      side += side > 2 && random.uniform() < 0.5 ? -1 : 1;
    } else {
      plan.cell = between(random, 0, asked.cells() - 1);
    }
  }
  return plan;
}

Sheet draw_sheet(Random& random, GridShape asked, Size size, const Style& style, const PanelPainter& painter) {
  Sheet sheet;
  sheet.asked = asked;
  const Look look = make_look(random, style);
  const Plan plan = make_plan(random, sheet.asked, look.gutter_low >= 2);
  sheet.defect = plan.defect;
  sheet.least_gutter = look.gutter_low;
  sheet.frame = look.frame;
  sheet.kind = look.kind;
  sheet.image = Image(size);
  fill(sheet.image, {0, 0, size.width, size.height}, look.color);

  const Axis columns = make_axis(random, look, size.width, plan.drawn.columns);
  const Axis rows = make_axis(random, look, size.height, plan.drawn.rows);
  const auto drift = [&] { return look.drift == 0 ? 0 : between(random, 0, look.drift); };
  const auto draw_panel = [&](Box box) {
    if (look.frame > 0) {
      fill(sheet.image, box, look.frame_color);
      box = {box.left + look.frame, box.top + look.frame, box.width - 2 * look.frame, box.height - 2 * look.frame};
    }
    paste(sheet.image, painter(random, {box.width, box.height}), box.left, box.top);
    if (look.corner > 0) round_corners(sheet.image, box, look.corner, look.color);
    return box;
  };
  int untold_partner = -1;
  std::vector<bool> done(static_cast<std::size_t>(plan.drawn.cells()), false);
  for (int r = 0; r < plan.drawn.rows; ++r) {
    for (int c = 0; c < plan.drawn.columns; ++c) {
      const int index = r * plan.drawn.columns + c;
      const auto at = [](const std::vector<int>& values, int i) { return values[static_cast<std::size_t>(i)]; };
      int right = at(columns.last, c);
      int bottom = at(rows.last, r);
      const bool chosen = !plan.whole_sheet && plan.defect != Defect::none && index == plan.cell;
      const int partner = plan.downwards ? index + plan.drawn.columns : index + 1;
      if (chosen && plan.defect == Defect::merged) {
        if (plan.downwards) bottom = at(rows.last, r + 1);
        if (!plan.downwards) right = at(columns.last, c + 1);
      }
      Box box{at(columns.first, c), at(rows.first, r), right - at(columns.first, c), bottom - at(rows.first, r)};
      TrueCell cell{.content = box, .good = true, .corner = look.corner};
      if (done[static_cast<std::size_t>(index)]) {
        cell.good = false;
        cell.tells = index != untold_partner;
      } else if (chosen && plan.defect == Defect::missing) {
        cell.good = false;
        if (look.gutter_low < 2) {  // no gutter to be left bare: the panel is plain ground instead
          const Color& ground = style.ground;
          fill(sheet.image, box,
               {static_cast<std::uint8_t>(std::clamp(ground[0], 0.0F, 255.0F)),
                static_cast<std::uint8_t>(std::clamp(ground[1], 0.0F, 255.0F)),
                static_cast<std::uint8_t>(std::clamp(ground[2], 0.0F, 255.0F))});
        }
      } else if (chosen && plan.defect == Defect::extra) {
        cell.good = false;
        const int gutter = look.gutter_low;
        if (plan.downwards) {
          const int half = (box.height - gutter) / 2;
          draw_panel({box.left, box.top, box.width, half});
          draw_panel({box.left, box.top + half + gutter, box.width, box.height - half - gutter});
          cell.tells = !bare(sheet.image, {box.left, box.top + half - 4, box.width, 4}, look.color) ||
                       !bare(sheet.image, {box.left, box.top + half + gutter, box.width, 4}, look.color);
        } else {
          const int half = (box.width - gutter) / 2;
          draw_panel({box.left, box.top, half, box.height});
          draw_panel({box.left + half + gutter, box.top, box.width - half - gutter, box.height});
          cell.tells = !bare(sheet.image, {box.left + half - 4, box.top, 4, box.height}, look.color) ||
                       !bare(sheet.image, {box.left + half + gutter, box.top, 4, box.height}, look.color);
        }
      } else {
        // With a gutter a panel can be smaller than its place; without one a side drifts into the neighbour instead.
        if (look.gutter_low > 0) {
          const int l = drift();
          const int t = drift();
          box = {box.left + l, box.top + t, box.width - l - drift(), box.height - t - drift()};
        }
        cell.content = draw_panel(box);
        cell.good = !(chosen && plan.defect == Defect::merged);
        if (!cell.good) {
          done[static_cast<std::size_t>(partner)] = true;
          // Where the border would have been: the gutter's place, or eight pixels around the seam's.
          const int spread = look.gutter_low > 0 ? 0 : 4;
          const Box place = plan.downwards
                                ? Box{box.left, at(rows.last, r) - spread, box.width,
                                      at(rows.first, r + 1) - at(rows.last, r) + 2 * spread}
                                : Box{at(columns.last, c) - spread, box.top,
                                      at(columns.first, c + 1) - at(columns.last, c) + 2 * spread, box.height};
          cell.tells = !bare(sheet.image, place, look.gutter_low > 0 ? std::optional(look.color) : std::nullopt);
          untold_partner = cell.tells ? -1 : partner;
        }
      }
      if (plan.drawn == sheet.asked) sheet.cells.push_back(cell);
    }
  }
  if (random.uniform() < 0.85) {
    const int quality = between(random, 60, 95);
    const Bytes jpeg = encode_jpeg(sheet.image, quality, random.uniform() < 0.7 ? Chroma::half : Chroma::full);
    sheet.image = decode_image(jpeg).value();
  }
  return sheet;
}

}  // namespace

Sheet make_sheet(std::uint64_t seed) {
  Random random(seed, "sheet");
  static constexpr std::array<Size, 5> sizes{{{1024, 1024}, {1024, 1024}, {1248, 832}, {832, 1248}, {1392, 752}}};
  static constexpr std::array<GridShape, 8> shapes{{{3, 3}, {3, 3}, {3, 3}, {2, 2}, {2, 3}, {3, 2}, {4, 4}, {5, 5}}};
  const Size size = sizes[random.below(sizes.size())];
  const GridShape asked = shapes[random.below(shapes.size())];
  const Style style = make_style(random);
  return draw_sheet(random, asked, size, style,
                    [&style](Random& own, Size panel) { return make_picture(own, style, panel); });
}

Sheet make_sheet(std::uint64_t seed, const Style& style, const PanelPainter& painter) {
  Random random(seed, "painted sheet");
  return draw_sheet(random, {.rows = 3, .columns = 3}, {1024, 1024}, style, painter);
}

}  // namespace tessera::quality
