// Fails: behaviour, wrong, "its own user"
// A static variable: one for all threads, as if the server had one visitor at a time.
#pragma once

#include <string>
#include <utility>

class RequestContext {
  public:
    explicit RequestContext(std::string user) : before_(std::exchange(user_, std::move(user))) {}
    ~RequestContext() { user_ = std::move(before_); }

    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    [[nodiscard]] static std::string current_user() { return user_; }

  private:
    static inline std::string user_;
    std::string before_;
};
