// Messages of the check speed, made by hand: what each thread did is written as a row of letters,
// one for each millisecond.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/text.h"
#include "explain/explain.h"

namespace grader {

inline constexpr std::string_view share_letters = "bslwzn";  // in CoreLanes::Share's order

inline const std::vector<std::string>& speed_code() {
    static const std::vector<std::string> lines = {
        "void run(int threads) {",                                     // 1
        "    for (int i = 0; i < threads; ++i) {",                     // 2
        "        std::thread worker([&, i] { part(i); });",            // 3
        "        worker.join();",                                      // 4
        "    std::lock_guard lock(mutex_);",                           // 5
        "    while (!ready_.load()) continue;",                        // 6
        "    counts_.left++;",                                         // 7
        "    counts_.right++;",                                        // 8
        "    total_.fetch_add(1);",                                    // 9
        "    std::this_thread::sleep_for(100ms);",                     // 10
        "    not_empty_.wait(lock, [&] { return !queue_.empty(); });"  // 11
    };
    return lines;
}

inline Names speed_names() {
    Names names;
    names.add("code/run.h", "mine/run.h", joined(speed_code(), "\n"));
    return names;
}

// The address that stands for a line of the learner's file.
inline std::string line_address(int line) {
    return fmt::format("{:x}", 0x1000 + line);
}

class Message {
  public:
    Message() {
        for (int line = 1; line <= static_cast<int>(speed_code().size()); ++line)
            document["places"][line_address(line)] = {
                {{"function", "std::thread::thread()"},
                 {"file", "/usr/include/thread"},
                 {"line", 7}},
                {{"function", "run(int)"}, {"file", "code/run.h"}, {"line", line}}};
    }

    Message& lane(const std::string& role, std::string_view letters, int started = 0) {
        nlohmann::json buckets = nlohmann::json::array();
        for (const char letter : letters) {
            std::vector<double> bucket(share_letters.size());
            if (const auto at = share_letters.find(letter); at != std::string_view::npos)
                bucket[at] = 1e6;
            buckets.push_back(bucket);
        }
        document["span"] = {{"begin", 5e6},
                            {"end", 5e6 + 1e6 * static_cast<double>(letters.size())}};
        nlohmann::json one = {{"thread", lanes_++}, {"role", role}, {"buckets", buckets}};
        if (started > 0) one["start"] = {line_address(started)};
        document["lanes"].push_back(one);
        return *this;
    }

    // Some threads that do the same.
    Message& lanes(int count, std::string_view letters, int started = 0) {
        for (int i = 0; i < count; ++i) lane("", letters, started);
        return *this;
    }

    Message& wait(const std::string& kind, double milliseconds, int line, int held = 0) {
        nlohmann::json one = {{"kind", kind},
                              {"address", "7fff0000"},
                              {"ns", milliseconds * 1e6},
                              {"times", 10},
                              {"stack", {line_address(line)}}};
        if (held > 0) one["held"] = {line_address(held)};
        document["waits"].push_back(one);
        return *this;
    }

    // The last wait is one of the test's code, which the learner's line has called; line 0: which
    // nobody has called.
    Message& in_test(int line) {
        document["places"]["2000"] = {
            {{"function", "test's"}, {"file", "test/tests.cpp"}, {"line", 7}}};
        nlohmann::json stack = {"2000"};
        if (line > 0) stack.push_back(line_address(line));
        document["waits"].back()["stack"] = stack;
        return *this;
    }

    // How often the last wait was one.
    Message& times(int count) {
        document["waits"].back()["times"] = count;
        return *this;
    }

    // Whether the lanes are of what the next demand speaks of.
    Message& demand(bool shown) {
        document["demands"].push_back({{"shown", shown}});
        return *this;
    }

    Message& line(std::vector<int> offsets, std::vector<int> lines) {
        std::vector<std::string> stack;
        for (const int one : lines) stack.push_back(line_address(one));
        document["lines"].push_back({{"misses", 100000},
                                     {"address", "7fff0040"},
                                     {"offsets", offsets},
                                     {"threads", 8},
                                     {"stack", stack}});
        return *this;
    }

    Message& end(const std::string& kind, const std::string& text = "") {
        document["end"] = kind;
        document["text"] = text;
        return *this;
    }

    [[nodiscard]] std::string text() const { return document.dump(); }

    nlohmann::json document = {{"test", "Speed.SumsInParallel"}, {"end", "nothing"}, {"cores", 8}};

  private:
    int lanes_ = 0;
};

}  // namespace grader
