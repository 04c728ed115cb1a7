// Another design: exit() runs in a coroutine of its own, which nobody can cancel; and the stream
// has a bell for each side, rung only when it is waited for.
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

// Runs the work where no cancellation comes. Gives what it has thrown.
inline awaitable<std::exception_ptr> shielded(awaitable<void> work) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer over(executor, asio::steady_timer::time_point::max());
    std::exception_ptr thrown;
    bool ended = false;
    auto note = [&](const std::exception_ptr& error) {
        thrown = error;
        ended = true;
        over.cancel();
    };
    asio::co_spawn(executor, std::move(work), std::move(note));
    while (!ended) {
        co_await asio::this_coro::reset_cancellation_state();
        co_await over.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
    }
    co_await asio::this_coro::reset_cancellation_state();
    co_return thrown;
}

template <class Resource, class Body>
awaitable<void> with(Resource& resource, Body body) {
    co_await resource.enter();
    std::exception_ptr error;
    try {
        co_await body(resource);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state();
    const std::exception_ptr of_exit = co_await shielded(resource.exit());
    if (error) std::rethrow_exception(error);
    if (of_exit) std::rethrow_exception(of_exit);
}

template <class T>
struct Pipe {
    Pipe(const asio::any_io_executor& executor, std::size_t limit)
        : ahead(limit),
          room(executor, asio::steady_timer::time_point::max()),
          item(executor, asio::steady_timer::time_point::max()) {}

    static awaitable<void> ring(asio::steady_timer& bell) {
        co_await bell.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw asio::system_error(asio::error::operation_aborted);
    }

    const std::size_t ahead;
    asio::steady_timer room;
    asio::steady_timer item;  // or the end
    asio::cancellation_signal cancel;
    std::deque<T> items;
    std::optional<std::exception_ptr> end;  // of the source, with what it has thrown
};

template <class T>
class Sink {
  public:
    explicit Sink(std::shared_ptr<Pipe<T>> pipe) : pipe_(std::move(pipe)) {}

    awaitable<void> send(T item) {
        const auto pipe = pipe_;
        while (pipe->items.size() == pipe->ahead) co_await Pipe<T>::ring(pipe->room);
        pipe->items.push_back(std::move(item));
        if (pipe->items.size() == 1) pipe->item.cancel();
    }

  private:
    std::shared_ptr<Pipe<T>> pipe_;
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
        pipe_ = std::make_shared<Pipe<T>>(executor, ahead_);
        auto ended = [pipe = pipe_](const std::exception_ptr& error) {
            pipe->end = error;
            pipe->item.cancel();
        };
        asio::co_spawn(executor, source_(Sink<T>(pipe_)),
                       asio::bind_cancellation_slot(pipe_->cancel.slot(), std::move(ended)));
    }

    awaitable<std::optional<T>> next() {
        for (;;) {
            if (!pipe_->items.empty()) {
                std::optional<T> item = std::move(pipe_->items.front());
                pipe_->items.pop_front();
                if (pipe_->items.size() + 1 == pipe_->ahead) pipe_->room.cancel();
                co_return item;
            }
            if (pipe_->end) {
                if (*pipe_->end) std::rethrow_exception(std::exchange(*pipe_->end, nullptr));
                co_return std::nullopt;
            }
            co_await Pipe<T>::ring(pipe_->item);
        }
    }

    awaitable<void> exit() {
        if (!pipe_->end) pipe_->cancel.emit(asio::cancellation_type::all);
        while (!pipe_->end) co_await Pipe<T>::ring(pipe_->item);
    }

  private:
    std::size_t ahead_;
    Source source_;
    std::shared_ptr<Pipe<T>> pipe_;
};

// What Python's `async for` does, with the stream entered before and exited afterwards.
template <class T, class Body>
awaitable<void> for_each(Stream<T>& stream, Body body) {
    auto all = [&body](Stream<T>& entered) -> awaitable<void> {
        while (auto item = co_await entered.next()) co_await body(std::move(*item));
    };
    co_await with(stream, std::move(all));
}
