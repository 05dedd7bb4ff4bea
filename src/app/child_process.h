#pragma once
// Another program, started, waited for, never left behind by accident of ours.

#include <filesystem>
#include <string>
#include <vector>

#include "tessera/error.h"

namespace tessera {

/// Starts `command` (looked for in PATH when it has no slash) in `folder` with this process's environment and waits for
/// its end. Its standard output goes to our standard error. Returns its exit code, or 128 and the signal that ended it.
/// Blocking. Errors: io when it cannot be started.
[[nodiscard]] Result<int> run_program(const std::vector<std::string>& command, const std::filesystem::path& folder);

/// Whether a program of this name or path can be started.
[[nodiscard]] bool program_exists(const std::string& name);

}  // namespace tessera
