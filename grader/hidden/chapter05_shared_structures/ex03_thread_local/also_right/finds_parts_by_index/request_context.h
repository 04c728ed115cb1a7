// Another design: each thread has a stack of the users for whom it works. The contexts themselves
// remember nothing.
#pragma once

#include <string>
#include <utility>
#include <vector>

class RequestContext {
  public:
    explicit RequestContext(std::string user) { users().push_back(std::move(user)); }
    ~RequestContext() { users().pop_back(); }

    RequestContext(const RequestContext&) = delete;
    RequestContext& operator=(const RequestContext&) = delete;

    [[nodiscard]] static std::string current_user() {
        return users().empty() ? std::string() : users().back();
    }

  private:
    static std::vector<std::string>& users() {
        thread_local std::vector<std::string> users;
        return users;
    }
};
