#include "desk/screen.h"

#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cwchar>

#define NCURSES_NOMACROS
#include <curses.h>

#include "common/error.h"
#include "common/text.h"

namespace grader {
namespace {

// Written to by the signal handlers, read by wait(): 'e' for an end, 'w' for another size of the
// window. Not left to ncurses: its handler wakes no poll() when another thread gets the signal.
std::array<int, 2> pipe_of_signals = {-1, -1};
constexpr std::array heard = {SIGINT, SIGTERM, SIGHUP, SIGWINCH};
std::array<struct sigaction, heard.size()> earlier;

void note(int signal) {
    const int kept = errno;
    [[maybe_unused]] const auto written =
        write(pipe_of_signals[1], signal == SIGWINCH ? "w" : "e", 1);
    errno = kept;
}

attr_t attributes(const Piece& piece) {
    attr_t result = A_NORMAL;
    const auto colour = [](int pair) { return has_colors() ? COLOR_PAIR(pair) : A_NORMAL; };
    switch (piece.tone) {
        case Terminal::Tone::plain:
            break;
        case Terminal::Tone::bold:
            result = A_BOLD;
            break;
        case Terminal::Tone::good:
            result = colour(1);
            break;
        case Terminal::Tone::bad:
            result = colour(2);
            break;
        case Terminal::Tone::quiet:
            result = A_DIM;
            break;
        case Terminal::Tone::accent:
            result = colour(3);
            break;
    }
    return piece.reversed ? result | A_REVERSE : result;
}

Terminal::Tone tone_of_code(std::string_view code) {
    if (code == "1") return Terminal::Tone::bold;
    if (code == "2") return Terminal::Tone::quiet;
    if (code == "31") return Terminal::Tone::bad;
    if (code == "32") return Terminal::Tone::good;
    if (code == "36") return Terminal::Tone::accent;
    return Terminal::Tone::plain;
}

Key named(wint_t code) {
    switch (code) {
        case KEY_UP:
            return {Key::up, {}};
        case KEY_DOWN:
            return {Key::down, {}};
        case KEY_LEFT:
            return {Key::left, {}};
        case KEY_RIGHT:
            return {Key::right, {}};
        case KEY_PPAGE:
            return {Key::page_up, {}};
        case KEY_NPAGE:
            return {Key::page_down, {}};
        case KEY_HOME:
            return {Key::home, {}};
        case KEY_END:
            return {Key::end, {}};
        case KEY_ENTER:
            return {Key::enter, {}};
        case KEY_BACKSPACE:
            return {Key::erase, {}};
        default:
            return {};  // a key that nothing here listens to
    }
}

Key typed(wint_t code) {
    if (code == '\n' || code == '\r') return {Key::enter, {}};
    if (code == 27) return {Key::escape, {}};
    if (code == 8 || code == 127) return {Key::erase, {}};
    std::mbstate_t state{};
    std::array<char, 16> bytes{};
    const std::size_t length = std::wcrtomb(bytes.data(), static_cast<wchar_t>(code), &state);
    if (length == static_cast<std::size_t>(-1) || code < 32) return {};
    return {Key::sign, std::string(bytes.data(), length)};
}

}  // namespace

std::vector<Line> lines_of(std::string_view coloured) {
    std::vector<Line> result;
    for (const std::string& text : split_lines(coloured)) {
        Line line;
        Piece piece;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end =
                text.compare(at, 2, "\x1b[") == 0 ? text.find('m', at) : text.npos;
            if (end == text.npos) {
                piece.text += text[at++];
                continue;
            }
            if (!piece.text.empty()) line.push_back(std::move(piece));
            piece = {tone_of_code(std::string_view(text).substr(at + 2, end - at - 2)), {}};
            at = end + 1;
        }
        if (!piece.text.empty()) line.push_back(std::move(piece));
        result.push_back(std::move(line));
    }
    return result;
}

Line cut(const Line& line, std::size_t width) {
    Line result;
    for (const Piece& piece : line) {
        const std::size_t taken = columns(piece.text);
        if (taken <= width) {
            result.push_back(piece);
            width -= taken;
            continue;
        }
        if (width > 0) result.push_back({piece.tone, cut(piece.text, width), piece.reversed});
        break;
    }
    return result;
}

