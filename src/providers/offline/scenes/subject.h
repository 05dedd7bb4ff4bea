#pragma once
// What can be drawn: one entry a subject, one file a category. Adding one takes three steps: write a function that
// draws with Stage (see the neighbours), add a line to the file's table, run test_offline: it says when the new picture
// looks too much like another.

#include <span>
#include <string_view>

#include "providers/offline/scenes/stage.h"

namespace tessera::offline {

struct Subject {
  std::string_view name;
  std::string_view category;
  /// Words of a description that mean this subject. A word with '+' behind it counts double.
  std::string_view words;
  /// Settings that suit it when the description names none, separated by commas; empty: it draws the whole tile.
  std::string_view settings;
  void (*draw)(Stage&) = nullptr;
};

[[nodiscard]] std::span<const Subject> people();
[[nodiscard]] std::span<const Subject> nature();
[[nodiscard]] std::span<const Subject> objects();
[[nodiscard]] std::span<const Subject> architecture();
[[nodiscard]] std::span<const Subject> animals();
[[nodiscard]] std::span<const Subject> vehicles();
[[nodiscard]] std::span<const Subject> abstracts();

inline constexpr std::string_view people_category = "People & Portraits";
inline constexpr std::string_view nature_category = "Nature & Landscapes";
inline constexpr std::string_view objects_category = "Objects & Still Life";
inline constexpr std::string_view architecture_category = "Architecture & Structures";
inline constexpr std::string_view animals_category = "Animals & Creatures";
inline constexpr std::string_view vehicles_category = "Transportation & Vehicles";
inline constexpr std::string_view abstract_category = "Abstract & Artistic";

}  // namespace tessera::offline
