# Run by ctest: cmake -DBUILD_DIR=… -DSOURCE_DIR=… -DWORK_DIR=… -P install_test.cmake
cmake_minimum_required(VERSION 3.25)

function(run what)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK_DIR} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${what} failed (${status}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_file path)
  if(NOT EXISTS ${WORK_DIR}/prefix/${path})
    message(FATAL_ERROR "cmake --install left no ${path}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})
run("cmake --install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
expect_file(bin/tessera)
expect_file(include/tessera/error.h)
expect_file(include/tessera/training_data_generator.h)
expect_file(include/tessera/replicate_service.h)
expect_file(share/tessera)
expect_file(share/man/man1/tessera.1)

run("the installed command" ${WORK_DIR}/prefix/bin/tessera --version)
if(NOT output MATCHES "${VERSION}")
  message(FATAL_ERROR "tessera --version says \"${output}\", not ${VERSION}")
endif()

# The consumer's folder is copied, so that nothing of the project's tree can be reached by accident.
file(COPY ${SOURCE_DIR}/tests/install/consumer ${SOURCE_DIR}/examples/cpp DESTINATION ${WORK_DIR})
run("the separate project's configuration" ${CMAKE_COMMAND} -S ${WORK_DIR}/consumer -B ${WORK_DIR}/build -G ${GENERATOR}
  -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix -DEXAMPLES=${WORK_DIR}/cpp)
run("the separate project's build" ${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run("the separate project's program" ${CMAKE_COMMAND} -E env --unset=REPLICATE_API_TOKEN HOME=${WORK_DIR}
  TESSERA_STATE_DIR=${WORK_DIR}/state ${WORK_DIR}/build/consumer)

# A version that is not there must not be accepted.
execute_process(COMMAND ${CMAKE_COMMAND} -S ${WORK_DIR}/consumer -B ${WORK_DIR}/build-newer -G ${GENERATOR}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix -DEXAMPLES=${WORK_DIR}/cpp -DWANTED=99.0
  RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
if(status EQUAL 0)
  message(FATAL_ERROR "find_package(tessera 99.0) was satisfied by ${VERSION}")
endif()
