#include "imaging/resize.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <zimg.h>

#include "imaging/resample.h"
#include "imaging/transfer.h"

namespace tessera {
namespace {

constexpr std::size_t alignment = 64;  // the widest vectors that zimg uses

struct FreeGraph {
  void operator()(zimg_filter_graph* graph) const noexcept { zimg_filter_graph_free(graph); }
};
struct FreeMemory {
  void operator()(void* memory) const noexcept { std::free(memory); }  // NOLINT(cppcoreguidelines-no-malloc)
};
using Graph = std::unique_ptr<zimg_filter_graph, FreeGraph>;
template <class T>
using Aligned = std::unique_ptr<T[], FreeMemory>;

template <class T>
Aligned<T> allocate(std::size_t count) {
  const std::size_t bytes = (count * sizeof(T) + alignment - 1) / alignment * alignment;
  auto* memory = static_cast<T*>(std::aligned_alloc(alignment, std::max(bytes, alignment)));
  if (memory == nullptr) throw std::bad_alloc();
  return Aligned<T>(memory);
}

zimg_image_format linear_format(Size size) {
  zimg_image_format format;
  zimg_image_format_default(&format, ZIMG_API_VERSION);
  format.width = static_cast<unsigned>(size.width);
  format.height = static_cast<unsigned>(size.height);
  format.pixel_type = ZIMG_PIXEL_FLOAT;
  format.color_family = ZIMG_COLOR_RGB;
  format.matrix_coefficients = ZIMG_MATRIX_RGB;
  format.transfer_characteristics = ZIMG_TRANSFER_LINEAR;
  format.color_primaries = ZIMG_PRIMARIES_BT709;
  format.pixel_range = ZIMG_RANGE_FULL;
  return format;
}

/// A ring of `lines` float lines for each channel, and the picture that fills it or is filled from it.
template <class Picture>
struct Ring {
  Picture* image = nullptr;
  Aligned<float> memory;
  std::size_t stride = 0;  ///< floats
  unsigned mask = 0;       ///< lines - 1, or ZIMG_BUFFER_MAX for all of them

