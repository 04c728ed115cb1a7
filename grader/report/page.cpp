#include "report/page.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "common/text.h"
#include "report/cores.h"
#include "report/page_parts.h"
#include "report/terminal.h"

namespace grader {
namespace {

using namespace page_parts;

std::string_view tone(Outcome outcome) {
    const Terminal::Tone tone = tone_of(outcome);
    return tone == Terminal::Tone::good ? "good" : tone == Terminal::Tone::bad ? "bad" : "open";
}

std::string badge(Outcome outcome, std::string_view words) {
    return fmt::format("<span class=\"badge {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
                       tone(outcome), sign_of(outcome), words);
}

Outcome shown(const PageExercise& one) {
    return one.progress.standing == Standing::graded ? one.progress.outcome : Outcome::not_started;
}

std::string state(const PageExercise& one) {
    if (one.code.empty()) return "a file is missing";
    if (one.progress.standing == Standing::changed) return "changed, not graded yet";
    return one.passed() ? "passed" : std::string(name(shown(one)));
}

std::string badge(const PageExercise& one) {
    return badge(one.code.empty() ? Outcome::environment : shown(one), state(one));
}

std::string id_of(const PageExercise& one) {
    return escaped(replaced(one.exercise.id, "/", "-"));
}

long passed(const std::vector<PageExercise>& exercises) {
    return std::ranges::count_if(exercises, &PageExercise::passed);
}

// One piece for each exercise; the words beside it say the same.
std::string bar(const std::vector<const PageExercise*>& exercises) {
    std::string result = "<span class=\"bar\" aria-hidden=\"true\">";
    for (const PageExercise* one : exercises)
        result += fmt::format("<i class=\"{}\"></i>", tone(shown(*one)));
    return result + "</span>";
}

std::vector<const PageExercise*> pointers(const std::vector<PageExercise>& exercises) {
    std::vector<const PageExercise*> all;
    for (const PageExercise& one : exercises) all.push_back(&one);
    return all;
}

std::string puzzles(const std::vector<PagePuzzle>& all) {
    if (all.empty()) return "";
    std::string result =
        fmt::format("<p class=\"count\">{} of {} solved</p>\n<ul class=\"contents\">\n",
                    std::ranges::count_if(all, &PagePuzzle::solved),
                    counted(static_cast<long>(all.size()), "puzzle"));
    for (const PagePuzzle& one : all)
        result += fmt::format("<li><code>./racecourse play {}</code> {} {}</li>\n",
                              escaped(one.name), escaped(one.title),
                              badge(one.solved ? Outcome::pass : Outcome::not_started,
                                    one.solved ? "solved" : "not solved"));
    return result + "</ul>\n";
}

std::string progress(const std::vector<PageChapter>& chapters) {
    std::vector<const PageExercise*> all;
    long done = 0;
    for (const PageChapter& chapter : chapters) {
        for (const PageExercise& one : chapter.exercises) all.push_back(&one);
        done += passed(chapter.exercises);
    }
    std::string result = fmt::format(
        "<section aria-labelledby=\"progress\">\n<h2 id=\"progress\">Progress</h2>\n"
        "<p class=\"count\"><strong>{} of {}</strong> passed {}</p>\n",
        done, counted(static_cast<long>(all.size()), "exercise"), bar(all));
    for (const PageChapter& chapter : chapters) {
        result += fmt::format(
            "<h3>{}</h3>\n<p class=\"count\">{} of {} passed {}</p>\n<ul class=\"contents\">\n",
            escaped(chapter.title), passed(chapter.exercises), chapter.exercises.size(),
            bar(pointers(chapter.exercises)));
        for (const PageExercise& one : chapter.exercises)
            result +=
                fmt::format("<li><a href=\"#{}\"><code>{}</code> {}</a> {}</li>\n", id_of(one),
                            escaped(one.exercise.id), escaped(one.exercise.title), badge(one));
        result += "</ul>\n" + puzzles(chapter.puzzles);
    }
    return result + "</section>\n";
}

class Article {
  public:
    explicit Article(const PageExercise& one) : one_(one), ids_(id_of(one)) {}

