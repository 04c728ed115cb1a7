// Another design: the results come in as they come, each with its number, under a lock; in the end
// they are put in order. Good where somebody wants to see each one as soon as it is there.
#pragma once

#include <racecourse/http_get.h>

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
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
    std::map<std::size_t, Fetched> arrived;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        threads.emplace_back([&, i] {
            Fetched result = fetch_one(urls[i]);
            std::lock_guard lock(mutex);
            arrived[i] = std::move(result);
        });
    }
    for (std::thread& thread : threads) thread.join();
    std::vector<Fetched> results;
    for (auto& [i, result] : arrived) results.push_back(std::move(result));
    return results;
}
