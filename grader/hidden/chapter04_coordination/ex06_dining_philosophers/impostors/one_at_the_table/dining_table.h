// Fails: speed, too slow, "empty seat"
// One lock for the whole table, kept in order by numbers, so that nobody starves. But one eats, and
// all others look on, however far away they sit.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

class DiningTable {
  public:
    explicit DiningTable(int seats) : seats_(seats) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        std::unique_lock lock(mutex_);
        const long mine = next_number_++;
        changed_.wait(lock, [&] { return now_eating_ == mine; });
        lock.unlock();
        struct Done {
            DiningTable& table;
            ~Done() {
                const std::lock_guard lock(table.mutex_);
                ++table.now_eating_;
                table.changed_.notify_all();
            }
        } at_the_end{*this};
        eat();
    }

  private:
    [[maybe_unused]] const int seats_;
    std::mutex mutex_;
    std::condition_variable changed_;
    long next_number_ = 0;  // guarded by mutex_
    long now_eating_ = 0;   // guarded by mutex_
};
