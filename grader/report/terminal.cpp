#include "report/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "common/text.h"
#include "report/cores.h"
#include "report/cores_text.h"
#include "report/timeline_text.h"

namespace grader {
namespace {

constexpr std::size_t explained_in_full = 3;

std::size_t columns(std::FILE* file) {
    winsize size{};
    if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) {
        return std::min<std::size_t>(size.ws_col, 110);
    }
    return 100;
}

// At most `most` bytes, and no sign cut in two.
std::string shortened(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
    return text.substr(0, most) + "...";
}

std::string indented(std::string_view text, std::size_t width, std::size_t indent) {
    std::string result;
    for (const std::string& line : split_lines(harmless(text))) {
        result += std::string(indent, ' ') + wrapped(line, width - indent, indent) + "\n";
    }
    return result;
}

}  // namespace

Terminal::Terminal(std::FILE* file, bool verbose)
    : file_(file),
      verbose_(verbose),
      colour_(isatty(fileno(file)) == 1 && std::getenv("NO_COLOR") == nullptr),
      width_(columns(file)) {}

Terminal::Terminal(std::FILE* file, bool verbose, bool colour, std::size_t width)
    : file_(file), verbose_(verbose), colour_(colour), width_(width) {}

std::string Terminal::toned(Tone tone, const std::string& text) const {
    if (!colour_ || tone == Tone::plain) return text;
    const char* code = "";
    switch (tone) {
        case Tone::bold:
            code = "1";
            break;
        case Tone::good:
            code = "32";
            break;
        case Tone::bad:
            code = "31";
            break;
        case Tone::quiet:
            code = "2";
            break;
        case Tone::accent:
            code = "36";
            break;
        case Tone::plain:
            break;
    }
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

Terminal::Tone tone_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pass:
            return Terminal::Tone::good;
        case Outcome::not_started:
        case Outcome::inconclusive:
            return Terminal::Tone::accent;
        default:
            return Terminal::Tone::bad;
    }
}

std::string sign_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pass:
            return "✓";
        case Outcome::not_started:
            return "·";
        case Outcome::inconclusive:
            return "?";
        default:
            return "✗";
    }
}

Outcome overall(const std::vector<Verdict>& verdicts) {
    Outcome outcome = Outcome::pass;
    for (const Verdict& verdict : verdicts) outcome = worst(outcome, verdict.outcome);
    return outcome;
}

void Terminal::line(const std::string& text) {
    fmt::print(file_, "{}\n", text);
}

void Terminal::exercise(const Exercise& exercise) {
    line(fmt::format("{}  {}", toned(Tone::bold, exercise.id), exercise.title));
}

void Terminal::verdict(const Verdict& verdict) {
    std::string tests;
    if (verdict.outcome == Outcome::pass) {
        tests = counted(static_cast<long>(verdict.tests.size()), "test");
        if (!verdict.note.empty()) tests += ", " + verdict.note;
    }
    line(fmt::format("  {} {:<10} {}", toned(tone_of(verdict.outcome), sign_of(verdict.outcome)),
                     verdict.check,
                     verdict.outcome == Outcome::pass
                         ? tests
                         : toned(tone_of(verdict.outcome), std::string(name(verdict.outcome)))));
    // Below a failure it stands with the evidence.
    if (verbose_ && verdict.outcome == Outcome::pass && !verdict.speed.empty())
        for (const std::string& small : split_lines(indented(cores_small_print, width_, 4)))
            line(toned(Tone::quiet, small));
    std::size_t shown = 0;
    bool drawn = false;
    for (const Problem& each : verdict.problems) {
        // The same sentence is not said twice: several tests of a stub meet the same empty
        // function.
        const bool said = std::any_of(verdict.problems.data(), &each, [&](const Problem& before) {
            return before.headline == each.headline;
        });
        if (said) continue;
        // What decided the verdict is explained; and one order of steps at a time is enough to
        // mend.
        const bool decides = each.outcome == verdict.outcome && !drawn;
        if (verbose_ || shown == 0 || (decides && shown < explained_in_full)) {
            problem(each);
            ++shown;
            drawn = drawn || each.timeline;
        } else {
            fmt::print(file_, "{}",
                       indented("and: " + split_lines(harmless(each.headline)).front(), width_, 4));
        }
    }
    // To an empty stub neither the explanation of a verdict nor what the program printed says
    // anything.
    if (verdict.outcome == Outcome::not_started && !verbose_) return;
    if (!verdict.read.empty()) line(fmt::format("    Read: {}", toned(Tone::accent, verdict.read)));
    if (!verdict.prints.empty()) {
        prints(verdict.prints);
    }
    std::fflush(file_);
}

