// Guesses names from single source lines: which lock a line takes, which variable it uses. Tools
// know addresses; learners know names. A guess that is not sure is no name at all.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace grader {

// `std::lock_guard lock(mutex_);` -> "mutex_"; `a.mutex.lock();` -> "a.mutex"; several locks at
// once
// -> "a, b"; no lock taken -> "".
[[nodiscard]] std::string lock_in(std::string_view line);

// `not_empty_.wait(lock, ...)` with {"wait"} -> "not_empty_".
[[nodiscard]] std::string object_of_call(std::string_view line,
                                         std::initializer_list<std::string_view> methods);

// The variable that both lines use, as far as their text tells; `inside` is the library function
// that an access happened in, e.g. "push_back". The lines may be the same; either may be empty.
[[nodiscard]] std::string shared_variable(std::string_view line, std::string_view inside,
                                          std::string_view other, std::string_view other_inside);

// Whether the line changes a number in place (++x, x += y): the classic lost update.
[[nodiscard]] bool counts_up(std::string_view line, std::string_view variable);

}  // namespace grader
