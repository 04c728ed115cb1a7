// Fails: behaviour, wrong, "next() should give these first"
// Whether the source has failed is looked at first. The items that it had sent before are lost.
#pragma once

#include <asio.hpp>
#include <asio/experimental/as_tuple.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

using asio::awaitable;

// All of this is for coroutines of one executor that runs one of them at a time: a loop that one
// thread runs, or a strand. What is cancelled throws asio::system_error, with operation_aborted.

// What Python's `async with` does: enters, runs the body, and exits, however the body is left.
template <class Resource, class Body>
awaitable<void> with(Resource& resource, Body body) {
    co_await resource.enter();
    std::exception_ptr error;
    try {
        co_await body(resource);
    } catch (...) {
        error = std::current_exception();
    }
    // From here on nothing cuts it short: neither a cancellation that has been, nor one to come.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    try {
        co_await resource.exit();
    } catch (...) {
        if (!error) error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    if (error) std::rethrow_exception(error);
}

// What a stream and its source have in common.
template <class T>
struct Buffer {
    Buffer(const asio::any_io_executor& executor, std::size_t limit)
        : ahead(limit), changed(executor, asio::steady_timer::time_point::max()) {}

    // Waits until somebody has changed something.
    awaitable<void> change() {
        co_await changed.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw asio::system_error(asio::error::operation_aborted);
    }

    const std::size_t ahead;
    asio::steady_timer changed;  // cancel() rings; nobody ever waits until it expires
    asio::cancellation_signal cancel;
    std::deque<T> items;
    bool ended = false;
    std::exception_ptr error;
};

// Where a source puts its items.
template <class T>
class Sink {
  public:
    explicit Sink(std::shared_ptr<Buffer<T>> buffer) : buffer_(std::move(buffer)) {}

    awaitable<void> send(T item) {
        const auto buffer = buffer_;
        while (buffer->items.size() >= buffer->ahead) co_await buffer->change();
        buffer->items.push_back(std::move(item));
        buffer->changed.cancel();
    }

  private:
    std::shared_ptr<Buffer<T>> buffer_;
};

template <class T>
class Stream {
  public:
    using Source = std::function<awaitable<void>(Sink<T>)>;

    Stream(std::size_t ahead, Source source) : ahead_(ahead), source_(std::move(source)) {}

    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    awaitable<void> enter() {
        const auto executor = co_await asio::this_coro::executor;
        buffer_ = std::make_shared<Buffer<T>>(executor, ahead_);
        auto ended = [buffer = buffer_](const std::exception_ptr& error) {
            buffer->error = error;
            buffer->ended = true;
            buffer->changed.cancel();
        };
        asio::co_spawn(executor, source_(Sink<T>(buffer_)),
                       asio::bind_cancellation_slot(buffer_->cancel.slot(), std::move(ended)));
    }

    awaitable<std::optional<T>> next() {
        while (buffer_->items.empty() && !buffer_->ended) co_await buffer_->change();
        if (buffer_->error) std::rethrow_exception(std::exchange(buffer_->error, nullptr));
        if (buffer_->items.empty()) co_return std::nullopt;
        std::optional<T> item = std::move(buffer_->items.front());
        buffer_->items.pop_front();
        buffer_->changed.cancel();
        co_return item;
    }

    awaitable<void> exit() {
        if (!buffer_->ended) buffer_->cancel.emit(asio::cancellation_type::all);
        while (!buffer_->ended) co_await buffer_->change();
        buffer_->items.clear();
        buffer_->error = nullptr;
    }

  private:
    std::size_t ahead_;
    Source source_;
    std::shared_ptr<Buffer<T>> buffer_;  // the source has it as well
};

// What Python's `async for` does, with the stream entered before and exited afterwards.
template <class T, class Body>
awaitable<void> for_each(Stream<T>& stream, Body body) {
    auto all = [&body](Stream<T>& entered) -> awaitable<void> {
        while (auto item = co_await entered.next()) co_await body(std::move(*item));
    };
    co_await with(stream, std::move(all));
}
