#include "play/board.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/text.h"
#include "play/excerpt.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

constexpr std::string_view between = " │ ";
constexpr std::size_t least_source = 4;
constexpr std::size_t most_source = 16;  // of a function; more is rarely looked at

std::string padded(const std::string& text, std::size_t width) {
    std::string result = cut(text, width);
    result.append(width - std::min(width, columns(result)), ' ');
    return result;
}

std::vector<Line> paragraph(const std::string& text, std::size_t width, Tone tone = Tone::plain) {
    std::vector<Line> lines;
    for (std::string& line : split_lines(wrapped(text, width, 0)))
        lines.push_back({{tone, std::move(line)}});
    return lines;
}

void append(std::vector<Line>& to, std::vector<Line> more) {
    std::move(more.begin(), more.end(), std::back_inserter(to));
}

class Board {
  public:
    Board(const Game& game, const Face& face, const Code& code, std::size_t width)
        : game_(game), stand_(game.stand()), face_(face), code_(code), width_(width) {
        const std::size_t lanes = std::max<std::size_t>(stand_.lanes.size(), 1);
        const std::size_t bars = (lanes - 1) * columns(between);
        lane_width_ = width > bars ? (width - bars) / lanes : 1;
    }

    std::vector<Line> whole(std::size_t height, const std::string& message) const {
        std::vector<Line> top = head();
        std::vector<Line> below = state();
        std::vector<Line> bottom;
        if (!message.empty()) bottom.push_back({{Tone::bad, message}});
        if (height != 0) bottom.push_back({{Tone::quiet, keys()}});
        const std::vector<Line> after = stand_.asked() ? std::vector<Line>() : ending();

        const std::size_t wanted = source_wanted();
        std::size_t source = wanted;
        std::size_t steps = stand_.steps.size() + 1;
        if (height != 0) {
            const std::size_t fixed = top.size() + 2 + below.size() + 1 + bottom.size();
            const std::size_t room = height > fixed ? height - fixed : 0;
            // What has happened gets a third, or what the source leaves; an end all that it needs.
            const std::size_t rest = after.empty() ? std::min(steps, room / 3) : after.size();
            source = std::min(wanted, std::max(room > rest ? room - rest : 0, least_source));
            steps = room > source ? room - source : 0;
        }
        std::vector<Line> all = std::move(top);
        append(all, lanes(source));
        append(all, std::move(below));
        all.push_back({});
        append(all, after.empty() ? happened(steps) : after);
        if (height != 0) {
            all.resize(height > bottom.size() ? height - bottom.size() : 0);
        }
        append(all, std::move(bottom));
        return all;
    }

  private:
    std::vector<Line> head() const {
        std::vector<Line> lines;
        const std::string where =
            game_.showing() ? fmt::format("shown: {} of {}", game_.moves(), game_.moves_to_show())
                            : counted(static_cast<long>(game_.moves()), "choice");
        const std::size_t taken = columns(where) + 2;
        lines.push_back({{Tone::bold, padded(face_.title, width_ > taken ? width_ - taken : 0)},
                         {Tone::quiet, "  " + where}});
        append(lines, paragraph(face_.goal, width_));
        lines.push_back({});
        return lines;
    }

    // Lines as they are, and the current one.
    struct Text {
        const Lane* lane;
        std::vector<std::string> source;
        Lines lines;
    };

    Text text_of(const Lane& lane) const {
        Text text{&lane, {}, {}};
        if (!lane.at) return text;
        for (const LearnerFile& file : code_)
            if (file.shown == lane.at->file) text.source = split_lines(file.content);
        text.lines = function_around(text.source, static_cast<std::size_t>(lane.at->line));
        return text;
    }

    std::size_t source_wanted() const {
        std::size_t most = 0;
        for (const Lane& lane : stand_.lanes) {
            const Lines lines = text_of(lane).lines;
            if (lines.first != 0) most = std::max(most, lines.last - lines.first + 1);
        }
        return std::min(most, most_source);
    }

    static std::string heading(const Lane& lane) {
        const std::string number = std::to_string(lane.thread);
        return lane.name.ends_with(" " + number) || lane.thread == 0 ? lane.name
                                                                     : number + " " + lane.name;
    }

