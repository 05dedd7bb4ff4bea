#include "imaging/color_management.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <lcms2.h>

namespace tessera::imaging {
namespace {

struct CloseProfile {
  void operator()(void* profile) const noexcept { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(void* transform) const noexcept { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

Profile open_profile(ByteView bytes) {
  if (bytes.empty() || bytes.size() > max_profile_bytes) return nullptr;
  return Profile(cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size())));
}

Transform transform_to_srgb(const Profile& from, cmsUInt32Number from_format) {
  const Profile srgb(cmsCreate_sRGBProfile());
  return Transform(cmsCreateTransform(from.get(), from_format, srgb.get(), TYPE_RGB_8, INTENT_PERCEPTUAL, 0));
}

/// Whether the transform leaves a lattice of 5^3 colours where it is, to one level.
bool changes_nothing(const Transform& transform) {
  constexpr std::array<std::uint8_t, 5> levels{0, 64, 128, 192, 255};
  std::array<std::uint8_t, levels.size() * levels.size() * levels.size() * 3> before{};
  auto out = before.begin();
  for (const std::uint8_t r : levels) {
    for (const std::uint8_t g : levels) {
      for (const std::uint8_t b : levels) {
        *out++ = r;
        *out++ = g;
        *out++ = b;
      }
    }
  }
  auto after = before;
  cmsDoTransform(transform.get(), before.data(), after.data(), static_cast<cmsUInt32Number>(before.size() / 3));
  return std::ranges::equal(before, after, [](int a, int b) { return std::abs(a - b) <= 1; });
}

void apply(const Transform& transform, Image& image) {
  for (int y = 0; y < image.height(); ++y) {
    std::uint8_t* row = image.row(y).data();
    cmsDoTransform(transform.get(), row, row, static_cast<cmsUInt32Number>(image.width()));
  }
}

void convert_grey(const Profile& profile, Image& image) {
  const Transform transform = transform_to_srgb(profile, TYPE_GRAY_8);
  if (!transform) return;
  std::array<std::uint8_t, 256> grey{};
  for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = static_cast<std::uint8_t>(i);
  std::array<std::uint8_t, 256 * 3> converted{};
  cmsDoTransform(transform.get(), grey.data(), converted.data(), static_cast<cmsUInt32Number>(grey.size()));
  const std::span<std::uint8_t> pixels = image.pixels();
  for (std::size_t i = 0; i + 2 < pixels.size(); i += 3) {
    std::copy_n(converted.begin() + std::ptrdiff_t{pixels[i]} * 3, 3, pixels.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace

void convert_to_srgb(Image& image, ByteView profile_bytes) {
  const Profile profile = open_profile(profile_bytes);
  if (!profile) return;
  const cmsColorSpaceSignature space = cmsGetColorSpace(profile.get());
  if (space == cmsSigGrayData) {
    convert_grey(profile, image);
  } else if (space == cmsSigRgbData) {
    const Transform transform = transform_to_srgb(profile, TYPE_RGB_8);
    if (transform && !changes_nothing(transform)) apply(transform, image);
  }
}

Image cmyk_to_srgb(ByteView cmyk, Size size, bool inverted, ByteView profile_bytes) {
  Image image(size);
  const std::size_t row_bytes = static_cast<std::size_t>(size.width) * 4;
  const Profile profile = open_profile(profile_bytes);
  if (profile && cmsGetColorSpace(profile.get()) == cmsSigCmykData) {
    const Transform transform = transform_to_srgb(profile, inverted ? TYPE_CMYK_8_REV : TYPE_CMYK_8);
    if (transform) {
      for (int y = 0; y < size.height; ++y) {
        cmsDoTransform(transform.get(), cmyk.data() + static_cast<std::size_t>(y) * row_bytes, image.row(y).data(),
                       static_cast<cmsUInt32Number>(size.width));
      }
      return image;
    }
  }
  const unsigned flip = inverted ? 0U : 255U;
  const std::span<std::uint8_t> out = image.pixels();
  for (std::size_t i = 0, o = 0; o < out.size(); i += 4, o += 3) {
    const unsigned paper = cmyk[i + 3] ^ flip;
    for (std::size_t c = 0; c < 3; ++c)
      out[o + c] = static_cast<std::uint8_t>(((cmyk[i + c] ^ flip) * paper + 127) / 255);
  }
  return image;
}

void convert_primaries_to_srgb(Image& image, int color_primaries) {
  constexpr cmsCIExyY d65{.x = 0.3127, .y = 0.3290, .Y = 1};
  cmsCIExyYTRIPLE primaries{};
  if (color_primaries == 12) {
    primaries = {.Red = {.x = 0.680, .y = 0.320, .Y = 1},
                 .Green = {.x = 0.265, .y = 0.690, .Y = 1},
                 .Blue = {.x = 0.150, .y = 0.060, .Y = 1}};
  } else if (color_primaries == 9) {
    primaries = {.Red = {.x = 0.708, .y = 0.292, .Y = 1},
                 .Green = {.x = 0.170, .y = 0.797, .Y = 1},
                 .Blue = {.x = 0.131, .y = 0.046, .Y = 1}};
  } else {
    return;
  }
  // IEC 61966-2-1 as lcms' parametric curve 4: gamma, a, b, c, d.
  constexpr std::array<cmsFloat64Number, 5> srgb_curve{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, srgb_curve.data());
  std::array<cmsToneCurve*, 3> curves{curve, curve, curve};
  const Profile profile(cmsCreateRGBProfile(&d65, &primaries, curves.data()));
  cmsFreeToneCurve(curve);
  if (!profile) return;
  const Transform transform = transform_to_srgb(profile, TYPE_RGB_8);
  if (transform) apply(transform, image);
}

}  // namespace tessera::imaging
