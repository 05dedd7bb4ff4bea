// The module `tessera._tessera`: registration, and how errors become exceptions.

#include <malloc.h>

#include "app/summary.h"
#include "python/bindings.h"
#include "tessera/version.h"

namespace tessera::python {
namespace {

/// Pictures come and go by the dozen, a megabyte each. With glibc's own thresholds their pages are given back to the
/// kernel and faulted in again each time: a third of the processor time of a set. The program's other allocations keep
/// at most so much longer.
void settle_heap() {
  constexpr int kept_bytes = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, kept_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

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
  settle_heap();
  module.attr("version") = tessera::version_text;
  add_jobs(module);
  add_pictures(module);
  add_vocabulary(module);
}
