#pragma once
// One computation for everybody who asks for the same key: the source is uploaded once however many grids need it.
// Thread: the loop. Outlives everybody who waits.

#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "async/event.h"
#include "async/task.h"

namespace tessera {

template <class Key, class Value>
class SharedOnce {
 public:
  using Make = std::function<Task<Result<Value>>()>;

  /// The value of `key`: kept from before, or that of a computation that runs already, or made now by `make`. A success
  /// is kept until forget(); an error goes to all who wait for it, and the next one to ask tries again.
  /// Cancellation: throws operation_aborted; when it hits the one who computes, a waiting one starts afresh.
  [[nodiscard]] Task<Result<Value>> get(Key key, Make make) {
    for (;;) {
      const auto known = entries_.find(key);
      if (known == entries_.end()) break;
      const std::shared_ptr<Entry> entry = known->second;
      co_await entry->ended.wait();
      if (entry->outcome) co_return *entry->outcome;
    }
    const auto entry = std::make_shared<Entry>();
    entries_.insert_or_assign(key, entry);
    const Leader leader(*this, key, entry);
    entry->outcome = co_await make();
    co_return *entry->outcome;
  }

  /// The next get() computes again; a computation that runs goes on for those who wait for it.
  void forget(const Key& key) { entries_.erase(key); }

 private:
  struct Entry {
    Event ended;
    std::optional<Result<Value>> outcome;  ///< empty after `ended`: the one who computed was cancelled
  };
  class Leader {
   public:
    Leader(SharedOnce& owner, const Key& key, std::shared_ptr<Entry> entry)
        : owner_(owner), key_(key), entry_(std::move(entry)) {}
    ~Leader() {
      const auto place = owner_.entries_.find(key_);
      const bool kept = entry_->outcome && entry_->outcome->has_value();
      if (!kept && place != owner_.entries_.end() && place->second == entry_) owner_.entries_.erase(place);
      entry_->ended.set();
    }
    Leader(const Leader&) = delete;
    Leader& operator=(const Leader&) = delete;

   private:
    SharedOnce& owner_;
    const Key& key_;
    std::shared_ptr<Entry> entry_;
  };

  std::map<Key, std::shared_ptr<Entry>> entries_;
};

}  // namespace tessera
