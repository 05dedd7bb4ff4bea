// The module `tessera._tessera`: registration, and how errors become exceptions.

#include "app/summary.h"
#include "base/heap.h"
#include "python/bindings.h"
#include "tessera/version.h"

namespace tessera::python {
namespace {

/// tessera.errors.error_of(json) makes the exception, so that the tree of classes stands in one place.
void raise(const Error& error) {
  const py::object exception =
      py::module_::import("tessera.errors").attr("error_of")(json::serialize(error_json(error)));
  PyErr_SetObject(py::type::handle_of(exception).ptr(), exception.ptr());
}

}  // namespace
}  // namespace tessera::python

PYBIND11_MODULE(_tessera, module) {
  using namespace tessera::python;
  pybind11::register_local_exception_translator([](std::exception_ptr thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const Raised& raised) {
      raise(raised.error);
    }
  });
  tessera::keep_freed_pages();
  module.attr("version") = tessera::version_text;
  add_jobs(module);
  add_pictures(module);
  add_vocabulary(module);
}
