#include "desk/desk.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/error.h"
#include "common/text.h"
#include "desk/drawing.h"
#include "desk/hints.h"
#include "desk/next_step.h"
#include "report/terminal.h"

namespace grader {
namespace {

// What is read of files that are not there after all is nothing.
std::string read_if_there(const fs::path& path) {
    try {
        return read_file(path);
    } catch (const Error&) {
        return {};
    }
}

// All that the learner can change and the verdict depends on.
std::string content_of(const Exercise& exercise, const Code& code) {
    std::string content = read_if_there(exercise.public_dir / "examples.cpp");
    for (const LearnerFile& file : code) content += '\0' + file.name + '\0' + file.content;
    return content;
}

bool untouched(const Exercise& exercise, const Code& code) {
    return same_content(code, read_code(exercise, exercise.hidden / "stub", {}));
}

}  // namespace

Desk::Desk(const Catalogue& catalogue) : catalogue_(catalogue) {
    standings_ = standings_of(catalogue);
    if (standings_.empty()) throw Error("This course has no exercises yet.");
    const auto first = std::ranges::find_if_not(standings_, &ExerciseStanding::passed);
    open(first == standings_.end() ? 0 : static_cast<std::size_t>(first - standings_.begin()));
}

void Desk::open(std::size_t which) {
    here_ = which;
    view_ = View::page;
    scroll_ = 0;
    asking_ = running_ = finished_ = false;
    verdicts_.clear();
    note_.clear();
    said_.clear();
    orders_.watch = orders_.cancel = true;
    orders_.run = false;
    task_ = task_in_short(exercise());
    if (!read() || untouched(exercise(), code_)) return;
    // What was found of this very content needs no run, unless the last one could not tell.
    auto kept = verdicts_of(catalogue_.root(), exercise(), code_);
    const Outcome last = standing().progress.outcome;
    if (kept && last != Outcome::inconclusive && last != Outcome::environment) {
        verdicts_ = std::move(*kept);
        finished_ = true;
    } else if (!standing().passed()) {
        run();
    }
}

bool Desk::read() {
    fault_.clear();
    content_.clear();
    try {
        code_ = read_code(exercise(), exercise().public_dir, catalogue_.root());
        standings_[here_].progress = progress_of(catalogue_.root(), exercise(), code_);
        standings_[here_].file_missing = false;
        content_ = content_of(exercise(), code_);
    } catch (const Error& error) {
        standings_[here_].file_missing = true;
        code_.clear();
        fault_ = error.what();
        return false;
    }
    return true;
}

void Desk::run() {
    verdicts_.clear();
    doing_.clear();
    seconds_ = 0;
    scroll_ = 0;
    running_ = true;
    finished_ = false;
    orders_.run = true;
}

void Desk::resized(std::size_t width, std::size_t height) {
    width_ = width;
    height_ = height;
}

void Desk::say(std::string text) {
    said_ = std::move(text);
}

Desk::Orders Desk::orders() {
    return std::exchange(orders_, {});
}

void Desk::saved() {
    const std::string before = content_;
    const bool readable = read();
    // The same again while it is being graded: the run that goes on is the answer.
    if (running_ && readable && content_ == before) return;
    asking_ = false;
    said_.clear();
    if (view_ != View::list) view_ = View::page;
    if (readable) {
        run();
    } else {
        running_ = finished_ = false;
        verdicts_.clear();
        orders_.cancel = true;
        orders_.run = false;
    }
}

void Desk::watched() {
    std::string now;
    try {
        now = content_of(exercise(), read_code(exercise(), exercise().public_dir, {}));
    } catch (const Error&) {
        // One is missing, as content_ says by being empty.
    }
    if (now != content_) saved();
}

void Desk::going_for(double seconds) {
    seconds_ = seconds;
}

std::optional<Place> Desk::place() const {
    if (running_) return std::nullopt;
    for (const Verdict& verdict : verdicts_)
        for (const Problem& problem : verdict.problems)
            for (const Step& step : problem.steps)
                if (step.place && step.place->line > 0) return step.place;
    return std::nullopt;
}

void Desk::heard(const News& news) {
    // Making ready before there is anything to grade tells nobody anything.
    if (!running_ && news.kind != News::note) return;
    switch (news.kind) {
        case News::doing:
            doing_ = news.text;
            break;
        case News::note:
            note_ = news.text;
            break;
        case News::verdict:
            verdicts_.push_back(news.check);
            break;
        case News::failed:
            running_ = false;
            fault_ = news.text;
            break;
        case News::done:
            running_ = false;
            finished_ = true;
            standings_[here_].progress = {Standing::graded, overall(verdicts_)};
            break;
    }
}

void Desk::typed(const Key& key) {
    switch (view_) {
        case View::page:
            typed_on_page(key);
            return;
        case View::timeline:
            if (key.name == Key::escape || key.is("q") || key.is("t"))
                view_ = View::page;
            else
                timeline_->typed(key, width_, height_);
            return;
        case View::list:
            if (const auto picked = list_->typed(key, standings_, room()))
                *picked == here_ ? void(view_ = View::page) : open(*picked);
            else if (list_->leaves())
                view_ = View::page;
            return;
        case View::solution:
        case View::keys:
            if (key.name == Key::escape || key.is("q") || key.is("s") || key.is("?")) {
                view_ = View::page;
                scroll_ = 0;
            } else {
                const std::size_t lines =
                    view_ == View::keys ? all_keys().size() : solution().size();
                scroll_ = scrolled(moved(key, scroll_, lines, room()), lines, room());
            }
            return;
    }
}

void Desk::typed_on_page(const Key& key) {
    said_.clear();
    if (asking_) {
        asking_ = false;
        if (key.is("y")) show_solution();
        return;
    }
    if (key.is("q")) {
        orders_.quit = true;
    } else if (key.is("h")) {
        hint();
    } else if (key.is("t")) {
        show_timeline();
    } else if (key.is("v")) {
        verbose_ = !verbose_;
        if (verdicts_.empty()) say("There is no verdict yet: its evidence comes with it.");
    } else if (key.is("r")) {
        if (read()) run();
    } else if (key.is("n")) {
        here_ + 1 < standings_.size() ? open(here_ + 1) : say("This is the last exercise.");
    } else if (key.is("p")) {
        here_ > 0 ? open(here_ - 1) : say("This is the first exercise.");
    } else if (key.is("l")) {
        list_.emplace(here_);
        view_ = View::list;
    } else if (key.is("s")) {
        if (!fs::is_directory(catalogue_.root() / "solutions")) {
            say("This edition of the course has no solutions.");
        } else if (standing().passed()) {
            show_solution();
        } else {
            asking_ = true;
        }
    } else if (key.is("o")) {
        orders_.edit = true;
    } else if (key.is("?")) {
        view_ = View::keys;
        scroll_ = 0;
    } else {
        const std::size_t lines = body().size();
        // Not a line that is chosen, as in a list, but the first one that is seen.
        const std::size_t from = scrolled(scroll_, lines, room());
        scroll_ = scrolled(moved(key, from, lines, room()), lines, room());
    }
}

void Desk::hint() {
    const auto& all = exercise().hints;
    std::size_t& shown = hints_[exercise().id];
    if (shown < all.size()) {
        ++shown;
        try {
            // `racecourse hint` goes on from here.
            note_hints_shown(catalogue_.root(), exercise(), static_cast<int>(shown));
        } catch (const Error& error) {
            say(error.what());
        }
    } else {
        say(fmt::format("That was the last of {}.",
                        counted(static_cast<long>(all.size()), "hint")));
    }
    scroll_ = scrolled(body().size(), body().size(), room());
}

void Desk::show_timeline() {
    timeline_.emplace(verdicts_, code_);
    if (!timeline_->empty()) {
        view_ = View::timeline;
        return;
    }
    timeline_.reset();
    say(verdicts_.empty() || running_
            ? "There is no timeline yet."
            : "This verdict has no timeline: the checks schedules and speed draw one.");
}

void Desk::show_solution() {
    view_ = View::solution;
    scroll_ = 0;
}

}  // namespace grader
