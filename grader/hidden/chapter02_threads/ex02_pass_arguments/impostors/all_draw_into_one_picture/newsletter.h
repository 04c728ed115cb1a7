// Fails: races, race, "deliver(name, *shared)"
// Shared ownership keeps the buffer alive as long as anybody needs it. But it is one buffer, and
// each thread may draw into it.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
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
        threads.emplace_back([name, go, greet] {  // copies: all three may be gone before it begins
            go.wait();
            greet(name);
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
    const auto shared = std::make_shared<std::vector<char>>(std::move(picture));
    for (const std::string& name : names) {
        threads.emplace_back([name, go, deliver, shared] {
            go.wait();
            deliver(name, *shared);
        });
    }
    return threads;
}
