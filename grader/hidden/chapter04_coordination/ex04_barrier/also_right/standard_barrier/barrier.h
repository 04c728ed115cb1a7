// Another design: the standard's own barrier. Its completion step is a type and must be noexcept,
// so the function gets a wrapper. (And heat.h does without a completion step.)
#pragma once

#include <barrier>
#include <functional>
#include <utility>

class Barrier {
  public:
    explicit Barrier(int members, std::function<void()> completion = {})
        : barrier_(members, Completion{std::move(completion)}) {}

    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    void arrive_and_wait() { barrier_.arrive_and_wait(); }
    void arrive_and_drop() { barrier_.arrive_and_drop(); }

  private:
    struct Completion {
        std::function<void()> function;
        void operator()() noexcept {
            if (function) function();
        }
    };

    std::barrier<Completion> barrier_;
};
