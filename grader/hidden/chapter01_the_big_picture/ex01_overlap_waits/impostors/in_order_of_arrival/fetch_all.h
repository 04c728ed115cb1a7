// Fails: examples, wrong, "pages[0].body"
// The lock is right, but whoever is first is first.
#pragma once

#include <racecourse/http_get.h>

#include <mutex>
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
    std::mutex mutex;
    std::vector<Fetched> results;
    std::vector<std::jthread> threads;
    for (const std::string& url : urls) {
        threads.emplace_back([&] {
            Fetched result = fetch_one(url);
            std::lock_guard lock(mutex);
            results.push_back(result);
        });
    }
    threads.clear();
    return results;
}
