// A player in the explorer's place: somebody says, at each point where several threads could go on,
// who does. What brings threads into being and waits for their end comes by itself.
//
// A plain variable over which threads race would end the game before it has begun, for every order
// of steps is as wrong as any other. So that one can see what it leads to, a first run writes down
// which variables these are, and from then on each use of them is a step, and the race no end. Only
// where no order shows a fault that way, the race itself is the finding.
#pragma once

#include <vector>

#include "conductor/explorer.h"

namespace conductor {

// Where the test stands after these choices: at the next one, or at its end. Explored::json has a
// member "play".
[[nodiscard]] Explored play(const std::string& test, const std::vector<int>& choices, bool plain,
                            const Budget& budget, RunTest run);

// The failing schedule with the fewest switches, as the choices of a player; without a failing one
// the schedule in which each thread runs as long as it can.
[[nodiscard]] Explored play_shortest(const std::string& test, const Budget& budget, RunTest run);

// For all runs from now on in this process. A token that says so is replayed like this.
void make_plain_uses_steps();

}  // namespace conductor
