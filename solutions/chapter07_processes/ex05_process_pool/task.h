// What travels between a pool and its workers: calls and their outcomes, as bytes. All of this is
// ready; you need packed_call(), outcome_of(), result_in() and the three exceptions.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

// The task threw an exception; what() is what that one said.
class TaskFailed : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The process died that was doing the task.
class WorkerDied : public std::runtime_error {
  public:
    WorkerDied() : std::runtime_error("a worker died before its task was done") {}
};

// The result is not there yet.
class TimedOut : public std::runtime_error {
  public:
    TimedOut() : std::runtime_error("the result did not come in time") {}
};

// What can be sent to another process. What an object points to stays behind, so: strings, and
// types that are no more than their bytes.
template <class T>
concept Sendable = std::same_as<T, std::string> ||
    (std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);

template <Sendable T>
void pack(std::string& bytes, const T& value) {
    if constexpr (std::same_as<T, std::string>) {
        pack(bytes, value.size());
        bytes += value;
    } else {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
}

template <Sendable T>
T unpack(std::string_view& bytes) {
    if constexpr (std::same_as<T, std::string>) {
        const auto size = unpack<std::size_t>(bytes);
        std::string value(bytes.substr(0, size));
        bytes.remove_prefix(size);
        return value;
    } else {
        std::array<char, sizeof(T)> raw;
        std::memcpy(raw.data(), bytes.data(), raw.size());
        bytes.remove_prefix(raw.size());
        return std::bit_cast<T>(raw);
    }
}

using Caller = std::string (*)(std::string_view);

template <class Result, class... Arguments>
std::string call_and_pack(std::string_view bytes) {
    using Function = Result (*)(Arguments...);
    const auto function = reinterpret_cast<Function>(unpack<std::uintptr_t>(bytes));
    std::tuple<std::decay_t<Arguments>...> arguments{unpack<std::decay_t<Arguments>>(bytes)...};
    std::string result;
    pack(result, std::apply(function, std::move(arguments)));
    return result;
}

// A call, to be sent to a worker. It names the function by its address: that is the same in all
// processes that were forked from this one.
template <class Result, class... Arguments>
std::string packed_call(Result (*function)(Arguments...),
                        const std::tuple<std::decay_t<Arguments>...>& arguments) {
    const Caller caller = call_and_pack<Result, Arguments...>;
    std::string call;
    pack(call, reinterpret_cast<std::uintptr_t>(caller));
    pack(call, reinterpret_cast<std::uintptr_t>(function));
    std::apply([&call](const auto&... each) { (pack(call, each), ...); }, arguments);
    return call;
}

// For the worker: makes the call and returns what came of it, to be sent back. Throws nothing.
inline std::string outcome_of(std::string_view call) {
    const auto caller = reinterpret_cast<Caller>(unpack<std::uintptr_t>(call));
    try {
        return "+" + caller(call);
    } catch (const std::exception& error) {
        return std::string("-") + error.what();
    } catch (...) {
        return "-unknown exception";
    }
}

// The result in an outcome. Throws TaskFailed if the task threw an exception.
template <class Result>
Result result_in(std::string_view outcome) {
    const bool failed = outcome.front() == '-';
    outcome.remove_prefix(1);
    if (failed) throw TaskFailed(std::string(outcome));
    return unpack<Result>(outcome);
}
