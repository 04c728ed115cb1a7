// A web server for tests, to be fetched from with http_get():
//
//   racecourse::HttpServer server({{"/fast", {.body = "hare"}},
//                                  {"/slow", {.body = "tortoise", .delay = 50ms}},
//                                  {"/lost", {.broken = true}}});
//   http_get(server.url("/fast"))
//
// Under the sanitizers it is a real one, on a socket of this machine. With the conductor nobody may
// really block: there the same description is answered in virtual time. Neither orders anything
// between the threads that fetch.
//
// Whoever includes this names libcpp-httplib-dev among the exercise's `packages`.
#pragma once

#include <racecourse/http_get.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace racecourse {

// How one path is answered.
struct Page {
    std::string body = {};
    int status = 200;
    std::chrono::milliseconds delay{1};    // before the answer begins
    int pieces = 1;                        // in which the body comes
    std::chrono::milliseconds between{0};  // from one piece to the next
    std::string redirect = {};             // the path or URL to go to instead
    bool broken = false;                   // the connection breaks before all of the body has come
};

namespace http {
struct Site;
class Listener;
}  // namespace http

// Answers from its construction until its destruction, any number of requests at once. A path that
// has no page is answered with 404. Fetch nothing from it any more when it is destroyed.
class HttpServer {
  public:
    // `host` is how its URLs begin: "localhost", or any name that ends in ".localhost". A test that
    // needs several hosts starts several servers.
    explicit HttpServer(const std::map<std::string, Page>& pages, std::string host = "localhost");
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] std::string url(const std::string& path) const;

    // What was asked of it so far. Meant for when the threads that fetched have been joined.
    [[nodiscard]] int requests() const;
    [[nodiscard]] int requests(const std::string& path) const;  // 0 for a path without a page
    [[nodiscard]] int at_once() const;  // the most requests that it was answering at one time

  private:
    std::unique_ptr<http::Site> site_;
    std::unique_ptr<http::Listener> listener_;  // null with the conductor
    std::string host_;
    int port_ = 0;
};

}  // namespace racecourse
