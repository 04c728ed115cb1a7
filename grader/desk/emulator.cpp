#include "desk/emulator.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace grader {
namespace {

std::size_t size_of_sign(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

std::vector<int> numbers_in(std::string_view parameters) {
    std::vector<int> numbers(1);
    for (const char c : parameters) {
        if (c == ';')
            numbers.push_back(0);
        else
            numbers.back() = numbers.back() * 10 + (c - '0');
    }
    return numbers;
}

}  // namespace

Emulator::Emulator(std::size_t width, std::size_t height)
    : width_(width),
      height_(height),
      grid_(height, std::vector<Cell>(width)),
      first_screen_(grid_),
      bottom_(height - 1) {}

void Emulator::resize(std::size_t width, std::size_t height) {
    for (Grid* grid : {&grid_, &first_screen_}) {
        grid->resize(height);
        for (auto& row : *grid) row.resize(width);
    }
    width_ = width;
    height_ = height;
    top_ = 0;
    bottom_ = height - 1;
    row_ = std::min(row_, height - 1);
    column_ = std::min(column_, width - 1);
    wraps_next_ = false;
}

void Emulator::take(std::string_view bytes) {
    for (const char c : bytes) {
        pending_ += c;
        if (pending_[0] == '\x1b') {
            escape();
        } else if (static_cast<unsigned char>(pending_[0]) < 32) {
            control(pending_[0]);
            pending_.clear();
        } else if (pending_.size() == size_of_sign(static_cast<unsigned char>(pending_[0]))) {
            put(pending_);
            pending_.clear();
        }
    }
}

// Looks whether what has come so far is a whole sequence, and does it.
void Emulator::escape() {
    if (pending_.size() < 2) return;
    if (pending_[1] == '[') {
        const char last = pending_.back();
        if (pending_.size() == 2 || last < '@' || last > '~') return;
        const std::string whole = std::exchange(pending_, {});
        sequence(std::string_view(whole).substr(2, whole.size() - 3), last);
        return;
    }
    if (pending_[1] == ']') {  // for the window: "104", its own colours again
        if (pending_.back() != '\a') return;
        if (pending_ != "\x1b]104\a") throw std::runtime_error("an unknown command for the window");
        pending_.clear();
        return;
    }
    if (pending_[1] == '(' || pending_[1] == ')') {  // which signs: ASCII is all we know
        if (pending_.size() < 3) return;
        if (pending_[2] != 'B') throw std::runtime_error("line drawing signs are not known");
    } else if (pending_[1] == 'M') {
        row_ == top_ ? scroll(top_, bottom_, -1) : void(row_ -= row_ > 0 ? 1 : 0);
    } else if (pending_[1] != '=' && pending_[1] != '>') {  // the keypad's modes
        throw std::runtime_error("an unknown escape: ESC " + pending_.substr(1));
    }
    pending_.clear();
}

void Emulator::control(char c) {
    wraps_next_ = false;
    switch (c) {
        case '\r':
            column_ = 0;
            break;
        case '\n':
            line_feed();
            break;
        case '\b':
            column_ -= column_ > 0 ? 1 : 0;
            break;
        case '\t':
            column_ = std::min(width_ - 1, (column_ / 8 + 1) * 8);
            break;
        case '\a':
        case '\x0f':
            break;
        default:
            throw std::runtime_error("an unknown control sign: " + std::to_string(c));
    }
}

void Emulator::line_feed() {
    if (row_ == bottom_)
        scroll(top_, bottom_, 1);
    else
        row_ = std::min(row_ + 1, height_ - 1);
}

void Emulator::put(const std::string& sign) {
    if (wraps_next_) {
        wraps_next_ = false;
        column_ = 0;
        line_feed();
    }
    grid_[row_][column_] = {sign, look_};
    last_ = sign;
    if (column_ + 1 < width_)
        ++column_;
    else
        wraps_next_ = true;
}

void Emulator::erase(std::size_t row, std::size_t from, std::size_t to) {
    Cell blank;
    blank.look.colour = 39;
    for (std::size_t i = from; i < std::min(to, width_); ++i) grid_[row][i] = blank;
}

void Emulator::scroll(std::size_t from, std::size_t to, int lines) {
    const auto begin = grid_.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = grid_.begin() + static_cast<std::ptrdiff_t>(to) + 1;
    for (int i = 0; i < std::abs(lines); ++i) {
        if (lines > 0)
            std::rotate(begin, begin + 1, end);
        else
            std::rotate(begin, end - 1, end);
        erase(lines > 0 ? to : from, 0, width_);
    }
}

void Emulator::sequence(std::string_view parameters, char final) {
    if (parameters.starts_with('?')) {
        if (final != 'h' && final != 'l') throw std::runtime_error("an unknown private sequence");
        set_mode(parameters.substr(1), final == 'h');
        return;
    }
    if (parameters.find_first_not_of("0123456789;") != parameters.npos)
        throw std::runtime_error("an unknown sequence: " + std::string(parameters) + final);
    const std::vector<int> numbers = numbers_in(parameters);
    const auto number = [&](std::size_t i) {
        return static_cast<std::size_t>(i < numbers.size() && numbers[i] > 0 ? numbers[i] : 1);
    };
    const std::size_t count = number(0);
    const auto at = static_cast<std::ptrdiff_t>(column_);
    auto& line = grid_[row_];
    if (final != 'm' && final != 'b') wraps_next_ = false;
    switch (final) {
        case 'H':
            row_ = std::min(count, height_) - 1;
            column_ = std::min(number(1), width_) - 1;
            break;
        case 'A':
            row_ -= std::min(row_, count);
            break;
        case 'B':
            row_ = std::min(row_ + count, height_ - 1);
            break;
        case 'C':
            column_ = std::min(column_ + count, width_ - 1);
            break;
        case 'D':
            column_ -= std::min(column_, count);
            break;
        case 'G':
            column_ = std::min(count, width_) - 1;
            break;
        case 'd':
            row_ = std::min(count, height_) - 1;
            break;
        case 'J':
            if (numbers[0] == 1) throw std::runtime_error("erasing to the top is not known");
            if (numbers[0] == 0) erase(row_, column_, width_);
            for (std::size_t row = numbers[0] == 0 ? row_ + 1 : 0; row < height_; ++row)
                erase(row, 0, width_);
            break;
        case 'K':
            erase(row_, numbers[0] == 0 ? column_ : 0, numbers[0] == 1 ? column_ + 1 : width_);
            break;
        case 'X':
            erase(row_, column_, column_ + count);
            break;
        case '@':
            line.insert(line.begin() + at, count, Cell{});
            line.resize(width_);
            break;
        case 'P':
            line.erase(line.begin() + at, line.begin() + static_cast<std::ptrdiff_t>(
                                                             std::min(column_ + count, width_)));
            line.resize(width_);
            break;
        case 'L':
            scroll(row_, bottom_, -static_cast<int>(count));
            break;
        case 'M':
            scroll(row_, bottom_, static_cast<int>(count));
            break;
        case 'S':
            scroll(top_, bottom_, static_cast<int>(count));
            break;
        case 'T':
            scroll(top_, bottom_, -static_cast<int>(count));
            break;
        case 'b':
            for (std::size_t i = 0; i < count; ++i) put(std::string(last_));
            break;
        case 'r':
            top_ = count - 1;
            bottom_ = (numbers.size() > 1 ? std::min(number(1), height_) : height_) - 1;
            row_ = column_ = 0;
            break;
        case 'm':
            look(numbers);
            break;
        case 'h':
        case 'l':  // how signs are inserted: ncurses only makes sure
        case 't':  // the window's title
            break;
        default:
            throw std::runtime_error("an unknown sequence: " + std::string(parameters) + final);
    }
}

void Emulator::set_mode(std::string_view parameters, bool on) {
    for (const int mode : numbers_in(parameters)) {
        if (mode == 25) cursor_ = on;
        if (mode != 1049 || on == second_screen_) continue;
        second_screen_ = on;
        if (on) {
            first_screen_ = grid_;
            grid_.assign(height_, std::vector<Cell>(width_));
        } else {
            grid_ = first_screen_;
        }
    }
}

void Emulator::look(const std::vector<int>& numbers) {
    for (const int number : numbers) {
        if (number == 0)
            look_ = {};
        else if (number == 7 || number == 27)
            look_.reversed = number == 7;
        else if (number >= 30 && number <= 39)
            look_.colour = number;
        else if (number == 1 || number == 2 || number == 22)
            look_.other = number != 22;
        else if (number != 49)
            throw std::runtime_error("an unknown look: " + std::to_string(number));
    }
}

std::vector<std::string> Emulator::lines() const {
    std::vector<std::string> lines;
    for (const auto& row : grid_) {
        std::string line;
        for (const Cell& cell : row) line += cell.sign;
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string Emulator::text() const {
    std::string text;
    for (const std::string& line : lines()) text += line + "\n";
    return text;
}

bool Emulator::shows(std::string_view words) const {
    return text().find(words) != std::string::npos;
}

std::vector<std::string> Emulator::chosen() const {
    std::vector<std::string> found;
    const auto all = lines();
    for (std::size_t i = 0; i < grid_.size(); ++i) {
        const auto reversed =
            std::ranges::count_if(grid_[i], [](const Cell& cell) { return cell.look.reversed; });
        if (2 * reversed > static_cast<std::ptrdiff_t>(width_)) found.push_back(all[i]);
    }
    return found;
}

bool Emulator::coloured() const {
    return std::ranges::any_of(grid_, [](const auto& row) {
        return std::ranges::any_of(row, [](const Cell& cell) { return cell.look.colour != 39; });
    });
}

bool Emulator::as_found() const {
    return !second_screen_ && cursor_ && look_ == Look{};
}

}  // namespace grader
