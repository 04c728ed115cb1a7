// What litmus tests are written with: a few threads, each a few atomic operations, and the question
// which values they may read.
//
//   LITMUS(StoreBuffering) {
//       std::atomic<int> x{0}, y{0};
//       int r1 = -1, r2 = -1;
//       racecourse::litmus::threads([&] { x.store(1); r1 = y.load(); },
//                                   [&] { y.store(1); r2 = x.load(); });
//       racecourse::litmus::outcome("r1={} r2={}", r1, r2);
//   }
//
// A litmus test is a plain GoogleTest test of the suite Litmus. It expects nothing by itself: it
// tells its outcome to whoever asks, and the reader compares that with the lists above the test.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// Weak, because a program that nobody watches must link, too: it prints its outcome.
extern "C" __attribute__((weak)) void racecourse_outcome(const char* text);

#define LITMUS(name) TEST(Litmus, name)

namespace racecourse::litmus {

// Runs each callable in a thread of its own and waits until all have ended.
template <class... Callables>
void threads(Callables&&... callables) {
    std::vector<std::thread> running;
    running.reserve(sizeof...(callables));
    (running.emplace_back(std::forward<Callables>(callables)), ...);
    for (std::thread& thread : running) thread.join();
}

// Each {} in `format` stands for one of the values, in their order.
template <class... Integers>
void outcome(const char* format, Integers... values) {
    const std::vector<std::string> texts{std::to_string(values)...};
    std::string text = format;
    std::size_t from = 0;
    for (const std::string& value : texts) {
        const std::size_t place = text.find("{}", from);
        ASSERT_NE(place, std::string::npos) << "fewer {} than values in: " << format;
        text.replace(place, 2, value);
        from = place + value.size();
    }
    ASSERT_EQ(text.find("{}", from), std::string::npos) << "more {} than values in: " << format;
    if (racecourse_outcome != nullptr)
        racecourse_outcome(text.c_str());
    else
        std::printf("%s\n", text.c_str());
}

}  // namespace racecourse::litmus
