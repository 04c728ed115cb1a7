// Fails: speed, too slow, "starves"
// One less than there are seats may sit down, so somebody always has both forks. But neither the
// semaphore nor a mutex looks who has waited longest.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <semaphore>
#include <vector>

class DiningTable {
  public:
    explicit DiningTable(int seats) : forks_(seats), places_(seats - 1) {}

    DiningTable(const DiningTable&) = delete;
    DiningTable& operator=(const DiningTable&) = delete;

    void dine(int seat, const std::function<void()>& eat) {
        places_.acquire();
        struct StandUp {
            std::counting_semaphore<>& places;
            ~StandUp() { places.release(); }
        } at_the_end{places_};
        const std::lock_guard left(forks_[seat]);
        const std::lock_guard right(forks_[(seat + 1) % forks_.size()]);
        eat();
    }

  private:
    std::vector<std::mutex> forks_;  // forks_[i] lies to the left of seat i
    std::counting_semaphore<> places_;
};
