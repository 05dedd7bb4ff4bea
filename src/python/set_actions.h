#pragma once
// What Python can have done with sets that lie on this machine, and with trainers. Arguments are JSON objects; the
// package's functions give them. Thread: the loop.

#include "python/jobs.h"

namespace tessera::python {

/// The object of `tessera lint --json`, and "text" (the table for people), also of a repaired copy.
[[nodiscard]] Work lint(const std::string& arguments);
/// The objects of `tessera export`, `split`, `judge` and `caption` with --json.
[[nodiscard]] Work export_files(const std::string& arguments);
[[nodiscard]] Work split(const std::string& arguments);
[[nodiscard]] Work judge(const std::string& arguments);
[[nodiscard]] Work captions(const std::string& arguments);

/// PAID. The object of `tessera train --json`.
[[nodiscard]] Work train(const std::string& arguments, std::shared_ptr<Mailbox> events);
/// PAID. The same for an unfinished training.
[[nodiscard]] Work resume_training(const std::string& arguments, std::shared_ptr<Mailbox> events);
/// The object of `tessera train --plan --json`, and "trigger".
[[nodiscard]] Work plan_training(const std::string& arguments);
/// Asks the provider to stop it; null.
[[nodiscard]] Work cancel_training(const std::string& arguments);

}  // namespace tessera::python
