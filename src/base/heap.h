#pragma once
// How the heap of this process treats memory that was freed.

namespace tessera {

/// Pictures come and go by the dozen, a megabyte each. With glibc's own thresholds their pages are given back to the
/// kernel and faulted in again each time: a third of the processor time of an offline set. Afterwards at most 32 MiB
/// stay with the process. To be called before the work begins; any thread.
void keep_freed_pages() noexcept;

}  // namespace tessera
