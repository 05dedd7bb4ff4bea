#include "base/heap.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tessera {

void keep_freed_pages() noexcept {
  constexpr int kept_bytes = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, kept_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

void use_huge_pages() noexcept {
  constexpr std::size_t reserved_bytes = std::size_t{64} << 20U;
  constexpr std::size_t huge_page_bytes = std::size_t{2} << 20U;
  constexpr std::size_t more_than_there_is = 256 * 1024;
  // The heap grows by its whole reserve once it must grow at all; what is not used of it has no memory behind it.
  mallopt(M_TOP_PAD, static_cast<int>(reserved_bytes));
  void* const grown = std::malloc(more_than_there_is);  // NOLINT(cppcoreguidelines-no-malloc): it is malloc's heap
  const auto begin =
      (reinterpret_cast<std::uintptr_t>(grown) + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  // Where it is refused, pages stay small. With another malloc in its place both addresses are far apart.
  if (grown != nullptr && begin < end && end - begin <= 2 * reserved_bytes)
    (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(grown);  // NOLINT(cppcoreguidelines-no-malloc)
}

}  // namespace tessera
