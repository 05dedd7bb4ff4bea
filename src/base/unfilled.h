#pragma once
// Storage that is not filled with zeros before it is written: for pixels, of which there are millions.

#include <memory>
#include <type_traits>
#include <vector>

namespace tessera {

/// std::allocator, but elements without an initial value stay as the memory was. For trivial types only.
template <class T>
struct UnfilledAllocator : std::allocator<T> {
  template <class Other>
  struct rebind {
    using other = UnfilledAllocator<Other>;
  };
  static_assert(std::is_trivially_destructible_v<T>);

  void construct(T*) noexcept {}
  void construct(T* place, const T& value) noexcept { *place = value; }
};

/// `UnfilledVector<T>(n)` has n elements of no defined value; every one must be written before it is read.
template <class T>
using UnfilledVector = std::vector<T, UnfilledAllocator<T>>;

}  // namespace tessera
