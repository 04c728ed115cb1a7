// A value that is made when somebody first needs it, once, for any number of threads.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <utility>

// A Value that `make` returns, and that takes long to make or may never be needed. Value can be
// moved; it need not have a default constructor, and need not be copyable.
template <class Value>
class Lazy {
  public:
    // Makes nothing yet. If nobody ever asks for the value, `make` is never called.
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    // Returns the value, and makes it if it is not there yet. Any thread may call this at any time.
    //
    // - One thread calls `make`, and others who ask meanwhile wait for it, asleep. All get the same
    //   object. Once `make` has returned a value it is never called again.
    // - If `make` throws, the exception reaches the caller whose thread had called it, and nobody
    //   else. The failure is forgotten: one of those who wait calls `make` now, or, if nobody
    //   waits, the next who asks.
    // - Once the value is there, this costs next to nothing, and nobody waits for anybody.
    // - Lazy objects have nothing to do with each other, even if they are of one type. While one is
    //   being made, another can be read or made, and `make` may ask another one for its value.
    // - The reference is good for as long as this object lives.
    [[nodiscard]] const Value& get() {
        std::call_once(made_, [this] { value_.emplace(make_()); });
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::once_flag made_;         // set when make_ has returned, not when it has thrown
    std::optional<Value> value_;  // written once, inside call_once; everybody reads it after that
};
