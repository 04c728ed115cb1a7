// Between http.cpp, which knows the pages and counts the visits, http_socket.cpp, which has the
// real connections and is not there under the conductor, and http_async.cpp, the client for
// coroutines.
#pragma once

#include <racecourse/http_server.h>

#include <optional>

namespace racecourse::http {

using Clock = std::chrono::steady_clock;

struct Url {
    std::string host = {};
    int port = 80;
    std::string path = {};
};

struct Answer {
    int status = 0;
    std::string body = {};
    std::string location = {};  // of a redirect
    std::string trouble = {};   // why there is no answer; empty if there is one
};

inline constexpr const char* nobody_answers = "nobody answers there";
inline constexpr const char* broke = "the connection broke";
inline constexpr const char* too_late = "no whole answer in time";

// The pages of a server, which do not change, and what was asked for.
struct Site {
    struct Counted {
        Page page;
        int requests = 0;
    };
    std::map<std::string, Counted> pages;
    int requests = 0, now = 0, at_once = 0;
};

// One request, from when it comes in until its answer is ready to leave.
class Visit {
  public:
    Visit(Site& site, const std::string& path);
    ~Visit() { end(); }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    [[nodiscard]] const Page& page() const { return page_; }
    // When all of the answer has come, and what it is then.
    [[nodiscard]] Clock::time_point complete() const;
    [[nodiscard]] Answer answer() const;
    void end();

  private:
    Site& site_;
    const Page& page_;
    Clock::time_point begun_ = Clock::now();
    bool inside_ = true;
};

// From a URL along its redirects to the response.
class Way {
  public:
    explicit Way(std::string url) : url_(url), at_(std::move(url)) {}
    [[nodiscard]] Url next() const;
    // No response: it goes on, to another URL. Throws HttpError.
    [[nodiscard]] std::optional<Response> arrived(const Url& there, Answer answer);

  private:
    [[nodiscard]] HttpError trouble(const std::string& what) const;

    std::string url_, at_;
    int redirects_ = 0;
};

[[nodiscard]] bool has_sockets();
// Of virtual time; null: nobody answers there.
[[nodiscard]] Site* site_of(const Url& url);

// Whether the name leads to this machine.
[[nodiscard]] bool is_local(const std::string& host);

class Listener {
  public:
    virtual ~Listener() = default;  // ends at once, also what is being answered
    [[nodiscard]] virtual int port() const = 0;
};

[[gnu::weak]] std::unique_ptr<Listener> listen(Site& site);
[[gnu::weak]] Answer ask(const Url& url, Clock::time_point deadline);

}  // namespace racecourse::http
