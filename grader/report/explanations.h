// The page of `author explain`: what the author of each impostor would read, as Markdown. The first
// screen stands open and what follows it is folded, because the first screen must be enough.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace grader {

// A terminal as small as people have them.
inline constexpr std::size_t screen_columns = 80, screen_rows = 24;

struct Explanation {
    std::string exercise, title;  // "chapter03/ex01", "A thread-safe counter"
    std::string impostor;         // "no_lock"
    std::string declared;         // how it must end: "races, race"
    std::string thought;          // the mistake in its author's words
    std::string fault;            // why it does not end as declared; empty when it does
    std::string shown;            // what `check` prints at this width, its lines with their ends
    std::string difference;       // from the solution, as diff -u prints it
    std::vector<std::string> places;  // "FILE:LINE" of each step that names one
};

// What must be found without scrolling.
struct FirstScreen {
    bool place = false;   // a line of the learner's file
    bool advice = false;  // what to do
};
[[nodiscard]] FirstScreen first_screen(const Explanation& one);

// In the order given; those of one exercise follow each other.
[[nodiscard]] std::string explanations_page(const std::vector<Explanation>& all);

}  // namespace grader
