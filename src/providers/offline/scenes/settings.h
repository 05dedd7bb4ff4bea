#pragma once
// Places that subjects stand in. A setting draws the whole tile and says where the subject goes.

#include <span>
#include <string_view>

#include "providers/offline/scenes/stage.h"

namespace tessera::offline {

struct Setting {
  std::string_view name;
  std::string_view words;  ///< that name it in a description, separated by spaces
  bool indoors = false;    ///< no weather falls here
  void (*back)(Stage&) = nullptr;
  void (*front)(Stage&) = nullptr;  ///< drawn over the subject; may be null
};

[[nodiscard]] std::span<const Setting> indoor_settings();
[[nodiscard]] std::span<const Setting> town_settings();
[[nodiscard]] std::span<const Setting> open_settings();
/// All of them.
[[nodiscard]] std::span<const Setting> settings();

}  // namespace tessera::offline