    std::string markup() {
        const Exercise& exercise = one_.exercise;
        std::string result = fmt::format(
            "<article id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h3 "
            "id=\"{0}-title\"><code>{1}</code> "
            "{2} {3}</h3>\n",
            id_of(one_), escaped(exercise.id), escaped(exercise.title), badge(one_));
        std::vector<std::string> files;
        for (const std::string& file : exercise.files)
            files.push_back("<code>" + escaped(("exercises" / exercise.relative / file).string()) +
                            "</code>");
        result += "<p class=\"quiet\">" + joined(files, ", ") + "</p>\n";
        if (one_.code.empty()) {
            result += "<p>One of these files is missing. <code>./racecourse check " +
                      escaped(exercise.id) + "</code> says which.</p>\n";
        } else if (one_.progress.standing == Standing::changed) {
            result +=
                "<p>You have changed it since it was graded, or it never was: <code>./racecourse "
                "check " +
                escaped(exercise.id) + "</code> grades it.</p>\n";
        } else if (shown(one_) == Outcome::not_started) {
            result += "<p>Not started yet. Begin with <code>" +
                      escaped(("exercises" / exercise.relative / "README.md").string()) +
                      "</code>.</p>\n";
        } else if (!one_.verdicts) {
            result +=
                "<p>The explanation is not kept any more. <code>./racecourse report --grade</code> "
                "grades it again.</p>\n";
        } else {
            result += verdicts(*one_.verdicts);
        }
        return result + "</article>\n";
    }

  private:
    std::string verdicts(const std::vector<Verdict>& all) {
        std::string result;
        if (one_.passed())
            result += "<p class=\"learned\"><strong>You have learned:</strong> " +
                      prose(one_.exercise.learn) + "</p>\n";
        result += checks(all);
        for (const Verdict& verdict : all) result += explanation(verdict);
        for (const Verdict& verdict : all)
            for (const Speed& speed : verdict.speed) result += measured(verdict, speed);
        for (const Verdict& verdict : all)
            if (!verdict.prints.empty())
                result += folded_away("What your program printed in the check " + verdict.check,
                                      preformatted(verdict.prints));
        return result + listing(one_.code, ids_);
    }

    [[nodiscard]] std::string checks(const std::vector<Verdict>& all) const {
        std::string result = "<ul class=\"checks\">\n";
        for (const std::string& check : one_.exercise.checks) {
            const auto found = std::ranges::find(all, check, &Verdict::check);
            if (found == all.end()) {
                result += fmt::format("<li><span class=\"badge none\">{}: not run</span></li>\n",
                                      escaped(check));
                continue;
            }
            std::string note;
            if (found->outcome == Outcome::pass) {
                note = counted(static_cast<long>(found->tests.size()), "test");
                if (!found->note.empty()) note += ", " + found->note;
            }
            result += fmt::format(
                "<li>{} <span class=\"quiet\">{}</span></li>\n",
                badge(found->outcome,
                      escaped(check) + (found->outcome == Outcome::pass
                                            ? ""
                                            : ": " + std::string(name(found->outcome)))),
                escaped(note));
        }
        return result + "</ul>\n";
    }

    std::string explanation(const Verdict& verdict) {
        std::string result;
        std::map<std::string, std::vector<std::string>> tests;  // that say the same, by headline
        for (const Problem& problem : verdict.problems)
            tests[problem.headline].push_back(problem.test);
        for (const Problem& problem : verdict.problems) {
            auto& same = tests[problem.headline];
            if (same.empty()) continue;
            result += page_parts::problem(problem, verdict.check, one_.code, ids_);
            same.erase(same.begin());
            std::erase(same, "");
            if (!same.empty())
                result +=
                    "<p class=\"quiet\">The same in " + escaped(joined(same, ", ")) + ".</p>\n";
            same.clear();
        }
        if (!verdict.read.empty() && !verdict.problems.empty())
            result += "<p class=\"quiet\">Read: <code>" + escaped(verdict.read) + "</code></p>\n";
        return result;
    }

