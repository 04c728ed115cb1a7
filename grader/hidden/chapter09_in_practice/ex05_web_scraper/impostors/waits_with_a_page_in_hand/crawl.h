// Fails: speed, too slow, "others can fetch from the quick one"
// Takes a page first, and then waits until its host has room. With many pages of one host in front,
// all workers wait for that host.
#pragma once

#include <racecourse/html.h>
#include <racecourse/http_get.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
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

class Crawler {
  public:
    Crawler(const std::string& start, const Limits& limits) : limits_(limits) { found(start); }

    std::map<std::string, Visited> run() {
        {
            std::vector<std::jthread> workers;
            for (int i = 0; i < limits_.at_once; ++i) workers.emplace_back([this] { work(); });
        }  // every worker is joined here
        return std::move(visited_);
    }

  private:
    struct Host {
        int fetching = 0;                                   // under way
        bool asked = false;                                 // for robots.txt
        std::optional<std::vector<std::string>> forbidden;  // what robots.txt said, once it is here
        std::deque<std::string> pages;                      // to be fetched
    };
    struct Job {
        Host* host;  // stays where it is: a map does not move its elements
        std::string address;
        bool is_robots;
    };
    struct Fetched {
        Visited visited;
        std::string body;
    };

    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            std::optional<Job> job;
            job_or_end_.wait(lock, [&] { return (job = next_job()) || busy_ == 0; });
            if (!job) return;  // and nobody is busy: there will be no more
            ++busy_;
            room_.wait(lock, [&] { return job->host->fetching < limits_.per_host; });
            ++job->host->fetching;
            lock.unlock();
            const Fetched fetched = fetch(job->address);
            std::vector<std::string> links;
            if (!job->is_robots) links = links_of(job->address, fetched.body);
            lock.lock();
            --job->host->fetching;
            --busy_;
            if (job->is_robots) {
                job->host->forbidden = forbidden_by(fetched.body);
            } else {
                visited_[job->address] = fetched.visited;
                for (const std::string& link : links) found(link);
            }
            job_or_end_.notify_all();
            room_.notify_all();
        }
    }

    // Something to fetch from a host that has room. With the lock.
    std::optional<Job> next_job() {
        for (auto& [name, host] : hosts_) {
            if (!host.asked) {
                host.asked = true;
                return Job{&host, name + "/robots.txt", true};
            }
            while (host.forbidden && !host.pages.empty()) {
                const std::string address = std::move(host.pages.front());
                host.pages.pop_front();
                if (!is_forbidden(address, *host.forbidden)) return Job{&host, address, false};
                visited_[address].error = "forbidden";
            }
        }
        return std::nullopt;
    }

    // Look and enter are one step. With the lock, or before there are workers.
    void found(const std::string& address) {
        if (known_.insert(address).second) hosts_[host_of(address)].pages.push_back(address);
    }

    // Throws nothing: a bad page is a result like others.
    Fetched fetch(const std::string& address) const {
        try {
            const racecourse::Response response = racecourse::http_get(address, limits_.patience);
            if (response.status != 200)
                return {{.title = "", .error = "status " + std::to_string(response.status)}, ""};
            return {{racecourse::read_html(response.body).title, ""}, response.body};
        } catch (const racecourse::HttpError& error) {
            return {{"", error.what()}, ""};
        }
    }

    static std::vector<std::string> links_of(const std::string& address, const std::string& body) {
        std::vector<std::string> addresses;
        for (const std::string& link : racecourse::read_html(body).links) {
            std::string there = racecourse::address_of(address, link);
            if (!there.empty()) addresses.push_back(std::move(there));
        }
        return addresses;
    }

    const Limits limits_;
    std::mutex mutex_;
    std::condition_variable job_or_end_;
    std::condition_variable room_;
    int busy_ = 0;                            // the rest is guarded by mutex_
    std::map<std::string, Host> hosts_;       // by their names
    std::set<std::string> known_;             // every address that was ever found
    std::map<std::string, Visited> visited_;  // what came of it
};

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
    return Crawler(start, limits).run();
}
