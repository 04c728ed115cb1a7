// A crawler: from one page to all that can be reached from it, many at a time.
#pragma once

#include <racecourse/html.h>
#include <racecourse/http_get.h>
#include <racecourse/not_started.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <sstream>
#include <string>
#include <vector>

// How many at a time.
struct Limits {
    int at_once = 8;                             // fetches, of all hosts together
    int per_host = 2;                            // fetches, of one host
    std::chrono::milliseconds patience{30'000};  // for one fetch
};

// What came of one address: a page, or the reason why there is none.
struct Visited {
    std::string title;
    std::string error;  // empty if all went well
};

// The host of an address, with its port: "http://news.localhost:8080" of
// "http://news.localhost:8080/weather".
[[nodiscard]] inline std::string host_of(const std::string& address) {
    return address.substr(0, address.find('/', std::string("http://").size()));
}

// What a host's robots.txt forbids: the paths that stand in its lines "Disallow: /path".
[[nodiscard]] inline std::vector<std::string> forbidden_by(const std::string& robots) {
    const std::string word = "Disallow: ";
    std::vector<std::string> paths;
    std::istringstream lines(robots);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(word)) paths.push_back(line.substr(word.size()));
    return paths;
}

// Whether the address begins with one of the paths, below its host.
[[nodiscard]] inline bool is_forbidden(const std::string& address,
                                       const std::vector<std::string>& paths) {
    const std::string path = address.substr(host_of(address).size());
    return std::any_of(paths.begin(), paths.end(),
                       [&](const std::string& start) { return path.starts_with(start); });
}

// Fetches the page at `start`, the pages to which it links (racecourse::read_html finds the links,
// racecourse::address_of says where they lead), those to which these link, and so on, on any host.
// Returns what came of each address.
//
// - Each address is fetched once, however many pages link to it.
// - A page counts if its status is 200. With another one the error is "status 404", or whatever it
//   was; if the fetch throws, it is what the exception says. One that takes longer than `patience`
//   is given up. No such page ends or delays anything else.
// - Before anything else is fetched from a host, its "/robots.txt" is, once. What it forbids is not
//   fetched; the error is "forbidden". Without a robots.txt (another status than 200, or no answer)
//   all is allowed. It is no page, and not in the result.
// - Never are more than `at_once` fetches under way, and never more than `per_host` with one host,
//   that of robots.txt too. A page whose host has room waits for no page of another host, as long
//   as fewer than `at_once` are under way.
// - Whatever waits does so asleep. When the call returns, no thread of it is left.
// - Any number of threads may call this at the same time, each for a crawl of its own.
[[nodiscard]] inline std::map<std::string, Visited> crawl(const std::string& start,
                                                          const Limits& limits = {}) {
    racecourse::not_started("crawl");
}
