#pragma once
// The texts of share/tessera that are built into the program (cmake/embed.cmake).

#include <string_view>

namespace tessera::embedded {

extern const std::string_view subjects_pool_text;
extern const std::string_view prices_text;
extern const std::string_view yield_text;

}  // namespace tessera::embedded
