// For whom is this thread working?
#pragma once

#include <string>
#include <utility>

// While a RequestContext exists, the thread that made it works for its user. Contexts can lie
// inside each other: the innermost counts, and when it ends, the one around it counts again. What
// one thread works on has no meaning for others, also not for those that it starts. The thread that
// makes a context also destroys it.
class RequestContext {
  public:
    explicit RequestContext(std::string user) : before_(std::exchange(user_, std::move(user))) {}
    ~RequestContext() { user_ = std::move(before_); }

    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    // The user for whom the calling thread works, or "" outside of all contexts.
    [[nodiscard]] static std::string current_user() { return user_; }

  private:
    static inline thread_local std::string user_;
    std::string before_;
};
