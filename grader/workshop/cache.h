// Things made from content, kept by the hash of that content in the checkout's own
// .racecourse/cache. Several graders may use it at once: each thing is made by one of them while
// the others wait.
#pragma once

#include <functional>
#include <string>

#include "common/files.h"

namespace grader {

class Cache {
  public:
    explicit Cache(fs::path directory);

    // The folder of `key`. When there is none, `make` is given an empty folder to fill; if it
    // throws or returns false nothing is kept (and in the second case the folder's path is returned
    // as empty).
    [[nodiscard]] fs::path get_or_make(const std::string& key,
                                       const std::function<bool(const fs::path& folder)>& make);

    // Removes what was not used for longest until at most `bytes` are left.
    void trim(std::uintmax_t bytes) const;
    // Removes everything; returns the bytes freed.
    std::uintmax_t clear() const;
    [[nodiscard]] std::uintmax_t size() const;

  private:
    fs::path directory_;
};

}  // namespace grader
