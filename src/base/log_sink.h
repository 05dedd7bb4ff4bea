#pragma once
// For faces that have a log of their own.

#include <functional>
#include <string_view>

#include "base/log.h"

namespace tessera {

/// Takes each line that the level lets through, instead of standard error. Called on any thread, by several at once;
/// must not throw.
using LogSink = std::function<void(LogLevel level, std::string_view event, const json::object& fields)>;

/// An empty sink gives standard error back. Any thread.
void divert_log(LogSink sink);

}  // namespace tessera