    std::vector<Line> lanes(std::size_t room) const {
        std::vector<Line> lines(room + 2);
        for (const Lane& lane : stand_.lanes) {
            const bool in_hand = stand_.asked() && lane.thread == game_.selected();
            const bool first = &lane == &stand_.lanes.front();
            const auto put = [&](std::size_t row, Piece piece) {
                if (!first) lines[row].push_back({Tone::quiet, std::string(between)});
                piece.text = padded(piece.text, lane_width_);
                lines[row].push_back(std::move(piece));
            };
            put(0,
                {Tone::bold, fmt::format("{}{}", in_hand ? "▸ " : "  ", heading(lane)), in_hand});
            const Text text = text_of(lane);
            const auto current = static_cast<std::size_t>(lane.at ? lane.at->line : 0);
            const Lines shown = window(text.lines, current, room);
            std::size_t indent = std::string::npos;
            for (std::size_t n = shown.first; n != 0 && n <= shown.last; ++n)
                indent = std::min(indent, text.source[n - 1].find_first_not_of(" \t"));
            for (std::size_t row = 0; row < room; ++row) {
                const std::size_t number = shown.first + row;
                if (shown.first == 0 || number > shown.last) {
                    put(row + 1, {});
                    continue;
                }
                std::string source = replaced(text.source[number - 1], "\t", "    ");
                if (indent != std::string::npos && indent < source.size())
                    source = source.substr(indent);
                const bool here = number == current && lane.state != Lane::ended;
                put(row + 1, {here                          ? (in_hand ? Tone::accent : Tone::bold)
                              : lane.state == Lane::can_run ? Tone::plain
                                                            : Tone::quiet,
                              fmt::format("{}{:>2} {}", here ? "▶" : " ", number, source)});
            }
            put(room + 1,
                {lane.state == Lane::waits ? Tone::bad : Tone::quiet,
                 lane.state == Lane::can_run && stand_.asked() ? "next: " + lane.next : lane.next});
        }
        return lines;
    }

    std::vector<Line> state() const {
        std::vector<Line> lines;
        const auto put = [&](const auto& list, std::string_view sign) {
            std::string text;
            std::vector<Line> made;
            for (const auto& [name, value] : list) {
                const std::string item = name + std::string(sign) + value;
                if (!text.empty() && columns(text) + columns(item) + 3 > width_) {
                    made.push_back({{Tone::plain, text}});
                    text.clear();
                }
                text += (text.empty() ? "" : "   ") + item;
            }
            if (!text.empty()) made.push_back({{Tone::plain, text}});
            append(lines, std::move(made));
        };
        lines.push_back({});
        put(stand_.variables, " = ");
        put(stand_.locks, ": ");
        return lines;
    }

    std::vector<Line> happened(std::size_t room) const {
        std::vector<Line> lines;
        if (room < 2 || stand_.steps.empty()) return lines;
        lines.push_back({{Tone::bold, "So far"}});
        std::size_t widest = 0;
        for (const auto& step : stand_.steps) widest = std::max(widest, columns(step.thread));
        const std::size_t count = std::min(stand_.steps.size(), room - 1);
        for (std::size_t i = stand_.steps.size() - count; i < stand_.steps.size(); ++i) {
            const auto& step = stand_.steps[i];
            lines.push_back({{step.fresh ? Tone::plain : Tone::quiet,
                              fmt::format("{} {}  {}", step.fresh ? "▸" : " ",
                                          padded(step.thread, widest), step.what)}});
        }
        return lines;
    }

    std::vector<Line> ending() const {
        std::vector<Line> lines;
        if (!stand_.failed()) {
            append(lines, paragraph("All have come to their end, and nothing went wrong in this "
                                    "order. Take steps back with u, or begin again with r.",
                                    width_, Tone::bold));
            if (stand_.raced) {
                append(lines,
                       paragraph("That was luck: two threads use the same plain variable and "
                                 "nothing puts one before the other. C++ promises nothing then.",
                                 width_));
            }
            return lines;
        }
        append(lines, paragraph(game_.showing() ? "That is how it fails. Press r, and do it "
                                                  "yourself."
                                                : cheer(stand_),
                                width_, game_.showing() ? Tone::bold : Tone::good));
        if (stand_.problem) append(lines, paragraph(stand_.problem->headline, width_, Tone::bad));
        if (!face_.token.empty())
            append(lines, paragraph("Once more: racecourse replay " + face_.token, width_));
        if (!face_.lesson.empty()) append(lines, paragraph(face_.lesson, width_));
        return lines;
    }

    std::string keys() const {
        const std::string timeline = stand_.failed() ? "t timeline   " : "";
        if (game_.showing())
            return stand_.asked() ? "Enter next step   u back   r play yourself   q quit"
                                  : timeline + "u back   r play yourself   q quit";
        if (!stand_.asked()) return timeline + "u step back   r begin again   m show me   q quit";
        return "←→ choose   Enter its next step   u undo   r begin again   m show me   q quit";
    }

    const Game& game_;
    const Stand& stand_;
    const Face& face_;
    const Code& code_;
    std::size_t width_;
    std::size_t lane_width_ = 1;
};

}  // namespace

std::string cheer(const Stand& stand) {
    constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"wrong", "the test fails."},
        {"deadlock", "they wait for each other, and for ever."},
        {"lost_wakeup", "a wake-up is lost."},
        {"livelock", "all are busy, and nothing comes of it."},
        {"starvation", "one of them never gets its turn."},
        {"race", "two threads use one variable, and nothing puts one before the other."},
        {"still_running", "the test is over, and a thread still runs."}};
    for (const auto& [kind, text] : words)
        if (kind == stand.kind) return fmt::format("You did it: {}", text);
    return "You did it: the program crashes.";
}

std::vector<Line> draw(const Game& game, const Face& face, const Code& code, std::size_t width,
                       std::size_t height, const std::string& message) {
    return Board(game, face, code, width).whole(height, message);
}

}  // namespace grader
