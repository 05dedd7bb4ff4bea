#pragma once
// The picture work of a run: from the bytes of a sheet to cells with measurements, from a cell to a finished file.
// Pure and synchronous; called on the worker pool.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "imaging/descriptor.h"
#include "imaging/grid_geometry.h"
#include "imaging/style.h"
#include "model/image.h"
#include "model/verdict.h"
#include "tessera/error.h"

namespace tessera {

/// The source as it was given and as engines get it.
struct PreparedSource {
  std::string name;       ///< file name or redacted address, for people
  BlobId hash;            ///< of the bytes as given: part of the run's identity
  Size size;              ///< upright
  Bytes normalised;       ///< what engines get: in sRGB, upright, without metadata, its longer side at most
                          ///< max_sent_side; a PNG, or the source itself when that is such a JPEG
  Bytes thumbnail;        ///< JPEG for the report
  Descriptor descriptor;  ///< to refuse tiles that repeat the source
  StyleStatistics style;  ///< to tell tiles that leave it
  std::vector<std::string> warnings;
};

inline constexpr int min_source_side = 256;
inline constexpr int advised_source_side = 1024;
/// Engines work at about one megapixel; a longer source is shrunk to this before it is sent anywhere.
inline constexpr int max_sent_side = 2048;

/// Whether engines get the source's own bytes. Says it from the header: that the picture can be decoded is not checked.
[[nodiscard]] bool is_sent_as_it_is(ByteView source);

/// Errors: bad_source, with a sentence for people.
[[nodiscard]] Result<PreparedSource> prepare_source(std::string name, ByteView bytes);

struct CellFindings {
  std::vector<Measurement> measurements;  ///< empty for cells that the geometry refuses
  Descriptor descriptor;
};

struct Sheet {
  std::shared_ptr<const Image> pixels;  ///< shared with the items that are cut from it; the last lets it go. Empty when
                                        ///< there was no room to keep it
  GridGeometry geometry;
  std::vector<CellFindings> cells;  ///< row by row, after measure_cells()
  Bytes judge_picture;              ///< JPEG, at most judge_short_side pixels on the short side
  Size judge_picture_size;
  std::vector<Box> judge_boxes;  ///< the cells in it
};

inline constexpr int judge_short_side = 768;

/// What the cells of a sheet are held against.
struct SheetExpectation {
  const StyleStatistics* style = nullptr;  ///< of the source; nothing: style is not measured
  bool style_gate = false;                 ///< a tile that leaves the style is refused; else only told
};

/// Decodes a delivered sheet, finds its cells and makes what a judge needs to begin. Errors: bad_request when it is no
/// picture that can be read.
[[nodiscard]] Result<Sheet> inspect_sheet(ByteView bytes, GridShape asked);

/// Measures the cells, from the pixels: what is compared with the judge's reply.
void measure_cells(Sheet& sheet, const SheetExpectation& expected);

struct FinishedImage {
  Bytes jpeg;
  BlobId content;   ///< of `jpeg`
  Bytes thumbnail;  ///< JPEG for the report
  Size size;
  bool is_reduced = false;  ///< it was larger than `min_side` asked for
};

inline constexpr int final_jpeg_quality = 95;

/// The size of an image of `size` once its shorter side is brought down to `min_side`; never larger than it was.
[[nodiscard]] Size reduced_to(Size size, int min_side);

/// The one lossy encode, at the very end; before it, with `min_side`, the one reduction to the size that is wanted, by
/// Lanczos in linear light.
[[nodiscard]] FinishedImage finish_image(const Image& image, std::optional<int> min_side);

}  // namespace tessera
