// Fails: behaviour, wrong, "the connection broke"
// The future hands on the exception of the first URL that fails, and it takes all the pages with it
// that had been fetched.
#pragma once

#include <racecourse/http_get.h>

#include <future>
#include <string>
#include <vector>

struct Fetched {
    std::string url;
    std::string body;
    std::string error;
};

inline Fetched fetch_one(const std::string& url) {
    const racecourse::Response response = racecourse::http_get(url);
    if (response.status == 200) return {url, response.body, ""};
    return {url, "", "status " + std::to_string(response.status)};
}

[[nodiscard]] inline std::vector<Fetched> fetch_all(const std::vector<std::string>& urls) {
    std::vector<std::future<Fetched>> futures;
    for (const std::string& url : urls)
        futures.push_back(std::async(std::launch::async, [&url] { return fetch_one(url); }));
    std::vector<Fetched> results;
    for (auto& future : futures) results.push_back(future.get());
    return results;
}