  [[nodiscard]] float* line(std::size_t channel, unsigned y) const {
    const std::size_t lines =
        mask == ZIMG_BUFFER_MAX ? static_cast<std::size_t>(image->height()) : std::size_t{mask} + 1;
    return memory.get() + (channel * lines + (y & mask)) * stride;
  }
};

template <class Picture>
Ring<Picture> make_ring(Picture& image, unsigned needed_lines) {
  Ring<Picture> ring;
  ring.image = &image;
  ring.mask = zimg_select_buffer_mask(needed_lines);
  constexpr std::size_t per_line = alignment / sizeof(float);
  ring.stride = (static_cast<std::size_t>(image.width()) + per_line - 1) / per_line * per_line;
  if (ring.mask != ZIMG_BUFFER_MAX && ring.mask >= static_cast<unsigned>(image.height())) ring.mask = ZIMG_BUFFER_MAX;
  const std::size_t lines =
      ring.mask == ZIMG_BUFFER_MAX ? static_cast<std::size_t>(image.height()) : std::size_t{ring.mask} + 1;
  ring.memory = allocate<float>(ring.stride * lines * Image::channels);
  return ring;
}

// zimg asks for lines as it needs them, so a picture of 100 megapixels is never held as floats.
int unpack(void* user, unsigned y, unsigned left, unsigned right) {
  const auto& ring = *static_cast<const Ring<const Image>*>(user);
  if (y >= static_cast<unsigned>(ring.image->height())) return 0;
  const std::array<float, 256>& linear = imaging::linear_of_level();
  const std::uint8_t* row = ring.image->row(static_cast<int>(y)).data();
  float* red = ring.line(0, y);
  float* green = ring.line(1, y);
  float* blue = ring.line(2, y);
  right = std::min(right, static_cast<unsigned>(ring.image->width()));
  for (std::size_t x = left; x < right; ++x) {
    red[x] = linear[row[x * 3]];
    green[x] = linear[row[x * 3 + 1]];
    blue[x] = linear[row[x * 3 + 2]];
  }
  return 0;
}

int pack(void* user, unsigned y, unsigned left, unsigned right) {
  const auto& ring = *static_cast<const Ring<Image>*>(user);
  if (y >= static_cast<unsigned>(ring.image->height())) return 0;
  const imaging::LevelOfLinear& level = imaging::LevelOfLinear::instance();
  std::uint8_t* row = ring.image->row(static_cast<int>(y)).data();
  const float* red = ring.line(0, y);
  const float* green = ring.line(1, y);
  const float* blue = ring.line(2, y);
  right = std::min(right, static_cast<unsigned>(ring.image->width()));
  for (std::size_t x = left; x < right; ++x) {
    row[x * 3] = level(red[x]);
    row[x * 3 + 1] = level(green[x]);
    row[x * 3 + 2] = level(blue[x]);
  }
  return 0;
}

std::unexpected<Error> zimg_failure() {
  std::array<char, 256> message{};
  zimg_get_last_error(message.data(), message.size());
  zimg_clear_last_error();
  return failure(ErrorKind::internal, fmt::format("cannot resize: {}", message.data()));
}

Result<Image> resize_with_zimg(const Image& image, Size size, Filter filter) {
  zimg_graph_builder_params params;
  zimg_graph_builder_params_default(&params, ZIMG_API_VERSION);
  params.resample_filter = filter == Filter::lanczos3 ? ZIMG_RESIZE_LANCZOS : ZIMG_RESIZE_BILINEAR;
  params.resample_filter_uv = params.resample_filter;
  if (filter == Filter::lanczos3) params.filter_param_a = params.filter_param_a_uv = 3;
  params.dither_type = ZIMG_DITHER_NONE;
  const zimg_image_format from = linear_format(image.size());
  const zimg_image_format to = linear_format(size);
  const Graph graph(zimg_filter_graph_build(&from, &to, &params));
  if (!graph) return zimg_failure();

  std::size_t scratch_bytes = 0;
  unsigned lines_in = 0;
  unsigned lines_out = 0;
  if (zimg_filter_graph_get_tmp_size(graph.get(), &scratch_bytes) != ZIMG_ERROR_SUCCESS ||
      zimg_filter_graph_get_input_buffering(graph.get(), &lines_in) != ZIMG_ERROR_SUCCESS ||
      zimg_filter_graph_get_output_buffering(graph.get(), &lines_out) != ZIMG_ERROR_SUCCESS) {
    return zimg_failure();
  }
  Image result = Image::unfilled(size);
  Ring<const Image> in = make_ring(image, lines_in);
  Ring<Image> out = make_ring(result, lines_out);
  zimg_image_buffer_const source{};
  source.version = ZIMG_API_VERSION;
  zimg_image_buffer target{};
  target.version = ZIMG_API_VERSION;
  for (std::size_t c = 0; c < Image::channels; ++c) {
    source.plane[c] = {
        .data = in.line(c, 0), .stride = static_cast<std::ptrdiff_t>(in.stride * sizeof(float)), .mask = in.mask};
    target.plane[c] = {
        .data = out.line(c, 0), .stride = static_cast<std::ptrdiff_t>(out.stride * sizeof(float)), .mask = out.mask};
  }
  const Aligned<std::byte> scratch = allocate<std::byte>(scratch_bytes);
  if (zimg_filter_graph_process(graph.get(), &source, &target, scratch.get(), unpack, &in, pack, &out) !=
      ZIMG_ERROR_SUCCESS) {
    return zimg_failure();
  }
  return result;
}

/// zimg refuses sources smaller than its filter's reach.
constexpr int least_zimg_side = 8;

}  // namespace

Image crop(const Image& image, Box box) {
  Image result = Image::unfilled({.width = box.width, .height = box.height});
  for (int y = 0; y < box.height; ++y) {
    const std::span<const std::uint8_t> row = image.row(box.top + y);
    std::copy_n(row.begin() + std::ptrdiff_t{box.left} * Image::channels, result.stride(), result.row(y).begin());
  }
  return result;
}

Result<Image> resize(const Image& image, Size size, Filter filter) {
  if (image.empty() || size.width < 1 || size.height < 1) {
    return failure(ErrorKind::internal,
                   fmt::format("cannot resize {}x{} to {}x{}", image.width(), image.height(), size.width, size.height));
  }
  if (size == image.size()) return image;
  if (filter == Filter::box || std::min(image.width(), image.height()) < least_zimg_side) {
    return imaging::resample(image, size, filter);
  }
  Result<Image> result = resize_with_zimg(image, size, filter);
  return result ? std::move(result) : imaging::resample(image, size, filter);
}

Result<Image> fit_short_side(const Image& image, int pixels) {
  const int side = std::min(image.width(), image.height());
  if (side <= pixels) return image;
  const auto scaled = [&](int length) { return static_cast<int>((std::int64_t{length} * pixels + side / 2) / side); };
  return resize(image, {.width = std::max(1, scaled(image.width())), .height = std::max(1, scaled(image.height()))});
}

}  // namespace tessera
