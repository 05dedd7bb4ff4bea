# Headers that are read once instead of once a file: those of other people that nearly every file includes. Halves the
# time of a build. Files still include what they use: scripts/tidy compiles them without this.
#   tessera_precompile(TARGET)          a library
#   tessera_precompile(TARGET TESTS)    a test program: GoogleTest's headers too
option(TESSERA_PRECOMPILED_HEADERS "Read the headers that most files include only once" ON)

set(precompiled_headers
  <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp> <boost/asio/steady_timer.hpp>
  <boost/asio/thread_pool.hpp> <boost/asio/use_awaitable.hpp> <boost/json.hpp> <fmt/format.h>
  <algorithm> <chrono> <expected> <filesystem> <functional> <map> <memory> <optional> <ranges> <span> <string> <utility>
  <variant> <vector>)

# One owner for all: what other targets define beyond this one must not change what these headers mean.
function(tessera_precompiled_owner name)
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} STATIC ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE tessera_options Boost::json ${ARGN})
endfunction()

if(TESSERA_PRECOMPILED_HEADERS)
  tessera_precompiled_owner(tessera_precompiled)
  target_precompile_headers(tessera_precompiled PRIVATE ${precompiled_headers})
endif()

function(tessera_precompile target)
  if(NOT TESSERA_PRECOMPILED_HEADERS)
    return()
  endif()
  set(owner tessera_precompiled)
  if("TESTS" IN_LIST ARGN)
    set(owner tessera_precompiled_tests)
    if(NOT TARGET ${owner})
      tessera_precompiled_owner(${owner} GTest::gmock)
      target_precompile_headers(${owner} PRIVATE ${precompiled_headers} <gmock/gmock.h> <gtest/gtest.h>)
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
  # Programs are compiled as position-independent as libraries, or what was read for libraries would not fit.
  target_compile_options(${target} PRIVATE -fPIC)
endfunction()
