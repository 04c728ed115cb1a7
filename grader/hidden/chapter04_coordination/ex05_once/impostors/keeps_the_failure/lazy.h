// Fails: examples, wrong, "the file is not there"
// An asynchronous task runs once and keeps its result, which is just what is asked for. But it
// keeps an exception as well.
#pragma once

#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

template <class Value>
class Lazy {
  public:
    explicit Lazy(std::function<Value()> make) : make_(std::move(make)) {}

    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    [[nodiscard]] const Value& get() {
        std::call_once(started_, [this] { result_ = std::async(std::launch::deferred, make_); });
        return result_.get();
    }

  private:
    const std::function<Value()> make_;
    std::once_flag started_;
    std::shared_future<Value> result_;
};
