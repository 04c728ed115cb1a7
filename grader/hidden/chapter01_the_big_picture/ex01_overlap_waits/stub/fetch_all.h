// Many pages, fetched in the time of one.
#pragma once

#include <racecourse/http_get.h>
#include <racecourse/not_started.h>

#include <string>
#include <vector>

// What came of one URL: a page, or the reason why there is none.
struct Fetched {
    std::string url;
    std::string body;   // of the page; empty if there is none
    std::string error;  // empty if all went well
};

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
    racecourse::not_started("fetch_all");
}
