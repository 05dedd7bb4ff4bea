#include "ledger/call_record.h"

#include <array>

#include <fmt/format.h>

namespace tessera {
namespace {

Result<CallKind> parse_call_kind(std::string_view text) {
  for (const CallKind kind :
       {CallKind::grid, CallKind::single, CallKind::judge, CallKind::upscale, CallKind::training}) {
    if (name_of(kind) == text) return kind;
  }
  return failure(ErrorKind::corrupt, fmt::format("\"{}\" is no kind of call", text));
}

}  // namespace

Result<CallRecord> read_call(const Query& row) {
  const Result<CallKind> kind = parse_call_kind(row.text(4));
  if (!kind) return std::unexpected(kind.error());
  const Result<CallState> state = parse_call_state(row.text(9));
  if (!state) return std::unexpected(state.error());
  CallRecord call;
  call.id = CallId(row.text(0));
  call.run = RunId(row.text(1));
  call.key = row.text(2);
  call.attempt = static_cast<int>(row.integer(3));
  call.kind = *kind;
  call.provider = row.text(5);
  call.model = row.text(6);
  call.identity = row.text(7);
  call.spec_input = row.text(8);
  call.state = *state;
  call.wire = row.text(10);
  call.remote_id = row.text(11);
  call.reserved = row.money(12);
  call.cost = row.optional_money(13);
  if (!row.is_null(14)) call.output = BlobId(row.text(14));
  call.output_type = row.text(15);
  call.detail = row.text(16);
  call.error_kind = row.text(17);
  call.error_code = row.text(18);
  call.error = row.text(19);
  call.planned_at = row.optional_time(20);
  call.sent_at = row.optional_time(21);
  call.accepted_at = row.optional_time(22);
  call.ended_at = row.optional_time(23);
  return call;
}

Result<std::vector<CallRecord>> read_calls(Query& query) {
  std::vector<CallRecord> calls;
  while (query.step()) {
    Result<CallRecord> call = read_call(query);
    if (!call) return std::unexpected(call.error());
    calls.push_back(std::move(*call));
  }
  return calls;
}

}  // namespace tessera
