#pragma once
// A queue that serves runs in turn and, within a run, first come first served. Constant time for every operation, also
// for thousands of waiting ones. Thread: the loop.

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

#include "base/id.h"

namespace tessera {

template <class Item>
class FairQueue {
 private:
  struct Line {
    std::list<Item> items;
    typename std::list<RunId>::iterator turn;
  };

 public:
  class Place {
   private:
    friend class FairQueue;
    RunId run_;
    typename std::list<Item>::iterator item_;
  };

  [[nodiscard]] Place push_back(RunId run, Item item) {
    Line& line = line_of(run);
    return place(std::move(run), line.items.insert(line.items.end(), std::move(item)));
  }
  /// Ahead of everything else of its run.
  [[nodiscard]] Place push_front(RunId run, Item item) {
    Line& line = line_of(run);
    return place(std::move(run), line.items.insert(line.items.begin(), std::move(item)));
  }
  /// The first item of the run whose turn it is; that run goes to the end of the row. The queue must not be empty.
  [[nodiscard]] Item pop() {
    const auto line = lines_.find(turns_.front());
    Item item = std::move(line->second.items.front());
    line->second.items.pop_front();
    --size_;
    if (line->second.items.empty()) {
      turns_.pop_front();
      lines_.erase(line);
    } else {
      turns_.splice(turns_.end(), turns_, turns_.begin());
    }
    return item;
  }
  /// Takes an item out that was not popped.
  void erase(const Place& place) {
    const auto line = lines_.find(place.run_);
    line->second.items.erase(place.item_);
    --size_;
    if (!line->second.items.empty()) return;
    turns_.erase(line->second.turn);
    lines_.erase(line);
  }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  Line& line_of(const RunId& run) {
    const auto [line, is_new] = lines_.try_emplace(run);
    if (is_new) line->second.turn = turns_.insert(turns_.end(), run);
    ++size_;
    return line->second;
  }
  static Place place(RunId run, typename std::list<Item>::iterator item) {
    Place result;
    result.run_ = std::move(run);
    result.item_ = item;
    return result;
  }

  std::unordered_map<RunId, Line> lines_;
  std::list<RunId> turns_;  ///< runs that wait, the next one first
  std::size_t size_ = 0;
};

}  // namespace tessera
