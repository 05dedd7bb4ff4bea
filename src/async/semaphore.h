#pragma once
// At most N of something at once, first come, first served. Thread: the loop. The semaphore outlives its permits and
// everybody who waits for one.

#include <cstddef>
#include <list>
#include <utility>

#include "async/event.h"
#include "async/task.h"

namespace tessera {

class Semaphore {
 public:
  /// The right to go on; its destruction lets the next one in. Empty when default-constructed or moved from.
  class Permit {
   public:
    Permit() = default;
    Permit(Permit&& other) noexcept : owner_(std::exchange(other.owner_, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
      if (this != &other) {
        release();
        owner_ = std::exchange(other.owner_, nullptr);
      }
      return *this;
    }
    ~Permit() { release(); }
    void release() noexcept {
      if (Semaphore* owner = std::exchange(owner_, nullptr)) owner->give_back();
    }

   private:
    friend class Semaphore;
    explicit Permit(Semaphore& owner) : owner_(&owner) {}
    Semaphore* owner_ = nullptr;
  };

  explicit Semaphore(std::size_t permits) : free_(permits) {}
  Semaphore(const Semaphore&) = delete;
  Semaphore& operator=(const Semaphore&) = delete;

  /// Cancellation: throws operation_aborted; no permit is lost.
  [[nodiscard]] Task<Permit> acquire();
  [[nodiscard]] std::size_t free() const noexcept { return free_; }
  [[nodiscard]] std::size_t waiting() const noexcept { return waiters_.size(); }

 private:
  struct Waiter {
    Event granted;
  };
  class Place;
  void give_back() noexcept;

  std::size_t free_;
  std::list<Waiter*> waiters_;  ///< only those that were not granted yet
};

}  // namespace tessera
