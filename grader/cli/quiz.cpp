// racecourse quiz: the chapters' flash cards and "can this come out?", on the whole screen, line by
// line, or from a script.
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "catalogue/chapters.h"
#include "checks/litmus.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "desk/lines.h"
#include "desk/quiz_talk.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

// Explores the programs of a round one after the other, while the learner still thinks.
class Explorer : public OutcomeExplorer {
  public:
    Explorer(fs::path root, const std::deque<QuizCard>& cards) : root_(std::move(root)) {
        for (const QuizCard& card : cards)
            if (card.kind == QuizCard::outcome) cards_.push_back(card);
        if (!cards_.empty())
            thread_ = std::jthread([this](const std::stop_token& stop) { explore_all(stop); });
    }

    std::optional<OutcomeAnswer> answer(const QuizCard& card,
                                        std::chrono::milliseconds time) override {
        std::unique_lock lock(mutex_);
        done_.wait_for(lock, time, [&] { return answers_.contains(card.id); });
        const auto found = answers_.find(card.id);
        return found == answers_.end() ? std::nullopt : std::optional(found->second);
    }

  private:
    void explore_all(const std::stop_token& stop) {
        std::unique_ptr<Session> session;
        std::map<fs::path, Explored> programs;  // several cards ask about one
        for (const QuizCard& card : cards_) {
            if (stop.stop_requested()) return;
            OutcomeAnswer answer;
            try {
                if (!session) session = std::make_unique<Session>(root_);
                auto known = programs.find(card.file);
                if (known == programs.end())
                    known = programs.emplace(card.file, explore(session->bench(), card.file, stop))
                                .first;
                answer = answer_from(*session, card, known->second);
            } catch (const std::exception& error) {
                answer = by_list(card, error.what());
            }
            const std::lock_guard lock(mutex_);
            answers_[card.id] = std::move(answer);
            done_.notify_all();
        }
    }

    static OutcomeAnswer by_list(const QuizCard& card, const std::string& why) {
        OutcomeAnswer answer;
        answer.failed = why;
        const auto allowed = read_litmus(card.file).allowed;
        answer.can_happen = std::ranges::find(allowed, card.question) != allowed.end();
        return answer;
    }

    static OutcomeAnswer answer_from(Session& session, const QuizCard& card,
                                     const Explored& explored) {
        if (explored.seen.empty()) return by_list(card, "it does not build or does not end.");
        OutcomeAnswer answer = by_list(card, "");
        for (const LitmusSeen& each : explored.seen) {
            answer.seen.push_back({each.outcome, each.times});
            answer.schedules += each.times;
        }
        const LitmusSeen* shown = explored.find(card.question);
        if (shown != nullptr)
            answer.can_happen = true;
        else
            shown = &*std::ranges::max_element(explored.seen, {}, &LitmusSeen::times);
        answer.how_of = shown->outcome;
        answer.how = how_it_came(session.bench(), explored, *shown).timeline;
        return answer;
    }

    const fs::path root_;
    std::vector<QuizCard> cards_;
    std::mutex mutex_;
    std::condition_variable done_;
    std::map<std::string, OutcomeAnswer> answers_;  // guarded by mutex_
    std::jthread thread_;
};

// Prints what comes, and reads an answer from a line. From a script each question takes a line, and
// what only asks to go on takes none.
class LineFront : public QuizFront {
  public:
    LineFront() : asks_(isatty(STDIN_FILENO) == 1) {}

    void begin_card(const std::string& title) override {
        fmt::print("\n{}\n\n", look_.toned(Tone::accent, title));
    }
    void add(Part part) override { fmt::print("{}", text_of(part(look_.width()), look_)); }
    char ask(const std::string& prompt, std::string_view keys) override {
        if (keys == " " && !asks_) return ' ';
        for (;;) {
            fmt::print("\n{}  {}\n", look_.toned(Tone::accent, prompt),
                       look_.toned(Tone::quiet, "q leave"));
            if (asks_) fmt::print("> ");
            std::fflush(stdout);
            std::string line;
            if (!std::getline(std::cin, line)) return 'q';
            line = trimmed(line);
            if (line.starts_with('q') || line.starts_with('Q')) return 'q';
            if (keys == " ") return ' ';
            for (const char key : keys)
                if (!line.empty() && std::tolower(static_cast<unsigned char>(line[0])) == key)
                    return key;
            fmt::print("Please answer with y, n or q.\n");
        }
    }
    bool wait(const std::string& doing, const Ready& ready) override {
        if (ready(std::chrono::milliseconds(500))) return true;
        fmt::print("\n{} ...\n", doing);
        std::fflush(stdout);
        while (!ready(std::chrono::seconds(10))) {
        }
        return true;
    }
    bool colour() const override { return look_.colour(); }

  private:
    Terminal look_;
    bool asks_;
};