Screen::Screen() {
    if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1)
        throw Error("This needs a terminal: standard input and output must both be one.");
    std::setlocale(LC_ALL, "");
    // Our own texts are UTF-8, whatever the environment forgot to say.
    if (std::string_view(nl_langinfo(CODESET)) != "UTF-8") std::setlocale(LC_CTYPE, "C.UTF-8");
    screen_ = newterm(nullptr, stdout, stdin);
    if (screen_ == nullptr) {
        const char* kind = std::getenv("TERM");
        throw Error(std::string("The terminal '") + (kind == nullptr ? "" : kind) +
                    "' (TERM) is not known here.");
    }
    set_term(static_cast<SCREEN*>(screen_));
    cbreak();
    noecho();
    nonl();
    curs_set(0);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(50);
    const char* plain = std::getenv("NO_COLOR");
    if ((plain == nullptr || *plain == '\0') && has_colors()) {
        start_color();
        use_default_colors();
        init_pair(1, COLOR_GREEN, -1);
        init_pair(2, COLOR_RED, -1);
        init_pair(3, COLOR_CYAN, -1);
    }
    if (pipe2(pipe_of_signals.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        throw Error("No pipe could be made.", Exit::environment);
    signals_ = pipe_of_signals[0];
    struct sigaction action {};
    action.sa_handler = note;
    for (std::size_t i = 0; i < heard.size(); ++i) sigaction(heard[i], &action, &earlier[i]);
}

Screen::~Screen() {
    for (std::size_t i = 0; i < heard.size(); ++i) sigaction(heard[i], &earlier[i], nullptr);
    endwin();
    delscreen(static_cast<SCREEN*>(screen_));
    close(pipe_of_signals[0]);
    close(pipe_of_signals[1]);
}

std::size_t Screen::width() const {
    return static_cast<std::size_t>(getmaxx(stdscr));
}

std::size_t Screen::height() const {
    return static_cast<std::size_t>(getmaxy(stdscr));
}

void Screen::show(const std::vector<Line>& lines) {
    werase(stdscr);
    for (std::size_t row = 0; row < lines.size() && row < height(); ++row) {
        wmove(stdscr, static_cast<int>(row), 0);
        for (const Piece& piece : cut(lines[row], width())) {
            wattrset(stdscr, static_cast<int>(attributes(piece)));
            const std::string text = harmless(piece.text);
            waddnstr(stdscr, text.c_str(), static_cast<int>(text.size()));
        }
    }
    wattrset(stdscr, A_NORMAL);
    wrefresh(stdscr);
}

Screen::Event Screen::wait(std::span<const int> descriptors, int milliseconds) {
    std::vector<pollfd> polled = {{STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}};
    for (const int each : descriptors) polled.push_back({each, POLLIN, 0});
    for (bool first = true;; first = false) {
        // Before polling: ncurses may have read more than it has handed out.
        wint_t code = 0;
        const int kind = wget_wch(stdscr, &code);
        if (kind == KEY_CODE_YES && code == KEY_RESIZE) return {Event::resized, {}, 0};
        if (kind == KEY_CODE_YES || kind == OK) {
            const Key key = kind == OK ? typed(code) : named(code);
            if (key.name != Key::sign || !key.text.empty()) return {Event::key, key, 0};
            continue;
        }
        if (!first && (polled[0].revents & (POLLHUP | POLLERR)) != 0) return {Event::end, {}, 0};
        const int ready = poll(polled.data(), polled.size(), milliseconds);
        if (ready == 0) return {Event::timeout, {}, 0};
        if (ready < 0) {
            // A signal: what it means is in the pipe.
            for (pollfd& each : polled) each.revents = 0;
            continue;
        }
        if (polled[1].revents != 0) {
            std::array<char, 64> signals{};
            const ssize_t got = read(signals_, signals.data(), signals.size());
            if (std::string_view(signals.data(), got > 0 ? static_cast<std::size_t>(got) : 0)
                    .find('e') != std::string_view::npos)
                return {Event::end, {}, 0};
            fit_to_window();
            return {Event::resized, {}, 0};
        }
        for (std::size_t i = 2; i < polled.size(); ++i)
            if (polled[i].revents != 0) return {Event::ready, {}, static_cast<int>(i - 2)};
    }
}

void Screen::fit_to_window() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        resize_term(size.ws_row, size.ws_col);
    // What was on its way when the window changed has been drawn somewhere: all of it anew.
    clearok(stdscr, TRUE);
}

void Screen::suspend() {
    endwin();
}

void Screen::resume() {
    fit_to_window();
    wrefresh(stdscr);
}

}  // namespace grader
