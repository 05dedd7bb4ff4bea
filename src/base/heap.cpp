#include "base/heap.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace tessera {
namespace {

constexpr std::size_t kept_bytes = std::size_t{64} << 20U;
constexpr std::size_t huge_page_bytes = std::size_t{2} << 20U;

/// The heap grows to its full reserve when it must grow at all; what is not used of it has no memory behind it.
void ask_for_huge_pages() noexcept {
  constexpr std::size_t more_than_there_is = 256 * 1024;
  void* const grown = std::malloc(more_than_there_is);  // NOLINT(cppcoreguidelines-no-malloc): it is malloc's heap
  if (grown == nullptr) return;
  const auto begin =
      (reinterpret_cast<std::uintptr_t>(grown) + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0));
  if (begin < end && end - begin <= 2 * kept_bytes) {
    // Where it is refused, pages are small: as they would be without it.
    (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  }
  std::free(grown);  // NOLINT(cppcoreguidelines-no-malloc)
}

}  // namespace

void settle_heap() noexcept {
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(kept_bytes / 2));  // the most that it takes
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(kept_bytes));
  mallopt(M_TOP_PAD, static_cast<int>(kept_bytes));
  ask_for_huge_pages();
}

}  // namespace tessera
