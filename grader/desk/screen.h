// The terminal as a screen: lines in tones, keys, and waiting for whatever comes first. Built on
// ncurses; nothing else speaks to it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "report/terminal.h"

namespace grader {

struct Piece {
    Terminal::Tone tone = Terminal::Tone::plain;
    std::string text;
    bool reversed = false;  // the chosen one of several
};
using Line = std::vector<Piece>;

// What Terminal writes with colour on, taken apart again; one line for each line end.
[[nodiscard]] std::vector<Line> lines_of(std::string_view coloured);

// The first `width` columns.
[[nodiscard]] Line cut(const Line& line, std::size_t width);

// What was typed: one sign of UTF-8 ("h", "ä"), or a key with a name.
struct Key {
    enum Name { sign, up, down, left, right, page_up, page_down, home, end, enter, escape, erase };
    Name name = sign;
    std::string text;  // of a sign

    [[nodiscard]] bool is(std::string_view sign_text) const {
        return name == sign && text == sign_text;
    }
};

class Screen {
  public:
    // Takes the terminal over; throws Error where there is none. One at a time in a process.
    Screen();
    // Gives it back as it was. Also does so on a signal that ends the process: Ctrl-C, a closed
    // window and kill end a wait() with Event::end, so that everything is put away in order.
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    [[nodiscard]] std::size_t width() const;
    [[nodiscard]] std::size_t height() const;

    // The next picture is made from these, from the top; what does not fit is left out. Lines that
    // are the same as before are not sent again.
    void show(const std::vector<Line>& lines);

    struct Event {
        enum Kind { key, resized, ready, timeout, end } kind;
        Key typed;      // of a key
        int which = 0;  // of ready: index of the descriptor
    };
    // Waits, using no processor, for a key, another size of the window, one of the descriptors to
    // be readable, or the time to be over (-1: never).
    [[nodiscard]] Event wait(std::span<const int> descriptors = {}, int milliseconds = -1);

    // Gives the terminal to another program (an editor, a pager) until resume().
    void suspend();
    void resume();

  private:
    void fit_to_window();

    void* screen_ = nullptr;  // ncurses' SCREEN
    int signals_ = -1;        // readable when one came that ends us
};

}  // namespace grader
