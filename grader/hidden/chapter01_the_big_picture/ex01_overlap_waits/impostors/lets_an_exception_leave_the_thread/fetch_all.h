// Fails: behaviour, crash, "HttpError"
// Nobody catches what http_get throws, and an exception that leaves a thread ends the program.
#pragma once

#include <racecourse/http_get.h>

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
    const racecourse::Response response = racecourse::http_get(url);
    if (response.status == 200) return {url, response.body, ""};
    return {url, "", "status " + std::to_string(response.status)};
}

[[nodiscard]] inline std::vector<Fetched> fetch_all(const std::vector<std::string>& urls) {
    std::vector<Fetched> results(urls.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < urls.size(); ++i)
            threads.emplace_back([&, i] { results[i] = fetch_one(urls[i]); });
    }
    return results;
}
