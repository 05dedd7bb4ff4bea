#include "base/heap.h"

#include <malloc.h>

namespace tessera {

void keep_freed_pages() noexcept {
  constexpr int kept_bytes = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, kept_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

}  // namespace tessera
