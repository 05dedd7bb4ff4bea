# tessera_embed(TARGET tessera_pipeline SYMBOL subjects_pool_text FILE share/tessera/pools/subjects.toml)
# Makes the text of FILE (relative to the project) a part of TARGET, so that the program needs no data files beside it:
# `extern const std::string_view SYMBOL` in namespace tessera::embedded, which the target's own header declares.
function(tessera_embed)
  cmake_parse_arguments(arg "" "TARGET;SYMBOL;FILE" "" ${ARGN})
  set(path ${PROJECT_SOURCE_DIR}/${arg_FILE})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  file(SIZE ${path} size)
  file(READ ${path} text)
  string(FIND "${text}" ")tessera\"" end_mark)
  # 65,536 characters are what the C++ standard asks compilers to accept in one literal.
  if(size GREATER 65000 OR NOT end_mark EQUAL -1)
    message(FATAL_ERROR "${arg_FILE} does not fit into one raw string literal")
  endif()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded_${arg_SYMBOL}.cpp)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT [[
#include <string_view>

namespace tessera::embedded {

extern const std::string_view @arg_SYMBOL@;
constinit const std::string_view @arg_SYMBOL@ = R"tessera(@text@)tessera";

}  // namespace tessera::embedded
]])
  target_sources(${arg_TARGET} PRIVATE ${generated})
endfunction()
