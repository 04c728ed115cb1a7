// The game as lines for a screen or for a plain terminal: the threads' source side by side,
// variables and locks below, then what has happened.
#pragma once

#include <string>
#include <vector>

#include "catalogue/code.h"
#include "desk/screen.h"
#include "play/game.h"

namespace grader {

struct Face {
    std::string title;   // "Two deposits · chapter03/puzzle01"
    std::string goal;    // what to bring about
    std::string lesson;  // may be empty
    std::string token;   // of what was found, whole; may be empty
};

// `height` 0: as high as it needs to be, and without the keys.
[[nodiscard]] std::vector<Line> draw(const Game& game, const Face& face, const Code& code,
                                     std::size_t width, std::size_t height,
                                     const std::string& message = "");

// "You did it: the threads wait for each other for ever."
[[nodiscard]] std::string cheer(const Stand& stand);

}  // namespace grader
