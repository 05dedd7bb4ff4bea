#include <algorithm>
#include <string_view>

#include "ledger/ledger_impl.h"

namespace tessera {
namespace {

constexpr std::size_t hash_digits = 64;

// Everything of a run that can name a blob. Runs that are not finished, or that ended after ?1.
constexpr const char* select_live_texts =
    "WITH live AS (SELECT * FROM run WHERE state NOT IN ('complete', 'short_of_images') OR finished > ?1) "
    "SELECT identity || ' ' || request || ' ' || result FROM live "
    "UNION ALL SELECT spec_input || ' ' || wire || ' ' || coalesce(output, '') || ' ' || detail FROM call "
    "WHERE run IN (SELECT id FROM live) "
    "UNION ALL SELECT value FROM decision WHERE run IN (SELECT id FROM live)";

bool is_hash_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// Every word of exactly 64 hexadecimal digits. More than the blobs may be among them; gc then keeps too much, never
/// too little, and a new place that names a blob needs no change here.
void collect_hashes(std::string_view text, std::set<BlobId>& into) {
  auto word = text.begin();
  while (word != text.end()) {
    const auto begin = std::find_if(word, text.end(), is_hash_digit);
    const auto end = std::find_if_not(begin, text.end(), is_hash_digit);
    if (static_cast<std::size_t>(end - begin) == hash_digits) into.insert(BlobId(std::string(begin, end)));
    word = end;
  }
}

Result<json::value> standing_decision(Connection& connection, const RunId& run, const std::string& key) {
  Query query = connection.query("SELECT value FROM decision WHERE run = ?1 AND key = ?2");
  query.bind(run, key);
  if (!query.step()) return no_such_run(run);
  return parse_json(query.text(0));
}

}  // namespace

Task<Result<json::value>> Ledger::decide(RunId run, std::string key, json::value decision) {
  return impl_->queue().submit(
      Access::write,
      [run = std::move(run), key = std::move(key),
       text = canonical_json(decision)](Connection& connection) -> Result<json::value> {
        const int recorded = connection
                                 .query(
                                     "INSERT INTO decision (run, key, value, at) SELECT id, ?2, ?3, ?4 FROM run "
                                     "WHERE id = ?1 ON CONFLICT (run, key) DO NOTHING")
                                 .bind(run, key, text, wall_now())
                                 .run();
        if (recorded == 1) connection.note_step("ledger.decide");
        // Read back even when it is new: a run and its resumption see the same digits of every number.
        return standing_decision(connection, run, key);
      });
}

Task<Result<std::vector<std::pair<std::string, json::value>>>> Ledger::decisions(RunId run) {
  using Decisions = std::vector<std::pair<std::string, json::value>>;
  return impl_->queue().submit(Access::read, [run = std::move(run)](Connection& connection) -> Result<Decisions> {
    Decisions decisions;
    Query query = connection.query("SELECT key, value FROM decision WHERE run = ?1 ORDER BY seq");
    query.bind(run);
    while (query.step()) {
      Result<json::value> value = parse_json(query.text(1));
      if (!value) return std::unexpected(value.error());
      decisions.emplace_back(query.text(0), std::move(*value));
    }
    return decisions;
  });
}

Task<Result<std::set<BlobId>>> Ledger::live_blobs(WallTime since) {
  return impl_->queue().submit(Access::read, [since](Connection& connection) -> Result<std::set<BlobId>> {
    std::set<BlobId> blobs;
    Query query = connection.query(select_live_texts);
    query.bind(since);
    while (query.step()) collect_hashes(query.text(0), blobs);
    return blobs;
  });
}

}  // namespace tessera
