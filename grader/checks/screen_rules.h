// What the screens know by heart: which headers may be included, which C functions may be called,
// and for those that may not, the sentence that says why. The screens themselves only look things
// up here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/exercise.h"
#include "checks/screen.h"

namespace grader {

// Why something is refused, and what to do instead.
struct Refusal {
    std::string_view why;
    std::string_view mend;
};

[[nodiscard]] Problem refused(std::string headline, const Refusal& refusal);
[[nodiscard]] Problem refused(const LearnerFile& file, int line, int column, std::string headline,
                              const Refusal& refusal);

// `header` without its < > or " ": "vector", "safe_counter.h", "racecourse/not_started.h".
[[nodiscard]] bool may_include(const Exercise& exercise, std::string_view header);
[[nodiscard]] Refusal why_no_header(std::string_view header);

// A C function that standard headers or plain right code call.
[[nodiscard]] bool may_call(std::string_view function);
// The reason for one that reaches out of the program; nullptr for a name that is not known to do
// so.
[[nodiscard]] const Refusal* why_no_call(std::string_view function);
// The same for what stands after std::, "ofstream" for example.
[[nodiscard]] const Refusal* why_no_std(std::string_view name);
// Standard templates that a program may specialise for its own types.
[[nodiscard]] bool may_specialise(std::string_view name);

// Whether the manifest grants <asio.hpp>, and with it all of the library.
[[nodiscard]] bool grants_asio(const Exercise& exercise);
// What the headers of Asio call, and a learner who uses them does not.
[[nodiscard]] bool asio_calls(std::string_view function);

// Whether the manifest grants `name` (a symbol, or a qualified C++ name or the beginning of one).
[[nodiscard]] bool grants(const Exercise& exercise, std::string_view name);

// Names by which sanitizers are recognised or switched off.
[[nodiscard]] bool is_sanitizer_name(std::string_view name);

extern const Refusal sanitizer_refusal;
extern const Refusal grader_refusal;

}  // namespace grader
