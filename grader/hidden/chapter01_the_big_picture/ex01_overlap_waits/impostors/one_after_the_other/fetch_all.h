// Fails: speed, too slow, "no longer than the slowest"
// Each page is waited for before the next one is asked for.
#pragma once

#include <racecourse/http_get.h>

#include <string>
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
    std::vector<Fetched> results;
    for (const std::string& url : urls) results.push_back(fetch_one(url));
    return results;
}
