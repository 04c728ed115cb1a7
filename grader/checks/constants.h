// What threads cost on this machine: the virtual cores reckon with it. Measured once per machine
// and kept below .racecourse.
#pragma once

#include <string>

#include "common/files.h"

namespace grader {

// In nanoseconds.
struct Constants {
    double thread_start = 25'000;  // from std::thread's constructor to the first instruction
    double hand_over = 4'000;      // from a notify to the return of the wait
    double contended_lock = 200;   // for a lock that another core has just let go
    double cache_miss = 40;        // a line that another core has just written

    // As the program is given them.
    [[nodiscard]] std::string option() const;
};

[[nodiscard]] Constants measure_constants();

// As stored for this machine; measured, and stored, where nothing believable is there, or `anew`.
[[nodiscard]] Constants constants_of(const fs::path& root, bool anew = false);

// The file's content and back. What is damaged, out of range or another machine's gives nothing.
[[nodiscard]] std::string written(const Constants& constants, const std::string& machine);
[[nodiscard]] bool read(Constants& constants, const std::string& content,
                        const std::string& machine);

}  // namespace grader
