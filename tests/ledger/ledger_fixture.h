#pragma once
// A ledger in a folder of its own, driven from a loop that the test steps.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "ledger/ledger.h"

namespace tessera::testing {

/// A folder that goes with its owner.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string pattern = (parent / "tessera-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

/// Where syncing costs nothing, for tests that write thousands of times and never cut the power.
inline std::filesystem::path memory_folder() {
  const std::filesystem::path shared_memory = "/dev/shm";
  return std::filesystem::is_directory(shared_memory) ? shared_memory : std::filesystem::temp_directory_path();
}

/// Runs one task to its end.
template <class T>
T run(asio::io_context& loop, Task<T> task) {
  std::optional<T> result;
  auto keep = [&](std::exception_ptr thrown, T value) {
    if (thrown) std::rethrow_exception(thrown);
    result = std::move(value);
  };
  asio::co_spawn(loop, std::move(task), keep);
  loop.restart();
  loop.run();
  return std::move(*result);
}

inline BlobId blob_named(std::string_view text) { return blob_id(as_bytes(text)); }

inline CallSpec grid_spec(std::int64_t seed, CallKind kind = CallKind::grid) {
  CallSpec spec;
  spec.kind = kind;
  spec.provider = "somebody";
  spec.model = "somebody/a-model";
  spec.input = json::object{{"prompt", "nine subjects"}, {"seed", seed}};
  return spec;
}

inline constexpr Money cents(std::int64_t count) { return Money::micro_dollars(count * 10'000); }

class LedgerTest : public ::testing::Test {
 protected:
  LedgerTest() { open(); }

  void open() {
    Result<std::unique_ptr<Ledger>> opened = Ledger::open(folder.path() / "state");
    ASSERT_TRUE(opened) << opened.error().message;
    ledger = std::move(*opened);
  }
  void reopen() {
    ledger.reset();
    open();
  }

  RunId begin(std::string identity = "{}", std::optional<Money> cap = std::nullopt) {
    return await(ledger->begin_run(std::move(identity), "{}", cap))->id;
  }
  CallRecord planned(const RunId& id, std::string key, std::int64_t seed = 1) {
    return *await(ledger->plan_call(id, std::move(key), grid_spec(seed)));
  }
  CallRecord newest(const RunId& id, const std::string& key, std::int64_t seed = 1) {
    return *await(ledger->plan_call(id, key, grid_spec(seed)));
  }

  template <class T>
  T await(Task<T> task) {
    return run(loop, std::move(task));
  }

  TemporaryFolder folder{memory_folder()};
  asio::io_context loop;
  std::unique_ptr<Ledger> ledger;
};

}  // namespace tessera::testing
