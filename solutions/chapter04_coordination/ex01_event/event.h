// A door between threads: closed at first, opened by set(), closed again by clear().
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

// Any thread may call any function at any time. A new event is not set.
//
// Whatever a thread did before it called set() is seen by whoever comes back from wait(), or from
// wait_for() with true, or got true from is_set(), because of that call.
class Event {
  public:
    // Sets the event. Everybody who waits goes on, and whoever comes later does not wait. Setting
    // an event that is set already changes nothing.
    void set() {
        // Under the lock, so that nobody is between his look at set_ and his sleep.
        std::lock_guard lock(mutex_);
        set_ = true;
        became_set_.notify_all();
    }

    // From now on the event is not set, and whoever comes waits for the next set(). If set() has
    // come only a moment before, those who have not woken up yet may go on or keep waiting.
    void clear() {
        std::lock_guard lock(mutex_);
        set_ = false;
    }

    // Whether the event is set at this moment.
    [[nodiscard]] bool is_set() const {
        std::lock_guard lock(mutex_);
        return set_;
    }

    // Returns as soon as the event is set, at once if it is set already, and not before. Waits
    // asleep. Leaves the event as it is.
    void wait() {
        std::unique_lock lock(mutex_);
        became_set_.wait(lock, [this] { return set_; });
    }

    // Like wait(), but gives up when `limit` is over. Returns true if the event was set in time,
    // and then as soon as it was; false, and not before the limit is over, if it was not.
    // With a limit of zero, or below, it only looks.
    [[nodiscard]] bool wait_for(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return became_set_.wait_for(lock, limit, [this] { return set_; });
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable became_set_;
    bool set_ = false;  // guarded by mutex_
};
