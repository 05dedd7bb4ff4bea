#pragma once
// Letters and numerals drawn into a picture, found by their shapes alone. Private to this folder.

#include "imaging/thumbnail.h"

namespace tessera::imaging {

/// How many letter-like shapes stand in the longest line of them; 0 when there is no line of three. A shape is
/// letter-like when it is a connected stroke of strong local contrast, small, neither solid nor a hair; a line has
/// shapes of like height on one base line with even gaps. Sees printed and clearly lettered text from about 8 pixels of
/// height. Does not see single numerals, cursive or slanted writing, text on a busy ground, or what the words say.
[[nodiscard]] int longest_text_line(const LumaPlane& luma);

}  // namespace tessera::imaging
