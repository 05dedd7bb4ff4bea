#pragma once
// One SQLite connection with its prepared statements. Every statement is prepared once and owned here; a Query is one
// use of it. SQLite's own exceptions end in this folder: error_of() turns them into an Error.
// Thread: one at a time (the ledger's).

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/money.h"
#include "tessera/error.h"

namespace tessera {

/// One use of a prepared statement: resets it and forgets its values when it goes.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : statement_(statement) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Binds the values to ?1, ?2 … in order.
  template <class... Values>
  Query& bind(const Values&... values) {
    int index = 0;
    (bind_at(++index, values), ...);
    return *this;
  }
  /// Moves to the next row; false when there is none.
  [[nodiscard]] bool step() { return statement_.executeStep(); }
  /// Runs to the end; how many rows were changed.
  int run() { return statement_.exec(); }

  [[nodiscard]] std::string text(int column) const { return statement_.getColumn(column).getString(); }
  [[nodiscard]] std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  [[nodiscard]] Money money(int column) const { return Money::micro_dollars(integer(column)); }
  [[nodiscard]] WallTime time(int column) const { return WallTime(std::chrono::microseconds(integer(column))); }
  [[nodiscard]] bool is_null(int column) const { return statement_.getColumn(column).isNull(); }
  [[nodiscard]] std::optional<Money> optional_money(int column) const;
  [[nodiscard]] std::optional<WallTime> optional_time(int column) const;

 private:
  void bind_at(int index, std::int64_t value) { statement_.bind(index, value); }
  void bind_at(int index, int value) { statement_.bind(index, value); }
  void bind_at(int index, const std::string& value) { statement_.bind(index, value); }
  void bind_at(int index, std::string_view value) { statement_.bind(index, std::string(value)); }
  void bind_at(int index, const char* value) { statement_.bind(index, value); }
  void bind_at(int index, Money value) { statement_.bind(index, value.micros()); }
  void bind_at(int index, WallTime value) {
    statement_.bind(index, static_cast<std::int64_t>(value.time_since_epoch().count()));
  }
  template <class Tag>
  void bind_at(int index, const Id<Tag>& value) {
    statement_.bind(index, value.text());
  }
  template <class T>
  void bind_at(int index, const std::optional<T>& value) {
    if (value) {
      bind_at(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement& statement_;
};

class Connection {
 public:
  enum class Mode { write, read };

  /// Opens the file, creates or migrates it when writing. Errors: not_found (reading what is not there), configuration
  /// (no ledger, or of a newer version), corrupt, io.
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file, Mode mode);

  /// `sql` must be a constant: it is the key under which the prepared statement is kept.
  [[nodiscard]] Query query(const char* sql);
  /// Statements without values and rows, not kept: BEGIN, SAVEPOINT, PRAGMA.
  void execute(const char* sql) { database_.exec(sql); }
  [[nodiscard]] bool in_transaction() const noexcept;
  [[nodiscard]] Mode mode() const noexcept { return mode_; }
  /// What an exception of SQLite means for a caller; names the file, and the damaged page where there is one.
  [[nodiscard]] Error error_of(const SQLite::Exception& exception) const;

  /// A step that becomes durable with the transaction in progress: announced as a failpoint once it is on disk.
  void note_step(std::string name) { steps_.push_back(std::move(name)); }
  [[nodiscard]] std::vector<std::string>& noted_steps() noexcept { return steps_; }

 private:
  Connection(const std::filesystem::path& file, Mode mode);
  [[nodiscard]] static Result<void> create(const std::filesystem::path& file);
  void set_page_form();
  void configure();

  std::string file_;
  Mode mode_;
  SQLite::Database database_;
  std::unordered_map<const char*, SQLite::Statement> statements_;
  std::vector<std::string> steps_;
};

}  // namespace tessera
