#pragma once
// What the files of the module `tessera._tessera` share. The module is thin: texts and JSON in, texts and JSON out; the
// package beside it (tessera/*.py) gives them types.

#include <pybind11/pybind11.h>

#include "base/bytes.h"
#include "tessera/error.h"

namespace tessera::python {

namespace py = pybind11;

/// Becomes the exception of tessera.errors that belongs to the error's kind.
struct Raised {
  Error error;
};

/// The value, or the exception.
template <class T>
T value_or_raise(Result<T> result) {
  if (!result) throw Raised{std::move(result.error())};
  return std::move(*result);
}

inline py::bytes to_python(const Bytes& bytes) {
  return py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void add_jobs(py::module_& module);
void add_pictures(py::module_& module);
void add_vocabulary(py::module_& module);

}  // namespace tessera::python
