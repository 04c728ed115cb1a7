// A least-recently-used cache in which one thread loads an entry and the others that want it
// wait for it. When the load fails, the entry is removed but not marked as failed: who waits for
// it already holds on to the removed entry and waits for ever.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <list>
#include <map>
#include <memory>
#include <stdexcept>

namespace {

class LoadError : public std::runtime_error {
  public:
    explicit LoadError(int key) : std::runtime_error("cannot load " + std::to_string(key)) {}
};

class Cache {
  public:
    using Loader = std::function<int(int key)>;

    Cache(std::size_t capacity, Loader loader) : capacity_(capacity), loader_(std::move(loader)) {}

    // Loads the value unless it is there. Throws what the loader throws; a failure is not kept, the
    // next call tries again.
    int get(int key) {
        std::unique_lock lock(mutex_);
        for (;;) {
            const auto found = entries_.find(key);
            if (found == entries_.end()) return load(key, lock);
            const std::shared_ptr<Entry> entry = found->second;
            loaded_.wait(lock, [&] { return entry->state != State::loading; });
            if (entry->state == State::ready) {
                touch(key);
                return entry->value;
            }
        }
    }

    std::size_t size() {
        std::lock_guard lock(mutex_);
        return entries_.size();
    }

  private:
    enum class State { loading, ready, failed };

    struct Entry {
        State state = State::loading;
        int value = 0;
    };

    int load(int key, std::unique_lock<std::mutex>& lock) {
        const auto entry = std::make_shared<Entry>();
        entries_[key] = entry;
        lock.unlock();
        int value = 0;
        try {
            value = loader_(key);
        } catch (...) {
            lock.lock();
            entries_.erase(key);
#ifndef FAULTY
            entry->state = State::failed;
#endif
            loaded_.notify_all();
            throw;
        }
        lock.lock();
        entry->value = value;
        entry->state = State::ready;
        recent_.push_front(key);
        make_room();
        loaded_.notify_all();
        return value;
    }

    // An entry that was evicted while somebody still waited for its value is no longer in the list.
    void touch(int key) {
        for (auto place = recent_.begin(); place != recent_.end(); ++place) {
            if (*place == key) {
                recent_.splice(recent_.begin(), recent_, place);
                return;
            }
        }
    }

    // Entries that are being loaded are not in the list and cannot be evicted.
    void make_room() {
        while (recent_.size() > capacity_) {
            entries_.erase(recent_.back());
            recent_.pop_back();
        }
    }

    const std::size_t capacity_;
    const Loader loader_;
    std::mutex mutex_;
    std::condition_variable loaded_;
    std::map<int, std::shared_ptr<Entry>> entries_;
    std::list<int> recent_;
};

// A disk whose first access to key 7 fails.
class Disk {
  public:
    int read(int key) {
        ++reads_;
        if (key == 7 && !has_failed_.exchange(true)) throw LoadError(key);
        return key * 100;
    }

    [[nodiscard]] int reads() const { return reads_.load(); }

  private:
    std::atomic<int> reads_{0};
    std::atomic<bool> has_failed_{false};
};

}  // namespace

TEST(Schedules, Program) {
    Disk disk;
    Cache cache(2, [&](int key) { return disk.read(key); });
    std::atomic<int> failures{0};
    std::atomic<int> wrong_values{0};
    const auto use = [&](const std::vector<int>& keys) {
        for (const int key : keys) {
            try {
                if (cache.get(key) != key * 100) ++wrong_values;
            } catch (const LoadError&) {
                ++failures;
            }
        }
    };
    std::thread one([&] { use({7, 1}); });
    std::thread two([&] { use({7, 2}); });
    std::thread three([&] { use({1, 7}); });
    one.join();
    two.join();
    three.join();
    EXPECT_EQ(failures.load(), 1);
    EXPECT_EQ(wrong_values.load(), 0);
    EXPECT_LE(cache.size(), 2U);
    EXPECT_GE(disk.reads(), 4);
}
