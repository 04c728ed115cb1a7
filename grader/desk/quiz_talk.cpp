#include "desk/quiz_talk.h"

#include <algorithm>

#include <fmt/format.h>

#include "checks/litmus.h"
#include "common/text.h"
#include "desk/lines.h"
#include "desk/markdown.h"
#include "report/timeline_text.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

std::vector<Line> indented(std::vector<Line> lines, std::size_t by) {
    for (Line& line : lines)
        if (!line.empty()) line.insert(line.begin(), {Tone::plain, std::string(by, ' ')});
    return lines;
}

void append(std::vector<Line>& lines, std::vector<Line> more) {
    std::move(more.begin(), more.end(), std::back_inserter(lines));
}

QuizFront::Part sentence(Tone tone, const std::string& text) {
    return [=](std::size_t width) {
        std::vector<Line> lines(1);
        append(lines, wrapped({{tone, text}}, width));
        return lines;
    };
}

std::vector<Line> timeline_lines(const Timeline& timeline, std::size_t width, bool colour) {
    const Terminal look(nullptr, false, colour, width);
    return lines_of(timeline_text(timeline, width, [&](Tone tone, const std::string& text) {
        return look.toned(tone, text);
    }));
}

class Talk {
  public:
    Talk(OutcomeExplorer& explorer, QuizFront& front) : explorer_(explorer), front_(front) {}

    // The last card was answered, and that is enough.
    [[nodiscard]] bool leaves() const { return leaves_; }
    // Whether the learner knew it; nothing when they left.
    std::optional<bool> about(const QuizCard& card) {
        return card.kind == QuizCard::flash ? flash(card) : outcome(card);
    }

  private:
    std::optional<bool> flash(const QuizCard& card) {
        const bool colour = front_.colour();
        front_.add([=](std::size_t width) {
            auto lines = html_lines(card.question, {width, colour, {}});
            for (Line& line : lines)
                for (Piece& piece : line)
                    if (piece.tone == Tone::plain) piece.tone = Tone::bold;
            return lines;
        });
        if (front_.ask("Think of the answer, then press Enter.", " ") == 'q') return std::nullopt;
        front_.add([=](std::size_t width) {
            std::vector<Line> lines(1);
            append(lines, indented(markdown_lines(card.answer, {width - 2, colour, {}}), 2));
            return lines;
        });
        const char key = front_.ask("Did you know it?  y yes  n no", "yn");
        if (key == 'q') return std::nullopt;
        return key == 'y';
    }

    std::optional<bool> outcome(const QuizCard& card) {
        const std::string code = litmus_code(card.file);
        front_.add([=](std::size_t width) {
            std::vector<Line> lines =
                wrapped({{Tone::plain,
                          "Each function inside threads() runs in a thread of its own; "
                          "when all have ended, outcome() says what came out."}},
                        width);
            lines.emplace_back();
            for (const std::string& text : split_lines(code))
                append(lines, indented(broken(text, width - 4), 4));
            lines.emplace_back();
            append(lines, wrapped({{Tone::bold, "Can this come out? " + card.question}}, width));
            return lines;
        });
        const char key = front_.ask("y yes, in some order of their steps  n no, never", "yn");
        if (key == 'q') return std::nullopt;

        std::optional<OutcomeAnswer> answer;
        const bool stays = front_.wait(
            fmt::format("Running it in {} orders of its threads' steps", litmus_schedules),
            [&](std::chrono::milliseconds time) {
                answer = explorer_.answer(card, time);
                return answer.has_value();
            });
        if (!stays || !answer) return std::nullopt;
        const bool right = answer->can_happen == (key == 'y');
        tell(card, *answer, right);
        // Answered is answered, also when the learner leaves now.
        leaves_ = front_.ask("Enter: go on", " ") == 'q';
        return right;
    }

