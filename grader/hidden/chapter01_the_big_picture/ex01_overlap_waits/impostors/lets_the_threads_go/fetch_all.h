// Fails: examples, wrong, "pages[0].body"
// Detached threads are on their own. Nobody waits for them, so nothing has come yet when the
// results are returned.
#pragma once

#include <racecourse/http_get.h>

#include <cstddef>
#include <memory>
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
    auto results = std::make_shared<std::vector<Fetched>>(urls.size());
    for (std::size_t i = 0; i < urls.size(); ++i)
        std::thread([results, url = urls[i], i] { (*results)[i] = fetch_one(url); }).detach();
    return *results;
}
