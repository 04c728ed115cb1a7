// Fails: examples, crash, "null pointer"
// A once_flag can be neither copied nor moved, and looks like something there is one of, so it was
// made static. All objects of one type share it then, and only the first makes its value.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        static std::once_flag made;
        std::call_once(made, [this] { value_ = std::make_unique<Value>(make_()); });
        return *value_;
    }

  private:
    const std::function<Value()> make_;
    std::unique_ptr<Value> value_;
};
