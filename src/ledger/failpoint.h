#pragma once
// A test hook: the process ends at a named durable step, so that tests can prove what survives there.
// TESSERA_FAILPOINT=ledger.mark_sent.grid ends it after the first such step, ledger.mark_sent.grid:3 after the third.
// Without the variable a call costs one comparison. Any thread.

#include <string>
#include <string_view>
#include <vector>

namespace tessera {

inline constexpr int failpoint_exit_code = 99;

/// Ends the process at once (no destructors, no flushing) when TESSERA_FAILPOINT names this step and its turn has come.
void failpoint(std::string_view name);

/// Every name that the ledger and the blob store announce, in alphabetical order.
[[nodiscard]] std::vector<std::string> failpoint_names();

}  // namespace tessera
