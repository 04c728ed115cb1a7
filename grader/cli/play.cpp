// racecourse play: the learner chooses, step by step, which thread goes on in a small faulty
// program, and wins when it fails. The game is play/'s; this is the way to it and from it.
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include <fmt/format.h>

#include "catalogue/course_rules.h"
#include "checks/conducted.h"
#include "checks/places.h"
#include "cli/commands.h"
#include "cli/play.h"
#include "cli/session.h"
#include "common/text.h"
#include "desk/screen.h"
#include "desk/timeline_view.h"
#include "explain/schedule.h"
#include "play/board.h"
#include "play/program.h"
#include "report/json.h"

namespace grader {
namespace {

using nlohmann::json;

// What is played: a puzzle, or one test of an exercise.
struct Subject {
    PlayedProgram program;
    const Puzzle* puzzle = nullptr;
    std::string id;
    Face face;
};

// Says what is being done until it is done; only on a terminal.
class Moment {
  public:
    explicit Moment(const std::string& what) : shown_(isatty(STDERR_FILENO) == 1) {
        if (shown_) fmt::print(stderr, "{} ...", what);
    }
    ~Moment() {
        if (shown_) fmt::print(stderr, "\r\x1b[K");
    }
    Moment(const Moment&) = delete;
    Moment& operator=(const Moment&) = delete;

