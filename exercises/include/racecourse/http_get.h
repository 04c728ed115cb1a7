// A blocking HTTP client, for the exercises whose task says so: one function.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

namespace racecourse {

struct Response {
    int status = 0;    // 200: here it is; 404: there is no such page; 500: the server is in trouble
    std::string body;  // the page
};

// There is no answer. what() names the URL and says why: nobody answers there, the connection
// broke, it took too long, or the URL is none.
class HttpError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Fetches `url`, such as "http://localhost:8080/news", and returns what the server answered.
// Blocks, asleep, until all of the answer is there. Any number of threads may call it at the same
// time.
//
// - Every answer is returned, also 404 and 500. Redirects are followed, at most five.
// - Throws HttpError when there is no answer, or not all of it within `limit`.
[[nodiscard]] Response http_get(const std::string& url,
                                std::chrono::milliseconds limit = std::chrono::seconds(10));

}  // namespace racecourse
