#include "desk/quiz.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <iterator>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "catalogue/cards.h"
#include "checks/corpus.h"
#include "common/error.h"

namespace grader {
namespace {

constexpr std::size_t others_between = 3;  // before a missed card comes back
constexpr int highest_box = 5;

bool is_in(const std::vector<QuizCard>& cards, const std::string& id) {
    return std::ranges::find(cards, id, &QuizCard::id) != cards.end();
}

}  // namespace

std::vector<QuizCard> quiz_cards(const fs::path& root, const std::string& chapter,
                                 const fs::path& text, const fs::path& litmus) {
    std::vector<QuizCard> flash, outcomes;
    for (const FlashCard& card : flash_cards(read_file(root / text)).cards) {
        flash.push_back({QuizCard::flash,
                         content_hash(chapter + '\0' + card.question),
                         chapter,
                         card.question,
                         card.answer,
                         {}});
    }
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(litmus, none))
        if (entry.path().extension() == ".cpp") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const fs::path& file : files) {
        const Litmus asked = read_litmus(file);
        if (asked.quiz_chapter != chapter) continue;
        const std::string name = file.stem().string();
        for (const std::string& outcome : asked.quiz) {
            outcomes.push_back({QuizCard::outcome,
                                content_hash(chapter + '\0' + name + '\0' + outcome), chapter,
                                outcome, asked.says, file});
        }
    }
    // One after every few flash cards, and never two of one program in a row where that can be
    // helped: first one of each program, then the next of each.
    std::map<fs::path, int> seen;
    std::vector<std::pair<int, QuizCard>> turns;
    for (QuizCard& card : outcomes) turns.emplace_back(seen[card.file]++, std::move(card));
    std::ranges::stable_sort(turns, {}, &std::pair<int, QuizCard>::first);
    std::vector<QuizCard> cards;
    const std::size_t every =
        turns.empty() ? 1 : std::max<std::size_t>(1, flash.size() / turns.size());
    auto turn = turns.begin();
    for (std::size_t i = 0; i < flash.size(); ++i) {
        cards.push_back(std::move(flash[i]));
        if ((i + 1) % every == 0 && turn != turns.end()) cards.push_back((turn++)->second);
    }
    for (; turn != turns.end(); ++turn) cards.push_back(turn->second);
    return cards;
}

long today() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    const auto day = std::chrono::year(local.tm_year + 1900) /
                     std::chrono::month(static_cast<unsigned>(local.tm_mon + 1)) /
                     std::chrono::day(static_cast<unsigned>(local.tm_mday));
    return std::chrono::sys_days(day).time_since_epoch().count();
}

long days_of_rest(int box) {
    static constexpr long days[] = {0, 1, 3, 7, 16, 35};
    return days[std::clamp(box, 0, highest_box)];
}

QuizMemory::QuizMemory(fs::path file) : file_(std::move(file)) {
    if (!fs::exists(file_)) return;
    try {
        const auto json = nlohmann::json::parse(read_file(file_));
        for (const auto& [id, card] : json.at("cards").items()) {
            cards_[id] = {std::clamp(card.at("box").get<int>(), 0, highest_box),
                          card.at("due").get<long>()};
        }
    } catch (const std::exception&) {
        cards_.clear();
        complaint_ = fmt::format(
            "What was known of your answers could not be read, so the quiz begins anew. The file "
            "was {}.",
            file_.string());
    }
}

QuizMemory::Card QuizMemory::of(const std::string& id) const {
    const auto found = cards_.find(id);
    return found == cards_.end() ? Card{} : found->second;
}

bool QuizMemory::is_due(const std::string& id, long day) const {
    const Card card = of(id);
    // A day further ahead than any rest is of a clock that was wrong.
    return card.due <= day || card.due > day + days_of_rest(highest_box);
}

void QuizMemory::answered(const std::string& id, bool known, long day) {
    Card& card = cards_[id];
    card.box = known ? std::min(card.box + 1, highest_box) : 0;
    card.due = day + days_of_rest(card.box);
    nlohmann::json json;
    json["cards"] = nlohmann::json::object();
    for (const auto& [its_id, its] : cards_)
        json["cards"][its_id] = {{"box", its.box}, {"due", its.due}};
    try {
        fs::create_directories(file_.parent_path());
        write_file(file_, json.dump(1) + "\n");
    } catch (const std::exception& error) {
        throw Error(std::string("Your answer could not be kept: ") + error.what(),
                    Exit::environment);
    }
}

QuizRound::QuizRound(std::vector<QuizCard> cards, const QuizMemory& memory, long day,
                     std::size_t most, bool all) {
    const auto rank = [&](const QuizCard& card) {
        if (memory.is_new(card.id)) return 2;
        return memory.of(card.id).box == 0 ? 0 : 1;
    };
    std::ranges::stable_sort(cards, {}, rank);
    for (QuizCard& card : cards) {
        if (!all && !memory.is_due(card.id, day)) continue;
        if (waiting_.size() < most)
            waiting_.push_back(std::move(card));
        else
            ++left_over_;
    }
    size_ = waiting_.size();
}

bool QuizRound::is_again() const {
    return !waiting_.empty() && is_in(missed_, waiting_.front().id);
}

void QuizRound::answered(bool known) {
    const bool again = is_again();
    QuizCard card = std::move(waiting_.front());
    waiting_.pop_front();
    if (!again) ++asked_;
    if (known) return;
    if (!again) missed_.push_back(card);
    const auto place = std::min(others_between, waiting_.size());
    waiting_.insert(waiting_.begin() + static_cast<std::ptrdiff_t>(place), std::move(card));
}

}  // namespace grader
