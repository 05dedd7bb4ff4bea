#pragma once
// How the heap of this process asks the kernel for memory.

namespace tessera {

/// Pictures come and go by the dozen, a megabyte each. With glibc's own thresholds their pages are given back to the
/// kernel and faulted in again each time: a third of the processor time of an offline set. Afterwards at most 64 MiB
/// stay with the process. The first 64 MiB are asked for in huge pages (2 MiB) where the kernel lends them to those who
/// ask (transparent_hugepage: madvise): 1,500 page faults a set instead of 7,000, each of which costs a visit to the
/// hypervisor on a virtual machine. To be called before the work begins; any thread.
void settle_heap() noexcept;

}  // namespace tessera
