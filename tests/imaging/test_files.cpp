// Encoders of the tests' own for what the product never writes.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <zlib.h>

#include <libheif/heif.h>
#include <spng.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include "imaging/codec.h"
#include "imaging/test_pictures.h"

namespace tessera::test {
namespace {

void append(Bytes& to, ByteView bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }

void append_number(Bytes& to, std::size_t value, int width, bool big_endian) {
  for (int i = 0; i < width; ++i)
    to.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian ? width - 1 - i : i))));
}

/// R G B A of every pixel.
Bytes with_alpha(const Image& image, std::uint8_t alpha) {
  Bytes rgba;
  for (std::size_t i = 0; i < image.pixels().size(); i += 3) {
    append(rgba, image.pixels().subspan(i, 3));
    rgba.push_back(alpha);
  }
  return rgba;
}

}  // namespace

Bytes jpeg_file(const Image& image, const JpegParts& parts) {
  const Bytes jpeg = encode_jpeg(image, 95);
  Bytes file(jpeg.begin(), jpeg.begin() + 2);
  const auto segment = [&](std::uint8_t marker, std::string_view name, const Bytes& body) {
    file.push_back(0xFF);
    file.push_back(marker);
    append_number(file, 2 + name.size() + body.size(), 2, true);
    append(file, as_bytes(name));
    append(file, body);
  };
  using namespace std::string_view_literals;
  if (!parts.exif.empty()) segment(0xE1, "Exif\0\0"sv, parts.exif);
  if (!parts.profile.empty()) segment(0xE2, "ICC_PROFILE\0\1\1"sv, parts.profile);
  append(file, ByteView(jpeg).subspan(2));
  return file;
}

Bytes cmyk_jpeg_file(Size size, std::array<std::uint8_t, 4> inverted_ink) {
  Bytes pixels;
  for (int i = 0; i < size.width * size.height; ++i) append(pixels, inverted_ink);
  tjhandle handle = tjInitCompress();
  unsigned char* buffer = nullptr;
  unsigned long length = 0;
  tjCompress2(handle, pixels.data(), size.width, 0, size.height, TJPF_CMYK, &buffer, &length, TJSAMP_444, 95, 0);
  Bytes file(buffer, buffer + length);
  tjFree(buffer);
  tjDestroy(handle);
  return file;
}

Bytes png_file(const Image& image, const PngParts& parts) {
  const std::unique_ptr<spng_ctx, decltype(&spng_ctx_free)> context(spng_ctx_new(SPNG_CTX_ENCODER), spng_ctx_free);
  spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1);
  spng_ihdr header{.width = static_cast<std::uint32_t>(image.width()),
                   .height = static_cast<std::uint32_t>(image.height()),
                   .bit_depth = static_cast<std::uint8_t>(parts.bit_depth),
                   .color_type = static_cast<std::uint8_t>(parts.grey    ? SPNG_COLOR_TYPE_GRAYSCALE
                                                           : parts.alpha ? SPNG_COLOR_TYPE_TRUECOLOR_ALPHA
                                                                         : SPNG_COLOR_TYPE_TRUECOLOR),
                   .compression_method = 0,
                   .filter_method = 0,
                   .interlace_method = 0};
  spng_set_ihdr(context.get(), &header);
  Bytes exif = parts.exif;
  if (!exif.empty()) {
    spng_exif chunk{.length = exif.size(), .data = reinterpret_cast<char*>(exif.data())};
    spng_set_exif(context.get(), &chunk);
  }
  Bytes profile = parts.profile;
  if (!profile.empty()) {
    spng_iccp chunk{
        .profile_name = "test", .profile_len = profile.size(), .profile = reinterpret_cast<char*>(profile.data())};
    spng_set_iccp(context.get(), &chunk);
  }
  Bytes samples;
  for (std::size_t i = 0; i < image.pixels().size(); ++i) {
    if (parts.grey && i % 3 != 0) continue;
    for (int byte = 0; byte < parts.bit_depth / 8; ++byte) samples.push_back(image.pixels()[i]);
    if (parts.alpha && i % 3 == 2) {
      for (int byte = 0; byte < parts.bit_depth / 8; ++byte) samples.push_back(*parts.alpha);
    }
  }
  if (spng_encode_image(context.get(), samples.data(), samples.size(), SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE) != 0)
    return {};
  std::size_t length = 0;
  int status = 0;
  auto* buffer = static_cast<std::uint8_t*>(spng_get_png_buffer(context.get(), &length, &status));
  Bytes file(buffer, buffer + length);
  std::free(buffer);
  return file;
}

