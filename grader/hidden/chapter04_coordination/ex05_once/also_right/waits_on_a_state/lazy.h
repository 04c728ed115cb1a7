// Another design: the state is an atomic, on which the others wait. No mutex is held while make
// runs, and it is plain to see what the three states are.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        while (state_.load() != ready) {
            int seen = nothing;
            if (state_.compare_exchange_strong(seen, being_made)) {
                make_it();
            } else {
                state_.wait(being_made);
            }
        }
        return *value_;
    }

  private:
    enum : int { nothing, being_made, ready };

    void make_it() {
        try {
            value_.emplace(make_());
        } catch (...) {
            state_.store(nothing);
            state_.notify_all();
            throw;
        }
        state_.store(ready);
        state_.notify_all();
    }

    const std::function<Value()> make_;
    std::atomic<int> state_{nothing};
    std::optional<Value> value_;  // belongs to whoever has set being_made
};
