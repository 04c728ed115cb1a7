// The talk of the quiz: what is shown and asked, card after card. Where it is shown and how keys
// are read is the front's; what a program can do is found out by the explorer.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/quiz.h"
#include "desk/screen.h"
#include "report/verdict.h"

namespace grader {

class QuizFront {
  public:
    virtual ~QuizFront() = default;
    // Lines for a width: the window may change while they are shown.
    using Part = std::function<std::vector<Line>(std::size_t width)>;

    virtual void begin_card(const std::string& title) = 0;
    virtual void add(Part part) = 0;
    // One of the signs of `keys`; ' ' is "go on". 'q' when the learner leaves.
    [[nodiscard]] virtual char ask(const std::string& prompt, std::string_view keys) = 0;
    // Until `ready` says so within the time it is given; false when the learner leaves before.
    using Ready = std::function<bool(std::chrono::milliseconds)>;
    [[nodiscard]] virtual bool wait(const std::string& doing, const Ready& ready) = 0;
    [[nodiscard]] virtual bool colour() const = 0;
};

// Whether an outcome can come out.
struct OutcomeAnswer {
    bool can_happen = false;
    std::string
        failed;         // why it could not be found out by running it; then only the above is known
    int schedules = 0;  // in which it was run
    struct Seen {
        std::string outcome;
        int times = 0;
    };
    std::vector<Seen> seen;
    std::string how_of;  // the outcome that the timeline leads to; empty: there is none
    std::optional<Timeline> how;
};

class OutcomeExplorer {
  public:
    virtual ~OutcomeExplorer() = default;
    // Nothing when it is not known after that time.
    [[nodiscard]] virtual std::optional<OutcomeAnswer> answer(const QuizCard& card,
                                                              std::chrono::milliseconds time) = 0;
};

// Asks until the round is over or the learner leaves.
void talk(QuizRound& round, QuizMemory& memory, long day, OutcomeExplorer& explorer,
          QuizFront& front);

// What came of it, and when the next cards are due.
[[nodiscard]] std::vector<Line> quiz_summary(const QuizRound& round,
                                             const std::vector<QuizCard>& cards,
                                             const QuizMemory& memory, long day, std::size_t width);

// "today", "tomorrow", "in 3 days".
[[nodiscard]] std::string in_days(long days);

}  // namespace grader
