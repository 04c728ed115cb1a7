// Fails: speed, too slow, "no longer than the slowest"
// "More threads than cores are no use." That is true of work that computes. What only waits needs
// no core.
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
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < 8; ++worker) {
        threads.emplace_back([&] {
            for (std::size_t i = next++; i < urls.size(); i = next++)
                results[i] = fetch_one(urls[i]);
        });
    }
    threads.clear();
    return results;
}
