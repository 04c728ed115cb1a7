// A newsletter: letters, headlines and pictures, sent by threads of their own.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// Words counted so far. Any thread may add at any time. A copy is a count of its own, which goes on
// from where this one stood.
class WordCount {
  public:
    WordCount() = default;
    WordCount(const WordCount& other) : words_(other.words()) {}

    void add(long words) { words_.fetch_add(words); }
    [[nodiscard]] long words() const { return words_.load(); }

  private:
    std::atomic<long> words_{0};
};

// Each of the functions below gets threads ready and returns them. A thread then waits for the
// signal `go` before it does its work, which may be long after the call.
//
// All that a caller passes in may be changed or destroyed as soon as the call has returned: names,
// texts, functions, the caller's own handle of the signal. Only `total` is shared, and the caller
// keeps it until the threads have ended.
using Signal = std::shared_future<void>;

// One thread for each name, in their order: it calls greet(name).
inline std::vector<std::jthread> greet_all(const std::vector<std::string>& names, const Signal& go,
                                           const std::function<void(const std::string&)>& greet) {
    std::vector<std::jthread> threads;
    for (const std::string& name : names) {
        threads.emplace_back([name, go, greet] {  // copies: all three may be gone before it begins
            go.wait();
            greet(name);
        });
    }
    return threads;
}

// One thread, which calls publish("Today: " + topic).
inline std::jthread announce(const std::string& topic, const Signal& go,
                             const std::function<void(std::string_view)>& publish) {
    // A string, not a view: a view does not keep alive what it looks at.
    return std::jthread([headline = "Today: " + topic, go, publish] {
        go.wait();
        publish(headline);
    });
}

inline long words_in(const std::string& text) {
    std::istringstream stream(text);
    std::string word;
    long words = 0;
    while (stream >> word) ++words;
    return words;
}

inline void count_words(std::string text, Signal go, WordCount& total) {
    go.wait();
    total.add(words_in(text));
}

// One thread for each text: it adds the number of words in it to `total`.
inline std::vector<std::jthread> count_all(const std::vector<std::string>& texts, const Signal& go,
                                           WordCount& total) {
    std::vector<std::jthread> threads;
    // A thread copies its arguments. std::ref says that this one is shared on purpose.
    for (const std::string& text : texts) {
        threads.emplace_back(count_words, text, go, std::ref(total));
    }
    return threads;
}

// One thread for each name: it calls deliver(name, picture), with a picture that is its own, so
// that deliver may draw the name into it.
inline std::vector<std::jthread> deliver_all(
    const std::vector<std::string>& names, std::vector<char> picture, const Signal& go,
    const std::function<void(const std::string&, std::vector<char>&)>& deliver) {
    std::vector<std::jthread> threads;
    for (const std::string& name : names) {
        // A copy for each: what has been moved from is empty for all who come later.
        threads.emplace_back([name, go, deliver, picture]() mutable {
            go.wait();
            deliver(name, picture);
        });
    }
    return threads;
}
