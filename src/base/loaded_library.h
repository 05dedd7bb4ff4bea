#pragma once
// A shared library that is loaded when it is first needed. The loader's work, most of a start, is then spent only by
// those who need it.

#include <dlfcn.h>

namespace tessera {

/// Stays until the process ends. Any thread, one at a time.
class LoadedLibrary {
 public:
  /// `file_name` is one that the loader looks for: "libcairo.so.2".
  explicit LoadedLibrary(const char* file_name) noexcept : handle_(dlopen(file_name, RTLD_NOW | RTLD_LOCAL)) {}

  /// Sets `function` to the one of that name; null when there is none.
  template <class Function>
  void find(const char* name, Function*& function) noexcept {
    function = handle_ == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(handle_, name));
    complete_ = complete_ && function != nullptr;
  }

  /// It is installed and has all functions that were looked for.
  [[nodiscard]] bool complete() const noexcept { return handle_ != nullptr && complete_; }

 private:
  void* handle_;
  bool complete_ = true;
};

}  // namespace tessera
