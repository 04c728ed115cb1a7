// Many pages, fetched in the time of one.
#pragma once

#include <racecourse/http_get.h>

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

// What came of one URL: a page, or the reason why there is none.
struct Fetched {
    std::string url;
    std::string body;   // of the page; empty if there is none
    std::string error;  // empty if all went well
};

// One page; it throws nothing, so that it may run in a thread of its own.
inline Fetched fetch_one(const std::string& url) {
    try {
        const racecourse::Response response = racecourse::http_get(url);
        if (response.status == 200) return {url, response.body, ""};
        return {url, "", "status " + std::to_string(response.status)};
    } catch (const racecourse::HttpError& error) {
        return {url, "", error.what()};
    }
}

// Fetches all of the URLs at the same time, each once, with racecourse::http_get.
//
// - Blocks, asleep, until the slowest answer is there, and no longer.
// - The results are in the order of `urls`, whichever answer came first.
// - A page counts if its status is 200. With another status the error is "status 404", or whatever
// it
//   was; if http_get throws, it is what the exception says. Either way it stays with its URL: all
//   other pages are fetched as if nothing had happened, and nothing is thrown.
// - When the call returns, no thread of it is left.
// - There may be no URLs at all, up to fifty, and the same one twice. Any number of threads may
// call
//   this at the same time.
[[nodiscard]] inline std::vector<Fetched> fetch_all(const std::vector<std::string>& urls) {
    // Each thread has an element of its own to write to, so none of them needs a lock. The vector
    // has its full size before the first one starts: growing would move the elements about.
    std::vector<Fetched> results(urls.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < urls.size(); ++i)
            threads.emplace_back([&, i] { results[i] = fetch_one(urls[i]); });
    }  // every thread is joined here
    return results;
}
