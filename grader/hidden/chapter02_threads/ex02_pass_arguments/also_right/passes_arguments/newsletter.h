// Another design: no captures, all as arguments of the thread, which copies each of them. It cannot
// refer to anything by accident; a list of captures says more plainly what the thread has.
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
    for (const std::string& name : names) {
        threads.emplace_back(
            [](const std::string& own_name, const Signal& signal,
               const std::function<void(const std::string&)>& call) {
                signal.wait();
                call(own_name);
            },
            name, go, greet);
    }
    return threads;
}

inline std::jthread announce(const std::string& topic, const Signal& go,
                             const std::function<void(std::string_view)>& publish) {
    return std::jthread(
        [](const std::string& headline, const Signal& signal,
           const std::function<void(std::string_view)>& call) {
            signal.wait();
            call(headline);
        },
        "Today: " + topic, go, publish);
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
        threads.emplace_back(
            [](const std::string& own_name, std::vector<char> own_picture, const Signal& signal,
               const std::function<void(const std::string&, std::vector<char>&)>& call) {
                signal.wait();
                call(own_name, own_picture);
            },
            name, picture, go, deliver);
    }
    return threads;
}