// On the whole screen: what does not fit is scrolled.
class ScreenFront : public QuizFront {
  public:
    void begin_card(const std::string& title) override {
        title_ = title;
        parts_.clear();
        top_ = 0;
    }
    void add(Part part) override {
        const std::size_t before = body().size();
        parts_.push_back(std::move(part));
        // All that is new comes into view, from its beginning.
        if (parts_.size() > 1 && body().size() > room() && !std::exchange(has_news_, true))
            top_ = before;
    }
    char ask(const std::string& prompt, std::string_view keys) override {
        has_news_ = false;
        for (;;) {
            draw({{Tone::accent, prompt}, {Tone::quiet, "  q leave"}});
            const Screen::Event event = screen_.wait();
            if (event.kind == Screen::Event::end) return 'q';
            if (event.kind != Screen::Event::key) continue;
            const Key& key = event.typed;
            if (key.is("q") || key.is("Q")) return 'q';
            if (keys == " " && (key.name == Key::enter || key.is(" "))) return ' ';
            for (const char each : keys)
                if (key.name == Key::sign && key.text.size() == 1 &&
                    std::tolower(static_cast<unsigned char>(key.text[0])) == each)
                    return each;
            scroll(key);
        }
    }
    bool wait(const std::string& doing, const Ready& ready) override {
        for (std::size_t turn = 0; !ready(std::chrono::milliseconds(0)); ++turn) {
            static constexpr std::string_view signs[] = {"|", "/", "-", "\\"};
            draw({{Tone::accent, fmt::format("{} {} ...", signs[turn % 4], doing)},
                  {Tone::quiet, "  q leave"}});
            const Screen::Event event = screen_.wait({}, 150);
            if (event.kind == Screen::Event::end) return false;
            if (event.kind != Screen::Event::key) continue;
            if (event.typed.is("q") || event.typed.is("Q")) return false;
            scroll(event.typed);
        }
        return true;
    }
    bool colour() const override {
        const char* plain = std::getenv("NO_COLOR");
        return plain == nullptr || *plain == '\0';
    }

  private:
    static constexpr std::size_t widest = 100;

    [[nodiscard]] std::vector<Line> body() const {
        std::vector<Line> lines;
        for (const Part& part : parts_) {
            auto more = part(std::clamp<std::size_t>(screen_.width(), 20, widest));
            std::move(more.begin(), more.end(), std::back_inserter(lines));
        }
        return lines;
    }
    // Without the title, the line below it, the line above the prompt and the prompt.
    [[nodiscard]] std::size_t room() const {
        return screen_.height() > 5 ? screen_.height() - 4 : 1;
    }
    void draw(const Line& prompt) {
        const auto all = body();
        top_ = std::min(top_, all.size() > room() ? all.size() - room() : 0);
        std::vector<Line> lines = {{{Tone::bold, "Quiz  "}, {Tone::accent, title_}}, {}};
        const std::size_t end = std::min(all.size(), top_ + room());
        for (std::size_t i = top_; i < end; ++i) lines.push_back(all[i]);
        lines.resize(room() + 2);
        const bool above = top_ > 0, below = end < all.size();
        lines.push_back({{Tone::quiet, above && below ? "  more above and below (arrow keys)"
                                       : above        ? "  more above (arrow keys)"
                                       : below        ? "  more below (arrow keys)"
                                                      : ""}});
        lines.push_back(prompt);
        screen_.show(lines);
    }
    void scroll(const Key& key) {
        const std::size_t page = room() > 1 ? room() - 1 : 1;
        const auto back = [&](std::size_t by) { top_ -= std::min(top_, by); };
        if (key.name == Key::up) back(1);
        if (key.name == Key::down) ++top_;
        if (key.name == Key::page_up) back(page);
        if (key.name == Key::page_down) top_ += page;
        if (key.name == Key::home) top_ = 0;
        if (key.name == Key::end) top_ = body().size();
    }

    Screen screen_;
    std::string title_;
    std::vector<Part> parts_;
    std::size_t top_ = 0;
    bool has_news_ = false;  // since something was asked
};

// The whole screen where there is one.
std::unique_ptr<QuizFront> front_for(bool plain) {
    if (!plain && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) {
        try {
            return std::make_unique<ScreenFront>();
        } catch (const Error&) {
            // A terminal that cannot be drawn on: line by line, then.
        }
    }
    return std::make_unique<LineFront>();
}

}  // namespace

Exit quiz_command(const fs::path& root, const QuizOptions& options) {
    const auto chapters = options.chapter.empty()
                              ? chapters_of(root)
                              : std::vector{chapter_named(root, options.chapter)};
    std::vector<QuizCard> cards;
    for (const Chapter& chapter : chapters) {
        auto its = quiz_cards(root, chapter.label, chapter.text, root / "grader/conductor/litmus");
        std::move(its.begin(), its.end(), std::back_inserter(cards));
    }
    const std::string where = options.chapter.empty() ? "The course" : chapters.front().label;
    if (cards.empty()) {
        fmt::print("{} has no flash cards yet.\n", where);
        return Exit::passed;
    }
    const long day = today();
    QuizMemory memory(root / ".racecourse/quiz.json");
    if (!memory.complaint().empty()) fmt::print(stderr, "{}\n", memory.complaint());
    QuizRound round(cards, memory, day, static_cast<std::size_t>(options.cards), options.all);
    if (round.is_over()) {
        long next = day + days_of_rest(99);
        for (const QuizCard& card : cards) next = std::min(next, memory.of(card.id).due);
        fmt::print(
            "Nothing to ask today: you know {}, and the first comes back {}.\n"
            "To be asked all the same: ./racecourse quiz{} --all\n",
            counted(static_cast<long>(cards.size()), "card"), in_days(next - day),
            options.chapter.empty() ? "" : " " + chapters.front().label);
        return Exit::passed;
    }
    {
        Explorer explorer(root, round.waiting());
        const auto front = front_for(options.plain);
        talk(round, memory, day, explorer, *front);
    }
    const Terminal look;
    fmt::print("\n{}", text_of(quiz_summary(round, cards, memory, day, look.width()), look));
    return Exit::passed;
}

}  // namespace grader
