// The game: the choices so far, back and forth. What they lead to is asked for each time; nothing
// is kept that could disagree with it.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "play/stand.h"

namespace grader {

class Game {
  public:
    using Ask = std::function<Stand(const std::vector<int>& choices)>;
    // `solution`: the choices of the shortest failing schedule; empty where none was found.
    Game(Ask ask, std::vector<int> solution);

    [[nodiscard]] const Stand& stand() const { return stand_; }
    // The thread that the player has in hand; one of those that can run while somebody is asked.
    [[nodiscard]] int selected() const { return selected_; }
    void select(int steps_to_the_right);

    // Lets a thread go on. False, and nothing happens, when it cannot.
    bool choose(int thread);
    // While the failing schedule is shown: its next step.
    bool go_on();
    bool undo();
    void restart();
    // From the beginning, step by step with go_on(). False when there is none to show.
    bool show();

    [[nodiscard]] bool showing() const { return showing_; }
    // The player has brought it about without being shown.
    [[nodiscard]] bool won() const { return stand_.failed() && !showing_; }
    [[nodiscard]] bool has_solution() const { return has_solution_; }
    [[nodiscard]] std::size_t moves() const { return stand_.choices.size(); }
    [[nodiscard]] std::size_t moves_to_show() const { return solution_.size(); }

  private:
    void go_to(const std::vector<int>& choices);

    Ask ask_;
    std::vector<int> solution_;
    bool has_solution_;
    std::map<std::vector<int>, Stand> seen_;
    Stand stand_;
    int selected_ = 0;
    bool showing_ = false;
};

}  // namespace grader
