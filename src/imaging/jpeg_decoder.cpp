// JPEG in. The markers are walked by ourselves first: size, orientation, profile and completeness come from there, so
// that libjpeg-turbo sees only files that end where they should.

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <string>

#include <turbojpeg.h>

#include "imaging/color_management.h"
#include "imaging/decoder.h"
#include "imaging/orientation.h"

namespace tessera::imaging {
namespace {

struct Markers {
  Size size;
  int bits = 8;
  int components = 0;
  bool adobe = false;
  bool complete = false;  ///< an end-of-image marker follows the last scan
  Orientation orientation = 1;
  std::map<int, ByteView> profile_parts;  ///< by their number, from 1
};

bool starts_with(ByteView bytes, std::string_view prefix) {
  return bytes.size() >= prefix.size() && std::memcmp(bytes.data(), prefix.data(), prefix.size()) == 0;
}

void read_segment(std::uint8_t marker, ByteView body, Markers& markers) {
  using namespace std::string_view_literals;
  const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  if (frame && body.size() >= 6 && markers.size.width == 0) {
    markers.size = {.width = body[3] << 8 | body[4], .height = body[1] << 8 | body[2]};
    markers.bits = body[0];
    markers.components = body[5];
  } else if (marker == 0xE1 && starts_with(body, "Exif\0\0"sv)) {
    markers.orientation = read_exif_orientation(body);
  } else if (marker == 0xE2 && body.size() > 14 && starts_with(body, "ICC_PROFILE\0"sv)) {
    markers.profile_parts.emplace(body[12], body.subspan(14));
  } else if (marker == 0xEE && starts_with(body, "Adobe"sv)) {
    markers.adobe = true;
  }
}

/// The position of the next marker's code after entropy-coded data: 0xFF followed by anything but 0, 0xFF or a restart.
std::size_t skip_scan(ByteView bytes, std::size_t at) {
  while (at < bytes.size()) {
    const void* hit = std::memchr(bytes.data() + at, 0xFF, bytes.size() - at);
    if (hit == nullptr) return bytes.size();
    at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - bytes.data()) + 1;
    if (at >= bytes.size()) return at;
    const std::uint8_t code = bytes[at];
    if (code != 0 && code != 0xFF && (code < 0xD0 || code > 0xD7)) return at;
  }
  return at;
}

/// Walks the markers up to the first scan, or with `to_the_end` up to the end of the image.
Markers walk(ByteView bytes, bool to_the_end) {
  Markers markers;
  std::size_t at = 2;
  while (at + 1 < bytes.size()) {
    if (bytes[at] != 0xFF) {  // stray bytes between segments; decoders skip them too
      ++at;
      continue;
    }
    const std::uint8_t marker = bytes[at + 1];
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    at += 2;
    if (marker == 0xD9) {
      markers.complete = true;
      return markers;
    }
    if (marker == 0 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
    if (at + 2 > bytes.size()) return markers;
    const std::size_t length = static_cast<std::size_t>(bytes[at] << 8 | bytes[at + 1]);
    if (length < 2 || length > bytes.size() - at) return markers;
    read_segment(marker, bytes.subspan(at + 2, length - 2), markers);
    at += length;
    if (marker == 0xDA) {
      if (!to_the_end) return markers;
      at = skip_scan(bytes, at);
      if (at >= bytes.size()) return markers;
      --at;  // back to the 0xFF
    }
  }
  return markers;
}

Bytes joined(const std::map<int, ByteView>& parts) {
  Bytes profile;
  for (const auto& [number, part] : parts) {
    if (profile.size() + part.size() > max_profile_bytes) return {};
    profile.insert(profile.end(), part.begin(), part.end());
  }
  return profile;
}

struct DestroyHandle {
  void operator()(void* handle) const noexcept { tjDestroy(handle); }
};

/// libjpeg-turbo repairs what it can and warns. Stray bytes are harmless; anything else means that pixels are made up.
bool harmless(std::string_view warning) {
  return warning.find("extraneous bytes") != std::string_view::npos ||
         warning.find("Unknown Adobe") != std::string_view::npos ||
         warning.find("unknown JFIF") != std::string_view::npos;
}

/// The smallest n/8 of `size` whose shorter side has at least `least_side` pixels; the whole when `least_side` is 0.
Size scaled_size(Size size, int least_side) {
  if (least_side == 0) return size;
  for (int eighths = 1; eighths < 8; ++eighths) {
    const tjscalingfactor factor{.num = eighths, .denom = 8};
    const Size smaller{.width = TJSCALED(size.width, factor), .height = TJSCALED(size.height, factor)};
    if (std::min(smaller.width, smaller.height) >= least_side) return smaller;
  }
  return size;
}

}  // namespace

Result<Header> read_jpeg_header(ByteView bytes, bool to_the_end) {
  const Markers markers = walk(bytes, to_the_end);
  if (markers.size.width == 0 || markers.size.height == 0) return cut_off("JPEG");
  return Header{.size = markers.size,
                .orientation = markers.orientation,
                .bits = markers.bits,
                .cmyk = markers.components == 4,
                .complete = !to_the_end || markers.complete};
}

Result<Decoded> decode_jpeg(ByteView bytes, int least_side) {
  const Markers markers = walk(bytes, true);
  if (!markers.complete) return cut_off("JPEG");
  const std::unique_ptr<void, DestroyHandle> handle(tjInitDecompress());
  if (!handle) return failure(ErrorKind::internal, "cannot make a JPEG decoder");
  Size size;
  int subsampling = 0;
  int color_space = 0;
  const auto length = static_cast<unsigned long>(bytes.size());
  if (tjDecompressHeader3(handle.get(), bytes.data(), length, &size.width, &size.height, &subsampling, &color_space) !=
      0) {
    return damaged("JPEG", tjGetErrorStr2(handle.get()));
  }
  // Two headers in one file could show us one size and libjpeg-turbo another.
  if (size != markers.size) return damaged("JPEG", "its headers contradict each other");
  size = scaled_size(size, least_side);

  const auto decompress = [&](std::uint8_t* out, int pixel_format) -> Result<void> {
    // TJFLAG_LIMITSCANS: a progressive file can ask for thousands of passes over a large picture.
    const int status = tjDecompress2(handle.get(), bytes.data(), length, out, size.width, 0, size.height, pixel_format,
                                     TJFLAG_LIMITSCANS);
    const std::string_view message = status == 0 ? std::string_view() : tjGetErrorStr2(handle.get());
    if (status != 0 && !(tjGetErrorCode(handle.get()) == TJERR_WARNING && harmless(message))) {
      return damaged("JPEG", message);
    }
    return {};
  };

  Decoded decoded{.image = {}, .profile = joined(markers.profile_parts), .orientation = markers.orientation};
  if (color_space == TJCS_CMYK || color_space == TJCS_YCCK) {
    Bytes cmyk(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 4);
    if (const Result<void> done = decompress(cmyk.data(), TJPF_CMYK); !done) return std::unexpected(done.error());
    decoded.image = cmyk_to_srgb(cmyk, size, markers.adobe, decoded.profile);
    decoded.profile.clear();
    return decoded;
  }
  decoded.image = Image::unfilled(size);
  if (const Result<void> done = decompress(decoded.image.pixels().data(), TJPF_RGB); !done) {
    return std::unexpected(done.error());
  }
  return decoded;
}

}  // namespace tessera::imaging
