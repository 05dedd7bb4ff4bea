// WebP in. The RIFF container is walked by ourselves for orientation, profile and the first frame of an animation.

#include <algorithm>
#include <optional>
#include <string_view>

#include <webp/decode.h>

#include "imaging/decoder.h"
#include "imaging/orientation.h"

namespace tessera::imaging {
namespace {

constexpr std::size_t riff_header = 12;
constexpr std::size_t chunk_header = 8;

std::uint32_t little_endian(ByteView bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width; ++i) value |= std::uint32_t{bytes[at + i]} << (8 * i);
  return value;
}

struct Frame {
  ByteView data;  ///< what libwebp decodes: the whole file, or the chunks of one animation frame
  Box box;        ///< on the canvas
};

struct Container {
  Size canvas;  ///< of the extended header; 0 when there is none
  bool complete = false;
  Orientation orientation = 1;
  ByteView profile;
  std::optional<Frame> first_frame;  ///< of an animation
};

Container walk(ByteView bytes) {
  Container container;
  const std::size_t end = std::min<std::size_t>(bytes.size(), std::size_t{little_endian(bytes, 4, 4)} + 8);
  container.complete = bytes.size() >= std::size_t{little_endian(bytes, 4, 4)} + 8;
  std::size_t at = riff_header;
  while (at + chunk_header <= end) {
    const std::string_view type = as_text(bytes.subspan(at, 4));
    const std::size_t length = little_endian(bytes, at + 4, 4);
    if (length > end - at - chunk_header) {
      container.complete = false;
      return container;
    }
    const ByteView body = bytes.subspan(at + chunk_header, length);
    if (type == "VP8X" && length >= 10) {
      container.canvas = {.width = static_cast<int>(little_endian(body, 4, 3)) + 1,
                          .height = static_cast<int>(little_endian(body, 7, 3)) + 1};
    } else if (type == "ICCP") {
      container.profile = body;
    } else if (type == "EXIF") {
      container.orientation = read_exif_orientation(body);
    } else if (type == "ANMF" && length > 16 && !container.first_frame) {
      container.first_frame = Frame{.data = body.subspan(16),
                                    .box = {.left = static_cast<int>(little_endian(body, 0, 3)) * 2,
                                            .top = static_cast<int>(little_endian(body, 3, 3)) * 2,
                                            .width = static_cast<int>(little_endian(body, 6, 3)) + 1,
                                            .height = static_cast<int>(little_endian(body, 9, 3)) + 1}};
    }
    at += chunk_header + length + length % 2;
  }
  return container;
}

}  // namespace

Result<Header> read_webp_header(ByteView bytes) {
  if (bytes.size() < riff_header + chunk_header) return cut_off("WebP");
  const Container container = walk(bytes);
  Header header{.size = container.canvas, .orientation = container.orientation};
  if (header.size.width == 0 && WebPGetInfo(bytes.data(), bytes.size(), &header.size.width, &header.size.height) == 0) {
    return container.complete ? damaged("WebP", "its header cannot be read") : cut_off("WebP");
  }
  WebPBitstreamFeatures features;
  const ByteView data = container.first_frame ? container.first_frame->data : bytes;
  header.alpha = WebPGetFeatures(data.data(), data.size(), &features) == VP8_STATUS_OK && features.has_alpha != 0;
  header.animated = container.first_frame.has_value();
  header.complete = container.complete;
  return header;
}

Result<Decoded> decode_webp(ByteView bytes) {
  const Container container = walk(bytes);
  if (!container.complete) return cut_off("WebP");
  Size canvas = container.canvas;
  WebPBitstreamFeatures features;
  const ByteView data = container.first_frame ? container.first_frame->data : bytes;
  if (WebPGetFeatures(data.data(), data.size(), &features) != VP8_STATUS_OK) {
    return damaged("WebP", "its header cannot be read");
  }
  if (canvas.width == 0) canvas = {.width = features.width, .height = features.height};
  const Box box = container.first_frame ? container.first_frame->box
                                        : Box{.left = 0, .top = 0, .width = canvas.width, .height = canvas.height};
  if (features.width != box.width || features.height != box.height || box.left + box.width > canvas.width ||
      box.top + box.height > canvas.height) {
    return damaged("WebP", "its headers contradict each other");
  }

  Decoded decoded{.image = Image(canvas), .profile = {}, .orientation = container.orientation};
  if (container.profile.size() <= max_profile_bytes) {
    decoded.profile.assign(container.profile.begin(), container.profile.end());
  }
  const auto stride = static_cast<int>(decoded.image.stride());
  if (!container.first_frame && features.has_alpha == 0) {
    if (WebPDecodeRGBInto(data.data(), data.size(), decoded.image.pixels().data(), decoded.image.pixels().size(),
                          stride) == nullptr) {
      return damaged("WebP", "its picture data end early or are damaged");
    }
    return decoded;
  }
  std::ranges::fill(decoded.image.pixels(), std::uint8_t{255});
  Bytes rgba(static_cast<std::size_t>(box.width) * static_cast<std::size_t>(box.height) * 4);
  if (WebPDecodeRGBAInto(data.data(), data.size(), rgba.data(), rgba.size(), box.width * 4) == nullptr) {
    return damaged("WebP", "its picture data end early or are damaged");
  }
  const std::uint8_t* from = rgba.data();
  for (int y = 0; y < box.height; ++y) {
    std::uint8_t* out = decoded.image.row(box.top + y).data() + static_cast<std::size_t>(box.left) * Image::channels;
    for (int x = 0; x < box.width; ++x, from += 4, out += 3) {
      for (std::size_t c = 0; c < 3; ++c) out[c] = on_white(from[c], from[3], 255);
    }
  }
  return decoded;
}

}  // namespace tessera::imaging
