// What tests of the suite Speed are written with. They run on eight virtual cores: the conductor
// lets the thread run that has come least far in virtual time, which is its own processor time.
// Sleeping and waiting cost nothing, and the clocks and time-outs of the standard library follow.
//
//   TEST(Speed, EachThreadSumsItsPart) {
//       const auto numbers = make_numbers();
//       EXPECT_SPEEDUP([&] { racecourse::use(plain_sum(numbers)); },
//                      [&] { racecourse::use(sum(numbers, racecourse::cores())); })
//           << "Nothing keeps eight threads from summing at the same time.";
//   }
//
// How much faster it must be stands in exercise.toml, where `racecourse author calibrate` writes
// it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <sstream>
#include <string>

namespace racecourse {

inline constexpr int virtual_cores = 8;

// How many threads a test should use: 8, or the machine's own cores where real time is measured.
[[nodiscard]] int cores();

struct Took {
    std::chrono::nanoseconds time{};  // from its beginning to its end
    std::chrono::nanoseconds work{};  // processor time of all threads together
    std::chrono::nanoseconds spun{};  // the part of it spent on looking at what had not changed
    int threads = 0;                  // that it started
    long misses = 0;                  // cache lines that had to come from another core
};

// Runs `body` and says what it took.
[[nodiscard]] Took took(const std::function<void()>& body);

// Something that is asked for; the grader decides from several runs. Sent when it is destroyed.
class Demand {
  public:
    // `parallel` must be faster than `sequential`.
    Demand(const std::function<void()>& sequential, const std::function<void()>& parallel,
           const char* file, int line);
    template <class Measured, class Limit>
    static Demand at_most(Measured measured, Limit limit, const char* what, const char* file,
                          int line) {
        return {'m', is_time<Measured>, plain(measured), plain(limit), what, file, line};
    }
    template <class Measured, class Limit>
    static Demand at_least(Measured measured, Limit limit, const char* what, const char* file,
                           int line) {
        return {'l', is_time<Measured>, plain(measured), plain(limit), what, file, line};
    }
    ~Demand();
    Demand(const Demand&) = delete;
    Demand& operator=(const Demand&) = delete;

    template <class T>
    Demand& operator<<(const T& text) {
        because_ << text;
        return *this;
    }

  private:
    Demand(char kind, bool time, std::int64_t measured, std::int64_t limit, const char* what,
           const char* file, int line)
        : kind_(kind),
          time_(time),
          measured_(measured),
          limit_(limit),
          what_(what),
          file_(file),
          line_(line) {}

    template <class T>
    static constexpr bool is_time = !std::is_arithmetic_v<T>;
    template <class T>
    static std::int64_t plain(T value) {
        if constexpr (std::is_arithmetic_v<T>)
            return static_cast<std::int64_t>(value);
        else
            return std::chrono::duration_cast<std::chrono::nanoseconds>(value).count();
    }

    char kind_;
    bool time_;
    std::int64_t measured_, limit_;
    std::chrono::nanoseconds sequential_{};
    const char* what_;
    const char* file_;
    int line_;
    std::ostringstream because_;
};

}  // namespace racecourse

#define EXPECT_SPEEDUP(...) ::racecourse::Demand(__VA_ARGS__, __FILE__, __LINE__)
#define EXPECT_AT_MOST(measured, limit) \
    ::racecourse::Demand::at_most(measured, limit, #measured, __FILE__, __LINE__)
#define EXPECT_AT_LEAST(measured, limit) \
    ::racecourse::Demand::at_least(measured, limit, #measured, __FILE__, __LINE__)
