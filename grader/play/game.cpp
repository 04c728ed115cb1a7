#include "play/game.h"

#include <algorithm>

namespace grader {

Game::Game(Ask ask, std::vector<int> solution)
    : ask_(std::move(ask)), solution_(std::move(solution)), has_solution_(!solution_.empty()) {
    go_to({});
}

void Game::go_to(const std::vector<int>& choices) {
    auto seen = seen_.find(choices);
    if (seen == seen_.end()) seen = seen_.emplace(choices, ask_(choices)).first;
    stand_ = seen->second;
    const auto& can_run = stand_.can_run;
    if (showing_ && stand_.asked() && stand_.choices.size() < solution_.size())
        selected_ = solution_[stand_.choices.size()];
    else if (!can_run.empty() && std::ranges::find(can_run, selected_) == can_run.end())
        selected_ = can_run.front();
}

void Game::select(int steps_to_the_right) {
    const auto& can_run = stand_.can_run;
    const auto at = std::ranges::find(can_run, selected_);
    if (showing_ || at == can_run.end()) return;
    const auto size = static_cast<int>(can_run.size());
    const int to = (static_cast<int>(at - can_run.begin()) + steps_to_the_right) % size;
    selected_ = can_run[static_cast<std::size_t>((to + size) % size)];
}

bool Game::choose(int thread) {
    if (!stand_.asked() || std::ranges::find(stand_.can_run, thread) == stand_.can_run.end())
        return false;
    std::vector<int> choices = stand_.choices;
    choices.push_back(thread);
    selected_ = thread;
    go_to(choices);
    return true;
}

bool Game::go_on() {
    if (!showing_ || stand_.choices.size() >= solution_.size()) return false;
    return choose(solution_[stand_.choices.size()]);
}

bool Game::undo() {
    if (stand_.choices.empty()) return false;
    std::vector<int> choices = stand_.choices;
    // Back in the hand is the thread whose step was taken back.
    selected_ = choices.back();
    choices.pop_back();
    go_to(choices);
    return true;
}

void Game::restart() {
    showing_ = false;
    go_to({});
}

bool Game::show() {
    if (!has_solution_) return false;
    showing_ = true;
    go_to({});
    return true;
}

}  // namespace grader
