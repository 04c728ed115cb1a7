// Reads by lines, not by a Markdown parser: a card's form is fixed, and each fault has its line.
#include "catalogue/cards.h"

#include <algorithm>
#include <regex>
#include <set>

#include <fmt/format.h>

#include "catalogue/anchors.h"
#include "common/text.h"

namespace grader {
namespace {

constexpr std::string_view opening = "<details>", closing = "</details>";
constexpr std::string_view form =
    "a card begins with <details><summary>Question</summary> and an empty line";

// What a question may not hold, or empty. In a <summary> GitHub reads HTML and no Markdown.
std::string fault_in_question(const std::string& question) {
    if (question.empty()) return "this card has no question.";
    if (question.find('`') != std::string::npos)
        return "a question is HTML: write <code>x</code> instead of `x`.";
    static const std::regex known(R"(</?(code|em|strong|b|i)>)");
    const std::string rest = std::regex_replace(question, known, "");
    const std::size_t open = rest.find('<');
    if (open != std::string::npos) {
        return fmt::format("a question is HTML: write &lt; for the < in \"{}\".",
                           cut(rest.substr(open), 20));
    }
    return {};
}

struct Lines {
    std::vector<std::string> all;
    std::size_t begin = 0, end = 0;  // of the flash cards
};

class Reader {
  public:
    explicit Reader(Lines lines) : lines_(std::move(lines)) {}

    FlashCards read() {
        at_ = lines_.begin;
        while (at_ < lines_.end) {
            const std::string text = trimmed(lines_.all[at_]);
            if (text.starts_with(opening)) {
                card();
                continue;
            }
            if (text.starts_with(closing)) fault(at_, "this </details> closes no card.");
            ++at_;
        }
        return std::move(result_);
    }

  private:
    void fault(std::size_t at, const std::string& sentence) {
        result_.faults.push_back({at + 1, sentence});
    }

    void card() {
        const std::size_t first = at_;
        const std::size_t before = result_.faults.size();
        const std::string question = read_question();
        std::string answer;
        bool closed = false;
        for (; at_ < lines_.end && !closed; ++at_) {
            const std::string text = trimmed(lines_.all[at_]);
            if (text.starts_with(opening)) break;
            closed = text.starts_with(closing);
            if (!closed) answer += lines_.all[at_] + "\n";
        }
        if (!closed) fault(first, "this card has no </details>.");
        answer = trimmed(answer);
        if (result_.faults.size() == before && answer.empty())
            fault(first, "this card has no answer.");
        if (result_.faults.size() == before && !questions_.insert(question).second)
            fault(first, "this question is asked twice.");
        if (result_.faults.size() == before) result_.cards.push_back({question, answer, first + 1});
    }

    // Leaves at_ at the first line of the answer.
    std::string read_question() {
        const std::size_t first = at_;
        std::string text = trimmed(trimmed(lines_.all[at_++]).substr(opening.size()));
        if (text.empty() && at_ < lines_.end) text = trimmed(lines_.all[at_++]);
        constexpr std::string_view begin = "<summary>", end = "</summary>";
        if (!text.starts_with(begin)) {
            fault(first, fmt::format("{}.", form));
            return {};
        }
        while (text.find(end) == std::string::npos && at_ < lines_.end &&
               !trimmed(lines_.all[at_]).empty())
            text += " " + trimmed(lines_.all[at_++]);
        const std::size_t close = text.find(end);
        if (close == std::string::npos) {
            fault(first, "this card's <summary> has no </summary>.");
            return {};
        }
        const std::string question = trimmed(text.substr(begin.size(), close - begin.size()));
        const std::string wrong = fault_in_question(question);
        if (!wrong.empty()) fault(first, wrong);
        // Without the empty line GitHub shows the answer's Markdown as it is written.
        if (close + end.size() != text.size() ||
            (at_ < lines_.end && !trimmed(lines_.all[at_]).empty()))
            fault(first, fmt::format("{}.", form));
        return question;
    }

    Lines lines_;
    std::size_t at_ = 0;
    FlashCards result_;
    std::set<std::string> questions_;
};

}  // namespace

FlashCards flash_cards(std::string_view markdown) {
    const auto all = anchors_with_places(markdown);
    const auto heading = std::ranges::find(all, "flash-cards", &Anchor::name);
    if (heading == all.end()) {
        FlashCards none;
        none.faults.push_back({1, "there is no heading \"Flash cards\"."});
        return none;
    }
    const auto next = std::find_if(heading + 1, all.end(), [&](const Anchor& anchor) {
        return anchor.level > 0 && anchor.level <= heading->level;
    });
    Lines lines{split_lines(markdown), heading->line, 0};
    lines.end = next == all.end() ? lines.all.size() : next->line - 1;
    return Reader(std::move(lines)).read();
}

}  // namespace grader
