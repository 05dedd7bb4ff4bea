#pragma once
// How the heap of this process asks the kernel for memory.

namespace tessera {

/// Pictures come and go by the dozen, a megabyte each. With glibc's own thresholds their pages are given back to the
/// kernel and faulted in again each time: a third of the processor time of an offline set. Afterwards at most 32 MiB
/// stay with the process. To be called before the work begins; any thread.
void keep_freed_pages() noexcept;

/// Asks for the first 64 MiB of the heap in huge pages (2 MiB), where the kernel lends them to those who ask
/// (transparent_hugepage: madvise): 1,500 page faults a set instead of 7,000, each of which is a visit to the
/// hypervisor on a virtual machine. Afterwards up to 64 MiB stay with the process. For a program's own heap, not for a
/// library in somebody else's process. To be called before the work begins; any thread.
void use_huge_pages() noexcept;

}  // namespace tessera
