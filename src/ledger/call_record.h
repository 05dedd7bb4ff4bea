#pragma once
// Reading calls out of the database. Private to this folder.

#include <string>

#include "ledger/connection.h"
#include "ledger/ledger.h"

namespace tessera {

/// The columns that read_call() expects, in its order.
#define TESSERA_CALL_COLUMNS                                                                                     \
  "id, run, key, attempt, kind, provider, model, identity, spec_input, state, wire, remote_id, reserved, cost, " \
  "output, output_type, detail, error_kind, error_code, error, planned_at, sent_at, accepted_at, ended_at"

/// The call in the query's current row. Errors: corrupt.
[[nodiscard]] Result<CallRecord> read_call(const Query& row);

/// All rows of a query that was bound. Errors: corrupt.
[[nodiscard]] Result<std::vector<CallRecord>> read_calls(Query& query);

}  // namespace tessera