    // What the check speed measured in one test; its lanes, unless its problem has shown them.
    std::string measured(const Verdict& verdict, const Speed& speed) {
        const auto curve = std::ranges::find(one_.curves, speed.test, &SpeedCurve::test);
        const bool told = std::ranges::any_of(verdict.problems, [&](const Problem& problem) {
            return problem.test == speed.test && problem.lanes;
        });
        const bool with_lanes = !told && !speed.lanes.slices.empty();
        if (speed.demands.empty() && !with_lanes) return "";
        const std::string title = ids_.next();
        std::string result = fmt::format(
            "<section class=\"speed\" aria-labelledby=\"{0}\">\n<h4 id=\"{0}\">{1}</h4>\n", title,
            escaped(speed.test));
        result += "<ul class=\"demands\">\n";
        for (const SpeedDemand& demand : speed.demands)
            result += fmt::format("<li>{} {}</li>\n",
                                  badge(demand.held ? Outcome::pass : Outcome::too_slow,
                                        demand.held ? "held" : "missed"),
                                  escaped(in_words(demand, speed)));
        result += "</ul>\n";
        if (curve != one_.curves.end()) result += page_parts::curve(*curve, speed, ids_);
        if (with_lanes) {
            result += page_parts::lanes(speed.lanes, ids_);
            result += folded_away("What the virtual cores leave out",
                                  "<p>" + escaped(cores_small_print) + "</p>\n");
        }
        return result + "</section>\n";
    }

    static std::string in_words(const SpeedDemand& demand, const Speed& speed) {
        const auto figure = [&](double value) {
            return demand.seconds ? fmt::format("{:.3g} ms", value / 1e6)
                                  : fmt::format("{:g}", value);
        };
        if (demand.kind == SpeedDemand::speedup) {
            std::string text =
                fmt::format("{} times as fast as the sequential version on {} virtual cores",
                            times_as_fast(demand.measured), speed.cores);
            if (speed.needed > 0) text += fmt::format("; {:g} needed", speed.needed);
            if (speed.reference > 0)
                text += fmt::format("; right solutions reach {:g}", speed.reference);
            return text + ".";
        }
        return fmt::format("{}: {}, {} {}.", demand.what, figure(demand.measured),
                           demand.kind == SpeedDemand::at_most ? "at most" : "at least",
                           figure(demand.limit));
    }

    const PageExercise& one_;
    Ids ids_;
};

// The frame with its {{places}} filled in; what is put in is not looked at again.
std::string filled(const std::string& frame, const std::map<std::string, std::string>& parts) {
    std::string result;
    for (std::size_t at = 0;;) {
        const std::size_t open = frame.find("{{", at), close = frame.find("}}", open);
        if (open == std::string::npos || close == std::string::npos)
            return result + frame.substr(at);
        result += frame.substr(at, open - at);
        const auto part = parts.find(frame.substr(open + 2, close - open - 2));
        if (part != parts.end()) result += part->second;
        at = close + 2;
    }
}

}  // namespace

PageLook page_look(const fs::path& root) {
    const fs::path folder = root / "grader/report/page";
    return {read_file(folder / "report.html"), read_file(folder / "report.css"),
            read_file(folder / "report.js")};
}

std::string page(const std::vector<PageChapter>& chapters, const std::string& made,
                 const PageLook& look) {
    std::string body = fmt::format(
        "<a class=\"skip\" href=\"#exercises\">To the exercises</a>\n<header><h1>Racecourse "
        "report</h1>\n<p class=\"quiet\">Made on {}, from the last grading of the files as they "
        "were "
        "then.</p></header>\n<main>\n{}<div id=\"exercises\">\n",
        escaped(made), progress(chapters));
    for (const PageChapter& chapter : chapters) {
        body += "<section>\n<h2>" + escaped(chapter.title) + "</h2>\n";
        for (const PageExercise& one : chapter.exercises) body += Article(one).markup();
        body += "</section>\n";
    }
    body += "</div>\n</main>\n";
    // Only our own script runs: nobody can write the hash of a text into that very text.
    const std::string nonce = content_hash(body);
    return filled(
        look.frame,
        {{"style", look.style}, {"script", look.script}, {"nonce", nonce}, {"body", body}});
}

}  // namespace grader
