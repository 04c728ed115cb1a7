// Fails: examples, wrong, "current_user"
// The next request sets its own user, so why clean up? Because not every request has one.
#pragma once

#include <string>
#include <utility>

class RequestContext {
  public:
    explicit RequestContext(std::string user) { user_ = std::move(user); }
    ~RequestContext() = default;

    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    [[nodiscard]] static std::string current_user() { return user_; }

  private:
    static inline thread_local std::string user_;
};
