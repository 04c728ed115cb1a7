// A terminal without a window, for tests and measurements of what is shown: understands what
// ncurses sends to TERM=xterm-256color, and throws at anything else, so that nothing is guessed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

class Emulator {
  public:
    Emulator(std::size_t width, std::size_t height);

    // What a program wrote; a sequence or a sign may be cut anywhere.
    void take(std::string_view bytes);
    void resize(std::size_t width, std::size_t height);

    // The screen as lines without blanks at their ends.
    [[nodiscard]] std::vector<std::string> lines() const;
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool shows(std::string_view words) const;
    // The lines on which most of the signs are reversed: what is chosen.
    [[nodiscard]] std::vector<std::string> chosen() const;
    [[nodiscard]] bool coloured() const;
    // As a program finds the terminal, and must leave it: its first screen, a cursor, plain signs.
    [[nodiscard]] bool as_found() const;

  private:
    struct Look {
        int colour = 39;
        bool reversed = false, other = false;
        bool operator==(const Look&) const = default;
    };
    struct Cell {
        std::string sign = " ";
        Look look;
    };
    using Grid = std::vector<std::vector<Cell>>;

    void put(const std::string& sign);
    void control(char c);
    void escape();
    void sequence(std::string_view parameters, char final);
    void set_mode(std::string_view parameters, bool on);
    void look(const std::vector<int>& numbers);
    void erase(std::size_t row, std::size_t from, std::size_t to);
    void scroll(std::size_t from, std::size_t to, int lines);
    void line_feed();

    std::size_t width_, height_;
    Grid grid_, first_screen_;
    std::size_t row_ = 0, column_ = 0, top_ = 0, bottom_;
    bool wraps_next_ = false, second_screen_ = false, cursor_ = true;
    Look look_;
    std::string pending_, last_;
};

}  // namespace grader