  private:
    bool shown_;
};

std::string stars(int difficulty) {
    std::string text;
    for (int i = 1; i <= 5; ++i) text += i <= difficulty ? "●" : "○";
    return text;
}

Exit list_puzzles(const fs::path& root, const std::vector<Puzzle>& puzzles, bool as_json) {
    if (as_json) {
        json list = json::array();
        for (const Puzzle& puzzle : puzzles) {
            const std::string token = kept_solution(root, puzzle);
            list.push_back({{"id", puzzle.id},
                            {"name", puzzle.name},
                            {"title", puzzle.title},
                            {"goal", puzzle.goal},
                            {"difficulty", puzzle.difficulty},
                            {"solved", !token.empty()},
                            {"token", token}});
        }
        fmt::print("{}\n", list.dump(2));
        return Exit::passed;
    }
    const Terminal terminal;
    fmt::print("{}\n\n",
               wrapped("Be the scheduler: choose, step by step, which thread goes on, and make a "
                       "faulty program fail.",
                       terminal.width(), 0));
    const Puzzle* next = nullptr;
    int solved = 0;
    for (const Puzzle& puzzle : puzzles) {
        const bool done = !kept_solution(root, puzzle).empty();
        solved += done ? 1 : 0;
        if (!done && next == nullptr) next = &puzzle;
        fmt::print(
            "  {} {}  {:<18} {:<18} {}\n",
            terminal.toned(done ? Terminal::Tone::good : Terminal::Tone::accent, done ? "✓" : "·"),
            stars(puzzle.difficulty), puzzle.name, puzzle.title,
            terminal.toned(Terminal::Tone::quiet, done ? "solved" : ""));
    }
    fmt::print("\n{} of {} solved.{}\n", solved, puzzles.size(),
               next == nullptr ? ""
                               : fmt::format(" {}: racecourse play {}",
                                             solved == 0 ? "Begin with" : "Next", next->name));
    fmt::print("{}\n", wrapped("The tests of an exercise can be played too, on your own code: "
                               "racecourse play chapter03/ex01",
                               terminal.width(), 0));
    return Exit::passed;
}

Subject of_puzzle(Session& session, const Puzzle& puzzle) {
    const Moment moment("Building " + puzzle.title);
    return {open_puzzle(session.sandbox(), session.workshop(), puzzle),
            &puzzle,
            puzzle.id,
            {fmt::format("{} · {}", puzzle.title, puzzle.id), puzzle.goal, puzzle.lesson, ""}};
}

// Graded once by the check, which also says whether the code may be compiled and run at all.
// Nothing where there is nothing to play: then the verdict has been shown.
std::optional<Subject> of_exercise(Session& session, const PlayOptions& options) {
    const Exercise& exercise = session.catalogue().one(options.name);
    if (std::ranges::find(exercise.checks, "schedules") == exercise.checks.end()) {
        throw Error(fmt::format(
            "{} has no tests of the suite Schedules, so there is nothing to play.", exercise.id));
    }
    Wanted wanted;
    wanted.checks = {"schedules"};
    wanted.stub_is_code = true;
    if (!options.test.empty()) {
        const auto tests = tests_named(exercise, options.test);
        const auto fits = std::ranges::find_if(
            tests, [](const std::string& test) { return test.starts_with("Schedules."); });
        if (fits == tests.end()) throw no_such_test({&exercise}, options.test);
        wanted.test = *fits;
    }
    const Code code = options.impostor.empty()
                          ? session.code(exercise, options.code)
                          : impostor_code(session.catalogue().root(), exercise, options.impostor);
    const CheckKind& kind = check_kind("schedules");
    Verdict verdict;
    Built built;
    {
        const Moment moment("Building, and looking for an order that fails");
        verdict = grade(session.bench(), exercise, code, wanted).front();
        if (verdict.outcome != Outcome::does_not_build && verdict.outcome != Outcome::rejected)
            built = session.workshop().build(code, source_of(exercise, kind), kind.flavour, true);
    }
    if (!built.ok || verdict.outcome == Outcome::not_started ||
        verdict.outcome == Outcome::environment || verdict.outcome == Outcome::rejected) {
        Terminal terminal;
        terminal.exercise(exercise);
        terminal.verdict(verdict);
        return std::nullopt;
    }
    std::string test = wanted.test;
    // The one that fails is the one worth playing.
    for (const Problem& problem : verdict.problems)
        if (test.empty()) test = problem.test;
    if (test.empty()) test = verdict.tests.front().name;
    const Moment moment("Looking for the shortest order that fails");
    Subject subject{PlayedProgram(session.sandbox(), code, built.conducted, test),
                    nullptr,
                    exercise.id,
                    {fmt::format("{} · {}{}", exercise.title, exercise.id,
                                 options.impostor.empty() ? "" : " · " + options.impostor),
                     "", "", ""}};
    const std::string name = test.substr(test.find('.') + 1);
    subject.face.goal =
        subject.program.shortest().failed() || verdict.outcome != Outcome::pass
            ? fmt::format("Make this test fail: {}.", name)
            : fmt::format(
                  "The test {}. No order was found in which it fails: find one, if you can.", name);
    return subject;
}

Verdict verdict_of(const Subject& subject, const Stand& stand) {
    Verdict verdict;
    verdict.exercise = subject.id;
    verdict.check = "schedules";
    if (!stand.problem) return verdict;
    verdict.problems.push_back(*stand.problem);
    verdict.problems.front().test = subject.program.test();
    verdict.problems.front().token = subject.program.token(subject.id, stand);
    verdict.outcome = verdict.problems.front().outcome;
    return verdict;
}

// What was found, in words and as a timeline, and what there is to learn from it.
void tell_end(const fs::path& root, const Subject& subject, const Game& game) {
    const Stand& stand = game.stand();
    if (!stand.failed()) return;
    Terminal terminal;
    if (!game.showing()) terminal.line(terminal.toned(Terminal::Tone::good, cheer(stand)));
    terminal.verdict(verdict_of(subject, stand));
    if (subject.puzzle == nullptr) return;
    terminal.line();
    terminal.line(wrapped(subject.puzzle->lesson, terminal.width(), 0));
    terminal.line(
        fmt::format("Read: {}#{}", subject.puzzle->chapter_text.string(), subject.puzzle->read));
    const auto puzzles = find_puzzles(root);
    terminal.line(
        fmt::format("{} of {} puzzles solved.", solved_of(root, puzzles), puzzles.size()));
}

void keep(const fs::path& root, const Subject& subject, const Game& game) {
    if (subject.puzzle != nullptr && game.won())
        keep_solution(root, *subject.puzzle, subject.program.token(subject.id, game.stand()));
}

json as_json(const Subject& subject, const Game& game) {
    const Stand& stand = game.stand();
    json threads = json::array(), steps = json::array(), variables = json::object(),
         locks = json::object();
    for (const Lane& lane : stand.lanes) {
        threads.push_back({{"id", lane.thread},
                           {"name", lane.name},
                           {"state", lane.state == Lane::can_run ? "can run"
                                     : lane.state == Lane::waits ? "waits"
                                                                 : "ended"},
                           {"next", lane.next},
                           {"file", lane.at ? lane.at->file : ""},
                           {"line", lane.at ? lane.at->line : 0}});
    }
    for (const auto& step : stand.steps)
        steps.push_back({{"thread", step.thread}, {"does", step.what}});
    for (const auto& [name, value] : stand.variables) variables[name] = value;
    for (const auto& [name, value] : stand.locks) locks[name] = value;
    return {{"id", subject.id},
            {"test", subject.program.test()},
            {"state", stand.asked()    ? "choose"
                      : stand.failed() ? "failed"
                                       : "ended"},
            {"found", stand.failed() ? stand.kind : ""},
            {"choices", stand.choices},
            {"can_run", stand.can_run},
            {"threads", threads},
            {"variables", variables},
            {"locks", locks},
            {"steps", steps},
            {"token", stand.failed() ? subject.program.token(subject.id, stand) : std::string()}};
}

Exit without_a_screen(const fs::path& root, Subject& subject, Game& game,
                      const PlayOptions& options) {
    if (options.show) {
        if (!game.show()) {
            throw Error("No order of steps was found in which this test fails.", Exit::not_passed);
        }
        while (game.go_on()) {
        }
    } else {
        const auto choices = read_choices(*options.choices);
        for (const int choice : choices)
            if (!game.choose(choice)) {
                // The program itself says what is wrong with it.
                require_taken(subject.program.after(choices), choices);
                break;
            }
        keep(root, subject, game);
    }
    const Stand& stand = game.stand();
    if (options.json) {
        fmt::print("{}\n", as_json(subject, game).dump(2));
    } else {
        const Terminal terminal;
        if (stand.failed()) subject.face.token = subject.program.token(subject.id, stand);
        for (const Line& line :
             draw(game, subject.face, subject.program.code(), terminal.width(), 0)) {
            std::string text;
            for (const Piece& piece : line)
                text += piece.text.empty() ? "" : terminal.toned(piece.tone, harmless(piece.text));
            fmt::print("{}\n", text);
        }
    }
    return stand.failed() ? Exit::passed : Exit::not_passed;
}

void on_screen(const fs::path& root, Subject& subject, Game& game) {
    Screen screen;
    std::string message;
    std::optional<TimelineView> timeline;  // of the failure, instead of the board
    for (;;) {
        const Stand& stand = game.stand();
        subject.face.token =
            stand.failed() ? subject.program.token(subject.id, stand) : std::string();
        screen.show(timeline ? timeline->picture(screen.width(), screen.height())
                             : draw(game, subject.face, subject.program.code(), screen.width(),
                                    screen.height(), message));
        const Screen::Event event = screen.wait();
        if (event.kind == Screen::Event::end) return;
        if (event.kind != Screen::Event::key) continue;
        message.clear();
        const Key& key = event.typed;
        if (timeline) {
            if (key.is("q") || key.is("t") || key.name == Key::escape)
                timeline.reset();
            else
                timeline->typed(key, screen.width(), screen.height());
            continue;
        }
        if (key.is("t") && stand.failed()) {
            timeline.emplace(std::vector{verdict_of(subject, stand)}, subject.program.code());
            if (timeline->empty()) timeline.reset();
        }
        if (key.is("q") || key.name == Key::escape) return;
        if (key.name == Key::left) game.select(-1);
        if (key.name == Key::right) game.select(1);
        if (key.name == Key::enter || key.name == Key::down || key.is(" ")) {
            if (game.showing())
                game.go_on();
            else
                game.choose(game.selected());
        }
        if (key.is("u") || key.name == Key::erase || key.name == Key::up) game.undo();
        if (key.is("r")) game.restart();
        if (key.is("m") && !game.show())
            message = "No order of steps was found in which this test fails.";
        if (key.name == Key::sign && key.text.size() == 1 && key.text[0] >= '0' &&
            key.text[0] <= '9' && !game.showing() && game.stand().asked()) {
            const int thread = key.text[0] - '0';
            const Lane* lane = game.stand().lane(thread);
            if (!game.choose(thread)) {
                message = lane == nullptr
                              ? fmt::format("There is no thread {} here.", thread)
                              : fmt::format("{} cannot go on: {}.", lane->name, lane->next);
            }
        }
        keep(root, subject, game);
    }
}

}  // namespace

Code impostor_code(const fs::path& root, const Exercise& exercise, const std::string& name) {
    const fs::path all = exercise.hidden / "impostors";
    const auto known = folders_in(all);
    if (std::ranges::find(known, name) == known.end()) {
        const auto meant = nearest(name, known);
        throw Error(fmt::format("{} has no impostor '{}'{}", exercise.id, name,
                                meant ? fmt::format("; did you mean '{}'?", *meant)
                                : known.empty()
                                    ? ": this edition of the course has none."
                                    : fmt::format(". It has: {}.", joined(known, ", "))));
    }
    return read_code(exercise, all / name, root, root / "solutions" / exercise.relative);
}

Exit play_command(const fs::path& root, const PlayOptions& options) {
    const auto puzzles = find_puzzles(root);
    if (options.name.empty()) {
        if (options.choices || options.show)
            throw Error("Which puzzle? racecourse play lists them.");
        return list_puzzles(root, puzzles, options.json);
    }
    if (options.json && !options.choices && !options.show)
        throw Error("--json needs --choices or --show-me: on a terminal there is a screen.");
    if (!options.choices && !options.show &&
        (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1)) {
        throw Error(
            "To play, standard input and output must both be a terminal. Without one: --choices "
            "\"\" shows where you can choose, --choices 1,2 what becomes of it.");
    }
    const Puzzle* puzzle = puzzle_named(puzzles, options.name);
    if (puzzle != nullptr &&
        (!options.impostor.empty() || !options.test.empty() || !options.code.empty())) {
        throw Error(
            fmt::format("{} is a puzzle: it has no impostors, no other tests and no other "
                        "code.",
                        puzzle->id));
    }
    Session session(root);
    std::optional<Subject> subject;
    try {
        if (puzzle != nullptr)
            subject = of_puzzle(session, *puzzle);
        else
            subject = of_exercise(session, options);
    } catch (const Error& error) {
        // A word that is neither: perhaps a puzzle was meant.
        std::vector<std::string> names;
        for (const Puzzle& each : puzzles) names.push_back(each.name);
        const auto meant = nearest(options.name, names);
        if (puzzle != nullptr || !meant || error.status() != Exit::usage) throw;
        throw Error(fmt::format("There is no puzzle and no exercise '{}'; did you mean '{}'?",
                                options.name, *meant));
    }
    if (!subject) return Exit::not_passed;
    Game game([&](const auto& choices) { return subject->program.after(choices); },
              subject->program.solution());
    if (options.choices || options.show) return without_a_screen(root, *subject, game, options);
    on_screen(root, *subject, game);
    tell_end(root, *subject, game);
    return Exit::passed;
}

Exit replay_puzzle(Session& session, const Puzzle& puzzle, const std::string& test,
                   const std::string& schedule, const ReplayOptions& options) {
    if (options.gdb || !options.code.empty() || !options.impostor.empty())
        throw Error("A puzzle's token is replayed as it is: without --gdb, --code and --impostor.");
    const PlayedProgram program = open_puzzle(session.sandbox(), session.workshop(), puzzle);
    if (program.test() != "Schedules." + test)
        throw Error(fmt::format("The puzzle {} has no test '{}'.", puzzle.id, test));
    std::string text = trace_of(session.sandbox(), program.program(), program.test(), schedule);
    if (const json said = json::parse(text); said.value("kind", "") == "environment")
        throw Error(said.value("text", "The token is damaged."));
    add_places(session.sandbox(), program.program(), text);
    Verdict verdict;
    verdict.exercise = puzzle.id;
    verdict.check = "schedules";
    verdict.read = puzzle.chapter_text.string() + "#" + puzzle.read;
    Problem problem = explain_schedule(text, names_of(program.code()));
    problem.test = program.test();
    problem.token = fmt::format("{}:{}:{}", puzzle.id, test, schedule);
    verdict.outcome = problem.outcome;
    if (verdict.outcome != Outcome::pass) verdict.problems.push_back(std::move(problem));
    const std::vector<Verdict> verdicts = {verdict};
    if (options.json) {
        fmt::print("{}\n", to_json(verdicts));
    } else {
        Terminal terminal;
        terminal.line(fmt::format("{}  {}", puzzle.id, puzzle.title));
        terminal.verdict(verdict);
        if (verdict.outcome == Outcome::pass) fmt::print("In this schedule nothing fails.\n");
    }
    if (!options.svg.empty() && !write_picture(verdicts, options.svg))
        throw Error("There is no timeline to draw.", Exit::not_passed);
    return exit_of(verdicts);
}

}  // namespace grader