void Terminal::problem(const Problem& problem) {
    line();
    fmt::print(file_, "{}", indented(problem.headline, width_, 4));
    if (!problem.test.empty() && problem.outcome != Outcome::not_started) {
        line("    " + toned(Tone::quiet, "test: " + problem.test));
    }
    if (!problem.mistake.empty()) {
        line();
        fmt::print(file_, "{}", indented("A well-known mistake: " + problem.mistake, width_, 4));
    }
    // A line's number tells where it is once its file has been named.
    std::string file;
    for (const Step& step : problem.steps) {
        line();
        if (!step.text.empty()) fmt::print(file_, "{}", indented(step.text, width_, 6));
        if (!step.place) continue;
        const Place& place = *step.place;
        if (place.file != file || place.text.empty())
            line("      " + toned(Tone::accent, place.line > 0
                                                    ? fmt::format("{}:{}", place.file, place.line)
                                                    : place.file));
        file = place.file;
        if (place.text.empty()) continue;
        std::string source = replaced(harmless(place.text), "\t", "    ");
        line(fmt::format("      {:>5} | {}", place.line, source));
        if (place.column > 0) {
            const std::size_t tabs = static_cast<std::size_t>(std::count(
                place.text.begin(),
                place.text.begin() +
                    std::min<std::ptrdiff_t>(place.column - 1,
                                             static_cast<std::ptrdiff_t>(place.text.size())),
                '\t'));
            const std::size_t at = static_cast<std::size_t>(place.column - 1) + 3 * tabs;
            line(
                fmt::format("      {:>5} | {}{}", "", std::string(at, ' '), toned(Tone::bad, "^")));
        }
    }
    if (!problem.why.empty()) {
        line();
        fmt::print(file_, "{}", indented("Why it matters: " + problem.why, width_, 4));
    }
    if (!problem.mend.empty() && problem.why.empty()) line();
    if (!problem.mend.empty())
        fmt::print(file_, "{}", indented("What to do: " + problem.mend, width_, 4));
    if (problem.timeline) {
        line();
        fmt::print(
            file_, "{}",
            timeline_text(*problem.timeline, width_, [this](Tone tone, const std::string& text) {
                return toned(tone, text);
            }));
    }
    if (problem.lanes) {
        line();
        fmt::print(file_, "{}",
                   cores_text(*problem.lanes, width_, [this](Tone tone, const std::string& text) {
                       return toned(tone, text);
                   }));
    }
    if (!problem.token.empty())
        line("    " + toned(Tone::quiet, "replay token: " + harmless(problem.token)));
    if (verbose_ && !problem.raw.empty()) {
        line();
        line("    " + toned(Tone::quiet, "the evidence:"));
        for (const std::string& each : split_lines(harmless(problem.raw))) line("    | " + each);
    }
    line();
}

void Terminal::prints(const std::string& text) {
    static constexpr std::size_t most = 20;
    const auto lines = split_lines(text);
    line("    " + toned(Tone::quiet, "your program printed:"));
    for (std::size_t i = 0; i < lines.size() && (i < most || verbose_); ++i) {
        line("    > " + shortened(harmless(lines[i]), 200));
    }
    if (lines.size() > most && !verbose_) {
        line(fmt::format("    > ... {} more (-v shows them)",
                         counted(static_cast<long>(lines.size() - most), "line")));
    }
}

void Terminal::summary(const Exercise& exercise, const std::vector<Verdict>& verdicts) {
    const Outcome outcome = overall(verdicts);
    line(fmt::format("  verdict: {}", toned(tone_of(outcome), std::string(name(outcome)))));
    if (outcome == Outcome::pass && verdicts.size() == exercise.checks.size()) {
        line("  You have learned: " + wrapped(exercise.learn, width_ - 4, 2));
    }
    if (outcome == Outcome::not_started) {
        line(fmt::format("  Begin with {}/README.md",
                         (fs::path("exercises") / exercise.relative).string()));
    }
    std::fflush(file_);
}

}  // namespace grader
