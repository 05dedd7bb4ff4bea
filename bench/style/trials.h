#pragma once
// What is measured of the offline engine; each trial gives lines for the table.

#include <string>
#include <vector>

#include "../quality/table.h"
#include "model/description.h"
#include "model/image.h"

namespace tessera::bench {

using quality::Figure;

struct Source {
  std::string name;
  Image image;
  bool own = true;  ///< of examples/; others are foreign pictures, used for style retrieval only
};

[[nodiscard]] std::vector<Image> cells_of(const Image& sheet, int n);

/// Whether a grid is nearest to its own source among all sources, by figures that the engine does not optimise.
[[nodiscard]] std::vector<Figure> style_retrieval(const std::vector<Source>& sources,
                                                  const std::vector<Description>& descriptions);
/// Whether the judge can tell different descriptions apart, and sees real repeats.
[[nodiscard]] std::vector<Figure> distinctness(const std::vector<Source>& sources,
                                               const std::vector<Description>& descriptions);
/// How far apart four drawings of one description are.
[[nodiscard]] std::vector<Figure> variants(const std::vector<Source>& sources,
                                           const std::vector<Description>& descriptions);
[[nodiscard]] std::vector<Figure> enlargers(const std::vector<Source>& sources);
/// Processor time of a grid, whole and by stages, and the memory of the process so far.
[[nodiscard]] std::vector<Figure> speed(const std::vector<Source>& sources,
                                        const std::vector<Description>& descriptions);

}  // namespace tessera::bench
