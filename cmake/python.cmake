# Debian's Python, not one that happens to stand earlier in PATH: the packages that tests use (pytest, mypy) belong to
# it, and so does pybind11. Another one is chosen with -DPython_EXECUTABLE=….
set(Python_EXECUTABLE /usr/bin/python3 CACHE FILEPATH "The Python that the package is built for")
set(PYBIND11_FINDPYTHON ON)
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
find_package(pybind11 2.10 REQUIRED)