Bytes interlaced_png_file(const Image& image) {
  struct Pass {
    int x, y, step_x, step_y;
  };
  static constexpr std::array<Pass, 7> passes{
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  Bytes raw;
  for (const Pass& pass : passes) {
    if (pass.x >= image.width()) continue;
    for (int y = pass.y; y < image.height(); y += pass.step_y) {
      raw.push_back(0);  // no filter
      for (int x = pass.x; x < image.width(); x += pass.step_x) append(raw, pixel(image, x, y));
    }
  }
  uLongf length = compressBound(raw.size());
  Bytes packed(length);
  compress(packed.data(), &length, raw.data(), raw.size());
  packed.resize(length);

  Bytes file{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  const auto chunk = [&](std::string_view type, const Bytes& body) {
    append_number(file, body.size(), 4, true);
    Bytes checked = to_bytes(type);
    append(checked, body);
    append(file, checked);
    append_number(file, crc32(0, checked.data(), static_cast<uInt>(checked.size())), 4, true);
  };
  Bytes header;
  append_number(header, static_cast<std::size_t>(image.width()), 4, true);
  append_number(header, static_cast<std::size_t>(image.height()), 4, true);
  append(header, Bytes{8, 2, 0, 0, 1});
  chunk("IHDR", header);
  chunk("IDAT", packed);
  chunk("IEND", {});
  return file;
}

namespace {

void riff_chunk(Bytes& to, std::string_view type, const Bytes& body) {
  append(to, as_bytes(type));
  append_number(to, body.size(), 4, false);
  append(to, body);
  if (body.size() % 2 == 1) to.push_back(0);
}

Bytes riff_file(const Bytes& chunks) {
  Bytes file = to_bytes("RIFF");
  append_number(file, chunks.size() + 4, 4, false);
  append(file, as_bytes("WEBP"));
  append(file, chunks);
  return file;
}

Bytes simple_webp(const Image& image, std::optional<std::uint8_t> alpha) {
  std::uint8_t* buffer = nullptr;
  std::size_t length = 0;
  if (alpha) {
    const Bytes rgba = with_alpha(image, *alpha);
    length = WebPEncodeLosslessRGBA(rgba.data(), image.width(), image.height(), image.width() * 4, &buffer);
  } else {
    length = WebPEncodeLosslessRGB(image.pixels().data(), image.width(), image.height(), image.width() * 3, &buffer);
  }
  Bytes file(buffer, buffer + length);
  WebPFree(buffer);
  return file;
}

Bytes extended_header(int flags, Size canvas) {
  Bytes body{static_cast<std::uint8_t>(flags), 0, 0, 0};
  append_number(body, static_cast<std::size_t>(canvas.width - 1), 3, false);
  append_number(body, static_cast<std::size_t>(canvas.height - 1), 3, false);
  return body;
}

}  // namespace

Bytes webp_file(const Image& image, const WebpParts& parts) {
  const Bytes simple = simple_webp(image, parts.alpha);
  if (parts.exif.empty() && parts.profile.empty()) return simple;
  const int flags = (parts.profile.empty() ? 0 : 0x20) | (parts.alpha ? 0x10 : 0) | (parts.exif.empty() ? 0 : 0x08);
  Bytes chunks;
  riff_chunk(chunks, "VP8X", extended_header(flags, image.size()));
  if (!parts.profile.empty()) riff_chunk(chunks, "ICCP", parts.profile);
  append(chunks, ByteView(simple).subspan(12));
  if (!parts.exif.empty()) riff_chunk(chunks, "EXIF", parts.exif);
  return riff_file(chunks);
}

Bytes animated_webp_file(const Image& first, const Image& second) {
  Bytes chunks;
  riff_chunk(chunks, "VP8X", extended_header(0x02, {first.width() + 8, first.height() + 8}));
  riff_chunk(chunks, "ANIM", {0, 0, 0, 0, 0, 0});
  for (const Image* image : {&first, &second}) {
    Bytes frame;
    append_number(frame, 1, 3, false);  // half of the place
    append_number(frame, 2, 3, false);
    append_number(frame, static_cast<std::size_t>(image->width() - 1), 3, false);
    append_number(frame, static_cast<std::size_t>(image->height() - 1), 3, false);
    append_number(frame, 100, 3, false);
    frame.push_back(0);
    append(frame, ByteView(simple_webp(*image, std::nullopt)).subspan(12));
    riff_chunk(chunks, "ANMF", frame);
  }
  return riff_file(chunks);
}

Bytes heif_file(const Image& image, const HeifParts& parts) {
  const heif_compression_format format = parts.avif ? heif_compression_AV1 : heif_compression_HEVC;
  const std::unique_ptr<heif_context, decltype(&heif_context_free)> context(heif_context_alloc(), heif_context_free);
  heif_encoder* raw_encoder = nullptr;
  if (heif_context_get_encoder_for_format(context.get(), format, &raw_encoder).code != heif_error_Ok) return {};
  const std::unique_ptr<heif_encoder, decltype(&heif_encoder_release)> encoder(raw_encoder, heif_encoder_release);
  heif_encoder_set_lossy_quality(encoder.get(), 95);
  if (parts.avif) heif_encoder_set_parameter_integer(encoder.get(), "speed", 8);
  heif_image* raw_image = nullptr;
  heif_image_create(image.width(), image.height(), heif_colorspace_RGB,
                    parts.alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, &raw_image);
  const std::unique_ptr<heif_image, decltype(&heif_image_release)> picture(raw_image, heif_image_release);
  heif_image_add_plane(raw_image, heif_channel_interleaved, image.width(), image.height(), 8);
  int stride = 0;
  std::uint8_t* plane = heif_image_get_plane(raw_image, heif_channel_interleaved, &stride);
  const int channels = parts.alpha ? 4 : 3;
  const Bytes rgba = with_alpha(image, parts.alpha.value_or(255));
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      std::memcpy(plane + std::ptrdiff_t{y} * stride + std::ptrdiff_t{x} * channels,
                  rgba.data() + (std::ptrdiff_t{y} * image.width() + x) * 4, static_cast<std::size_t>(channels));
    }
  }
  if (!parts.profile.empty())
    heif_image_set_raw_color_profile(raw_image, "prof", parts.profile.data(), parts.profile.size());
  const std::unique_ptr<heif_encoding_options, decltype(&heif_encoding_options_free)> options(
      heif_encoding_options_alloc(), heif_encoding_options_free);
  options->image_orientation = static_cast<heif_orientation>(parts.orientation);
  if (heif_context_encode_image(context.get(), raw_image, encoder.get(), options.get(), nullptr).code != heif_error_Ok)
    return {};
  Bytes file;
  heif_writer writer{.writer_api_version = 1,
                     .write = [](heif_context*, const void* data, std::size_t size, void* user) {
                       const auto* first = static_cast<const std::uint8_t*>(data);
                       static_cast<Bytes*>(user)->assign(first, first + size);
                       return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
                     }};
  heif_context_write(context.get(), &writer, &file);
  return file;
}

}  // namespace tessera::test

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
/// The HEVC encoder behind libheif keeps a few allocations when it is closed; only these tests encode HEIC.
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265\n"; }
#endif
#endif
