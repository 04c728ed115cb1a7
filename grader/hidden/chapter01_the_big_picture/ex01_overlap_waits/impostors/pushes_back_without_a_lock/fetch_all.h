// Fails: races, race, "results"
// Room for all results is reserved, so nothing moves; and they are put in order in the end. But
// each push_back also changes the size of the one vector.
#pragma once

#include <racecourse/http_get.h>

#include <algorithm>
#include <cstddef>
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
    std::vector<std::pair<std::size_t, Fetched>> results;
    results.reserve(urls.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < urls.size(); ++i) {
            threads.emplace_back([&, i] {
                Fetched result = fetch_one(urls[i]);
                results.push_back({i, result});
            });
        }
    }
    std::sort(results.begin(), results.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Fetched> ordered;
    for (auto& [i, result] : results) ordered.push_back(result);
    return ordered;
}
