// For whom is this thread working?
#pragma once

#include <racecourse/not_started.h>

#include <string>

// While a RequestContext exists, the thread that made it works for its user. Contexts can lie
// inside each other: the innermost counts, and when it ends, the one around it counts again. What
// one thread works on has no meaning for others, also not for those that it starts. The thread that
// makes a context also destroys it.
class RequestContext {
  public:
    explicit RequestContext(std::string user) {}
    ~RequestContext() {}

    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    // The user for whom the calling thread works, or "" outside of all contexts.
    [[nodiscard]] static std::string current_user() {
        racecourse::not_started("RequestContext::current_user");
    }
};
