// Which card of the quiz comes next, and what is remembered of each: the longer a card has been
// known, the later it comes back; one that was not known comes back within the same round.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "common/files.h"

namespace grader {

// One thing to ask. What it shows is for the caller; here it has a name that stays the same.
struct QuizCard {
    enum Kind { flash, outcome } kind = flash;
    std::string id;        // of its content: a card whose question is reworded is a new one
    std::string chapter;   // "chapter03"
    std::string question;  // HTML of a flash card; of the other kind the outcome, "x=1"
    std::string answer;    // Markdown; of the other kind what the file says about it
    fs::path file;         // of the other kind: the litmus program
};

// The cards of a chapter's text: its flash cards, and spread among them the outcomes of the litmus
// programs in `litmus` that are marked for the chapter:
//   // Quiz: chapter03: x=1 | x=2
[[nodiscard]] std::vector<QuizCard> quiz_cards(const fs::path& root, const std::string& chapter,
                                               const fs::path& text, const fs::path& litmus);

// Days since 1970 here and now.
[[nodiscard]] long today();

// What is remembered of the cards, in one file. Every answer is kept at once, so that a round can
// end at any time.
class QuizMemory {
  public:
    explicit QuizMemory(fs::path file);

    // A sentence when there was a file that could not be read, so that all begins anew.
    [[nodiscard]] const std::string& complaint() const { return complaint_; }

    struct Card {
        int box = 0;   // 0: not known the last time
        long due = 0;  // the day from which it is asked again
    };
    [[nodiscard]] bool is_new(const std::string& id) const { return !cards_.contains(id); }
    [[nodiscard]] bool is_due(const std::string& id, long day) const;
    [[nodiscard]] Card of(const std::string& id) const;

    // Throws Error (environment) when it cannot be kept.
    void answered(const std::string& id, bool known, long day);

  private:
    fs::path file_;
    std::string complaint_;
    std::map<std::string, Card> cards_;
};

// Days until a card of this box comes again: 1, 3, 7, 16, 35.
[[nodiscard]] long days_of_rest(int box);

// One sitting: at most so many cards, each until it is known.
class QuizRound {
  public:
    // Of the cards that are due: first those not known the last time, then those known before, then
    // the new ones, in the given order. With `all` every card is due.
    QuizRound(std::vector<QuizCard> cards, const QuizMemory& memory, long day, std::size_t most,
              bool all);

    [[nodiscard]] bool is_over() const { return waiting_.empty(); }
    [[nodiscard]] const QuizCard& card() const { return waiting_.front(); }
    // Of the card that is asked now: has it been asked in this round before?
    [[nodiscard]] bool is_again() const;
    // The next card comes up. One that was not known comes back after three others.
    void answered(bool known);

    [[nodiscard]] std::size_t size() const { return size_; }    // cards of this round
    [[nodiscard]] std::size_t asked() const { return asked_; }  // of them, at least once
    [[nodiscard]] std::size_t known() const { return asked_ - missed_.size(); }  // at once
    [[nodiscard]] std::size_t left_over() const { return left_over_; }  // due beyond this round
    // In the order in which they were missed first.
    [[nodiscard]] const std::vector<QuizCard>& missed() const { return missed_; }
    // The cards that come up next, the current one first.
    [[nodiscard]] const std::deque<QuizCard>& waiting() const { return waiting_; }

  private:
    std::deque<QuizCard> waiting_;
    std::vector<QuizCard> missed_;
    std::size_t size_ = 0, asked_ = 0, left_over_ = 0;
};

}  // namespace grader
