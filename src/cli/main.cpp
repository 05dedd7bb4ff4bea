// The command line: parse, call, show. No business rules.

#include <malloc.h>

#include "cli/commands.h"

namespace {

/// Pictures come and go by the dozen, a megabyte each, on several threads. One heap for all of them, which keeps what
/// was freed: without this glibc gives every thread a heap that holds on to its own peak, and returns each picture's
/// pages to the kernel only to fault them in again. A fifth of the memory and an eighth of the processor time of a set.
void settle_heap() {
  constexpr int kept_bytes = 32 << 20;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, kept_bytes);
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
}

}  // namespace

int main(int argc, char** argv) {
  settle_heap();
  return tessera::run_command_line(argc, argv);
}
