// Notices that files of one folder were saved, however the editor does it: written in place,
// written anew and renamed over the old one, or the whole folder exchanged. Uses inotify: nothing
// is looked at again and again.
#pragma once

#include <string>
#include <vector>

#include "common/files.h"

namespace grader {

class Saves {
  public:
    Saves();
    ~Saves();
    Saves(const Saves&) = delete;
    Saves& operator=(const Saves&) = delete;

    // From now on these files of this folder, and no others. What happened before is forgotten.
    void watch(const fs::path& folder, std::vector<std::string> names);
    // Whether the system tells of saves here at all; some network folders never do.
    [[nodiscard]] bool able() const { return folder_watch_ >= 0; }

    // Readable when something happened in the folder.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    // Whether one of the files was saved, or taken away, since the last call.
    [[nodiscard]] bool any();

  private:
    void watch_folder();

    int descriptor_ = -1;
    int folder_watch_ = -1, above_watch_ = -1;
    fs::path folder_;
    std::vector<std::string> names_;
};

}  // namespace grader
