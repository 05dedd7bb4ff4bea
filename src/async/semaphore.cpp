#include "async/semaphore.h"

namespace tessera {

/// A place in the queue. Leaves it when the waiter is cancelled or destroyed; a grant that nobody took is passed on.
class Semaphore::Place {
 public:
  explicit Place(Semaphore& owner) : owner_(owner), place_(owner.waiters_.insert(owner.waiters_.end(), &waiter_)) {}
  ~Place() {
    if (taken_) return;
    if (waiter_.granted.is_set()) {
      owner_.give_back();
    } else {
      owner_.waiters_.erase(place_);
    }
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  [[nodiscard]] Task<void> wait() { return waiter_.granted.wait(); }
  [[nodiscard]] Permit take() {
    taken_ = true;
    return Permit(owner_);
  }

 private:
  Semaphore& owner_;
  Waiter waiter_;
  std::list<Waiter*>::iterator place_;
  bool taken_ = false;
};

Task<Semaphore::Permit> Semaphore::acquire() {
  if (free_ > 0) {
    --free_;
    co_return Permit(*this);
  }
  Place place(*this);
  co_await place.wait();
  co_return place.take();
}

void Semaphore::give_back() noexcept {
  if (waiters_.empty()) {
    ++free_;
    return;
  }
  Waiter* next = waiters_.front();
  waiters_.pop_front();
  next->granted.set();
}

}  // namespace tessera
