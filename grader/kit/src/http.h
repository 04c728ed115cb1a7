// Between http.cpp, which knows the pages and counts the visits, and http_socket.cpp, which has the
// real connections and is not there under the conductor.
#pragma once

#include <racecourse/http_server.h>

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
    void end();

  private:
    Site& site_;
    const Page& page_;
    bool inside_ = true;
};

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
