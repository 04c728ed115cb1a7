// Fails: speed, too slow, "asleep"
// Everything at once and in order, but whoever waits looks all the time whether it is over.
#pragma once

#include <racecourse/http_get.h>

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

struct Fetched {
    std::string url;
    std::string body;
    std::string error;
};

inline Fetched fetch_one(const std::string& url) {
    try {
        const racecourse::Response response = racecourse::http_get(url);
        if (response.status == 200) return {url, response.body, ""};
        return {url, "", "status " + std::to_string(response.status)};
    } catch (const racecourse::HttpError& error) {
        return {url, "", error.what()};
    }
}

[[nodiscard]] inline std::vector<Fetched> fetch_all(const std::vector<std::string>& urls) {
    std::vector<Fetched> results(urls.size());
    std::atomic<std::size_t> done{0};
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        threads.emplace_back([&, i] {
            results[i] = fetch_one(urls[i]);
            ++done;
        });
    }
    while (done < urls.size()) {
    }
    threads.clear();
    return results;
}
