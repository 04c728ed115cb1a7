// The flash cards of a chapter: below its heading "Flash cards",
//
//   <details><summary>A question, with <code>code</code> and &lt; for a smaller-than sign</summary>
//
//   The answer, in Markdown.
//
//   </details>
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

inline constexpr std::size_t least_cards = 10;  // of a chapter

struct FlashCard {
    std::string question;  // HTML, on one line
    std::string answer;    // Markdown
    std::size_t line = 0;
};

struct CardFault {
    std::size_t line = 0;
    std::string sentence;
};

struct FlashCards {
    std::vector<FlashCard> cards;   // those that are whole
    std::vector<CardFault> faults;  // what is wrong with the others, in the order of the lines
};

[[nodiscard]] FlashCards flash_cards(std::string_view markdown);

}  // namespace grader
