# One library target a folder: tessera_library(imaging SOURCES … USES model). USES names the folders below that it may
# include; tests/layers/check_layers.py holds the same table against the #include lines.

# What every target of this project is compiled with. Only the language, the header folder and the sanitizer's run-time
# reach those who use the installed package: warnings are this project's own affair.
add_library(tessera_options INTERFACE)
set_target_properties(tessera_options PROPERTIES EXPORT_NAME options)
target_compile_features(tessera_options INTERFACE cxx_std_23)
target_include_directories(tessera_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set(definitions BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough
  # Leaving out members that have defaults is what designated initialisers are for.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-designated-field-initializers>)
if(TESSERA_WARNINGS_AS_ERRORS)
  list(APPEND warnings -Werror)
endif()
target_compile_definitions(tessera_options INTERFACE "$<BUILD_INTERFACE:${definitions}>")
target_compile_options(tessera_options INTERFACE
  "$<BUILD_INTERFACE:${warnings}>"
  $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:Clang>:-fcolor-diagnostics>>)
target_link_options(tessera_options INTERFACE $<BUILD_INTERFACE:$<$<CXX_COMPILER_ID:Clang>:-fuse-ld=lld>>)
if(TESSERA_SANITIZE)
  target_compile_options(tessera_options INTERFACE -fsanitize=${TESSERA_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(tessera_options INTERFACE -fsanitize=${TESSERA_SANITIZE})
  if(TESSERA_SANITIZE MATCHES "undefined")
    target_compile_options(tessera_options INTERFACE -fno-sanitize-recover=undefined)
  endif()
endif()
if(TESSERA_FUZZ)
  target_compile_options(tessera_options INTERFACE $<BUILD_INTERFACE:-fsanitize=fuzzer-no-link>)
endif()

include(cmake/precompiled.cmake)

function(tessera_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;PUBLIC;PRIVATE" ${ARGN})
  add_library(tessera_${name} STATIC ${arg_SOURCES})
  add_library(tessera::${name} ALIAS tessera_${name})
  set_target_properties(tessera_${name} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(tessera_${name} PUBLIC tessera_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  foreach(used IN LISTS arg_USES)
    target_link_libraries(tessera_${name} PUBLIC tessera_${used})
  endforeach()
  if(arg_USES)  # base/ stands below Asio
    tessera_precompile(tessera_${name})
  endif()
  set_property(GLOBAL APPEND PROPERTY TESSERA_LIBRARIES tessera_${name})
endfunction()

# tessera_test(imaging SOURCES a_test.cpp … USES imaging): one GoogleTest executable, its cases discovered by ctest.
function(tessera_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;USES;LIBRARIES" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  foreach(used IN LISTS arg_USES)
    target_link_libraries(test_${name} PRIVATE tessera_${used})
  endforeach()
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${name} PRIVATE TESSERA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(NOT arg_USES STREQUAL "base")
    tessera_precompile(test_${name} TESTS)
  endif()
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()

# tessera_fuzz(judge_reply SOURCES judge_reply_fuzz.cpp USES openai CORPUS corpus/judge_reply): a libFuzzer target in the
# fuzz preset; otherwise a program that replays the corpus once, as a test.
function(tessera_fuzz name)
  cmake_parse_arguments(arg "" "CORPUS" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_executable(fuzz_${name} ${arg_SOURCES})
  target_link_libraries(fuzz_${name} PRIVATE ${arg_LIBRARIES})
  foreach(used IN LISTS arg_USES)
    target_link_libraries(fuzz_${name} PRIVATE tessera_${used})
  endforeach()
  target_include_directories(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  if(TESSERA_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set(replay_options -runs=0)
  else()
    target_sources(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/fuzz_replay.cpp)
    set(replay_options)
  endif()
  add_test(NAME fuzz.${name} COMMAND fuzz_${name} ${replay_options} ${CMAKE_CURRENT_SOURCE_DIR}/${arg_CORPUS})
  set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 120)
endfunction()

# tessera_bench(split SOURCES split_bench.cpp USES imaging): a Google Benchmark program that scripts/bench runs.
# A counter `figure` beside a counter `bar` is a promise: the table shows both and whether the figure reaches the bar.
function(tessera_bench name)
  cmake_parse_arguments(arg "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_executable(bench_${name} ${arg_SOURCES})
  target_link_libraries(bench_${name} PRIVATE ${arg_LIBRARIES} benchmark::benchmark)
  foreach(used IN LISTS arg_USES)
    target_link_libraries(bench_${name} PRIVATE tessera_${used})
  endforeach()
  target_compile_definitions(bench_${name} PRIVATE TESSERA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endfunction()
