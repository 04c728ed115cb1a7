// g++'s wording made readable, and what the commonest messages mean for somebody new to C++
// threads.
#pragma once

#include <string>
#include <string_view>

namespace grader {

// "use of deleted function 'std::thread::thread(const std::thread&)' [with ...]" without the noise.
[[nodiscard]] std::string cleaned(std::string message);

struct Advice {
    std::string why, mend;
    [[nodiscard]] bool empty() const { return why.empty() && mend.empty(); }
};
// `text` is the message with its notes.
[[nodiscard]] Advice advice_for(std::string_view text);

}  // namespace grader