    void tell(const QuizCard& card, const OutcomeAnswer& answer, bool right) {
        front_.add(
            sentence(right ? Tone::good : Tone::bad,
                     fmt::format("{} {}", right ? "✓ Right." : "✗ Not so.",
                                 answer.can_happen ? "It can come out." : "It never does.")));
        front_.add(sentence(Tone::plain, card.answer));
        if (!answer.failed.empty()) {
            front_.add(
                sentence(Tone::quiet, "The program could not be run here: " + answer.failed));
            return;
        }
        front_.add([=, seen = answer.seen, schedules = answer.schedules](std::size_t width) {
            std::vector<Line> lines(1);
            append(lines,
                   wrapped({{Tone::plain, fmt::format("What came out in {} orders:", schedules)}},
                           width));
            for (const auto& each : seen) {
                lines.push_back({{Tone::plain, fmt::format("  {:<24} ", each.outcome)},
                                 {Tone::quiet, counted(each.times, "time")}});
            }
            return lines;
        });
        if (!answer.how) return;
        front_.add([how = *answer.how, of = answer.how_of,
                    colour = front_.colour()](std::size_t width) {
            std::vector<Line> lines(1);
            append(lines,
                   wrapped({{Tone::plain, fmt::format("One order that leads to {}:", of)}}, width));
            lines.emplace_back();
            append(lines, timeline_lines(how, width, colour));
            return lines;
        });
    }

    OutcomeExplorer& explorer_;
    QuizFront& front_;
    bool leaves_ = false;
};

}  // namespace

void talk(QuizRound& round, QuizMemory& memory, long day, OutcomeExplorer& explorer,
          QuizFront& front) {
    Talk talk(explorer, front);
    while (!round.is_over() && !talk.leaves()) {
        const QuizCard card = round.card();
        const bool again = round.is_again();
        front.begin_card(again ? fmt::format("{}, once more", card.chapter)
                               : fmt::format("{}, card {} of {}", card.chapter, round.asked() + 1,
                                             round.size()));
        const auto known = talk.about(card);
        if (!known) return;
        round.answered(*known);
        memory.answered(card.id, *known, day);
    }
}

std::string in_days(long days) {
    if (days <= 0) return "today";
    if (days == 1) return "tomorrow";
    return fmt::format("in {} days", days);
}

std::vector<Line> quiz_summary(const QuizRound& round, const std::vector<QuizCard>& cards,
                               const QuizMemory& memory, long day, std::size_t width) {
    std::vector<Line> lines;
    if (round.asked() == 0) return {{{Tone::plain, "No card was answered."}}};
    lines.push_back({{Tone::bold, fmt::format("{}: {} known, {} not.",
                                              counted(static_cast<long>(round.asked()), "card"),
                                              round.known(), round.missed().size())}});
    if (!round.missed().empty()) {
        lines.emplace_back();
        lines.push_back({{Tone::plain, "Not known at once:"}});
        for (const QuizCard& card : round.missed()) {
            Line line = {{Tone::plain, "  "}};
            const std::string text =
                card.kind == QuizCard::flash
                    ? plain(html_lines(card.question, {1000, false, {}}).front())
                    : fmt::format("Can it come out? {}  ({})", card.question,
                                  card.file.filename().string());
            line.push_back({Tone::plain, text});
            lines.push_back(cut(line, width));
        }
        lines.emplace_back();
    }
    std::size_t due = 0;
    std::optional<long> next;
    for (const QuizCard& card : cards) {
        if (memory.is_due(card.id, day))
            ++due;
        else
            next = std::min(next.value_or(memory.of(card.id).due), memory.of(card.id).due);
    }
    if (due > 0) {
        lines.push_back({{Tone::plain, fmt::format("{} more to ask today: ./racecourse quiz",
                                                   counted(static_cast<long>(due), "card"))}});
    } else if (next) {
        lines.push_back(
            {{Tone::plain, fmt::format("The next card comes back {}.", in_days(*next - day))}});
    }
    return lines;
}

}  // namespace grader
