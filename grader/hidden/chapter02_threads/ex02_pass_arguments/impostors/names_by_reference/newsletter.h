// Fails: behaviour, crash, "greet(names[i])"
// The loop variable is copied, the names are not: "they are the caller's, so they live". Only until
// the call returns.
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

class WordCount {
  public:
    WordCount() = default;
    WordCount(const WordCount& other) : words_(other.words()) {}

    void add(long words) { words_.fetch_add(words); }
    [[nodiscard]] long words() const { return words_.load(); }

  private:
    std::atomic<long> words_{0};
};

using Signal = std::shared_future<void>;

inline std::vector<std::jthread> greet_all(const std::vector<std::string>& names, const Signal& go,
                                           const std::function<void(const std::string&)>& greet) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < names.size(); ++i) {
        threads.emplace_back([&names, go, greet, i] {
            go.wait();
            greet(names[i]);
        });
    }
    return threads;
}

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

inline std::vector<std::jthread> count_all(const std::vector<std::string>& texts, const Signal& go,
                                           WordCount& total) {
    std::vector<std::jthread> threads;
    // A thread copies its arguments. std::ref says that this one is shared on purpose.
    for (const std::string& text : texts) {
        threads.emplace_back(count_words, text, go, std::ref(total));
    }
    return threads;
}

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
