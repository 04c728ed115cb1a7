// Asynchronous enter and exit, and a stream of items that have to be waited for.
#pragma once

#include <racecourse/not_started.h>

#include <asio.hpp>

#include <cstddef>
#include <functional>
#include <optional>

using asio::awaitable;

// All of this is for coroutines of one executor that runs one of them at a time: a loop that one
// thread runs, or a strand. What is cancelled throws asio::system_error, with operation_aborted.

// What Python's `async with` does. A resource has `awaitable<void> enter()` and
// `awaitable<void> exit()`, and `body(resource)` is an awaitable<void>.
//
// Awaits enter(), then the body, then exit(), however the body was left: by its end, an exception,
// or because it was cancelled. Nothing cuts exit() short: it may wait as usual, after a
// cancellation too, and if one comes while it runs. Then what the body has thrown is thrown; else
// what exit() has. When enter() throws, neither of the others runs.
template <class Resource, class Body>
awaitable<void> with(Resource& resource, Body body) {
    racecourse::not_started("with");
}

// Where a source puts its items. It is a handle: a copy leads to the same stream.
template <class T>
class Sink {
  public:
    // Waits until there is room for the item in the stream, and puts it there.
    awaitable<void> send(T item) { racecourse::not_started("Sink::send"); }
};

// Items that come one by one, from a coroutine that runs ahead of those who ask for them. It is a
// resource, for with(): enter() comes before all else, exit() last, and each of them once. A stream
// is destroyed before its loop, or with the coroutine in which it is.
template <class T>
class Stream {
  public:
    // Sends the items to its sink, and returns at their end, or throws.
    using Source = std::function<awaitable<void>(Sink<T>)>;

    // The source runs ahead by up to `ahead` items (at least 1), which wait in the stream.
    Stream(std::size_t ahead, Source source) {}

    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // Starts the source, on the executor of the caller, and returns.
    awaitable<void> enter() { racecourse::not_started("Stream::enter"); }

    // Waits for the next item. After the last one: nothing, as often as one asks; or, when the
    // source has thrown, first of all that exception. One caller at a time; if it is cancelled
    // while it waits, no item is lost.
    awaitable<std::optional<T>> next() { racecourse::not_started("Stream::next"); }

    // Cancels the source if it still runs, and waits until it has ended, whatever it throws then.
    awaitable<void> exit() { racecourse::not_started("Stream::exit"); }
};

// What Python's `async for` does: enters the stream, awaits `body(item)` for each item in its
// order, and exits the stream, however this is left: by the end of the items, an exception of the
// source or of the body, or a cancellation.
template <class T, class Body>
awaitable<void> for_each(Stream<T>& stream, Body body) {
    racecourse::not_started("for_each");
}
