#pragma once
// What can be drawn: one entry a subject, one file a kind. Adding one takes three steps: write a function that
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
[[nodiscard]] std::span<const Subject> people_at_work();
[[nodiscard]] std::span<const Subject> waters();
[[nodiscard]] std::span<const Subject> lands();
[[nodiscard]] std::span<const Subject> table_objects();
[[nodiscard]] std::span<const Subject> other_objects();
[[nodiscard]] std::span<const Subject> buildings();
[[nodiscard]] std::span<const Subject> structures();
[[nodiscard]] std::span<const Subject> mammals();
[[nodiscard]] std::span<const Subject> pets();
[[nodiscard]] std::span<const Subject> other_animals();
[[nodiscard]] std::span<const Subject> road_vehicles();
[[nodiscard]] std::span<const Subject> far_vehicles();
[[nodiscard]] std::span<const Subject> abstracts();
[[nodiscard]] std::span<const Subject> surreal();
/// All of them.
[[nodiscard]] std::span<const Subject> subjects();

inline constexpr std::string_view people_category = "People & Portraits";
inline constexpr std::string_view nature_category = "Nature & Landscapes";
inline constexpr std::string_view objects_category = "Objects & Still Life";
inline constexpr std::string_view architecture_category = "Architecture & Structures";
inline constexpr std::string_view animals_category = "Animals & Creatures";
inline constexpr std::string_view vehicles_category = "Transportation & Vehicles";
inline constexpr std::string_view abstract_category = "Abstract & Artistic";

}  // namespace tessera::offline
