// The command line: reads it, calls the command, prints an Error as a sentence.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>

#include "catalogue/catalogue.h"
#include "cli/commands.h"
#include "cli/complete.h"
#include "common/text.h"

namespace {

using namespace grader;

// The checkout: named, or the nearest folder above that looks like one.
fs::path find_root(const std::string& named) {
    const auto is_root = [](const fs::path& path) {
        return fs::is_directory(path / "grader/hidden") && fs::is_directory(path / "exercises");
    };
    if (!named.empty()) {
        const fs::path path = fs::weakly_canonical(fs::absolute(named));
        if (!is_root(path)) throw Error(path.string() + " is not a checkout of the course.");
        return path;
    }
    for (fs::path path = fs::current_path();; path = path.parent_path()) {
        if (is_root(path)) return path;
        if (path == path.root_path()) {
            throw Error(
                "This is not inside a checkout of the course: go there, or name it with --root.");
        }
    }
}

// A terminal on which lines can be drawn anew.
bool on_a_screen() {
    const char* kind = std::getenv("TERM");
    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && kind != nullptr &&
           *kind != '\0' && std::string_view(kind) != "dumb";
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Racecourse: a C++20 concurrency course whose grader proves that your races are gone.",
        "racecourse"};
    app.require_subcommand(0, 1);
    app.set_help_all_flag("--help-all", "Help of every command");
    std::string root_name;
    if (const char* set = std::getenv("RACECOURSE_ROOT")) root_name = set;
    app.add_option("--root", root_name, "The checkout (found by itself inside it)")
        ->type_name("DIR");

    fs::path root;
    Exit status = Exit::passed;
    const auto command = [&](CLI::App* sub, auto action) {
        sub->callback([&, action] {
            root = find_root(root_name);
            status = action();
        });
    };

    CheckOptions check;
    auto* check_app = app.add_subcommand("check", "Grade exercises and say what is wrong and why");
    check_app->add_option("names", check.names, "chapter03, chapter03/ex02, ... or all")
        ->required()
        ->type_name("EXERCISES");
    check_app
        ->add_option("--code", check.code,
                     "Grade this folder, shaped like exercises/; or 'solutions'")
        ->type_name("DIR");
    check_app->add_option("--only", check.only, "Only this check")->type_name("CHECK");
    check_app->add_option("--test", check.test, "Only this test")->type_name("TEST");
    check_app->add_flag("--all", check.all, "Run every check, also after one that does not pass");
    check_app->add_flag("--wall-clock", check.wall_clock,
                        "Speed: the speedup on this machine's own cores counts too; needs a quiet "
                        "machine");
    check_app->add_flag("--json", check.json, "JSON (grader/report/verdict.schema.json)");
    check_app->add_flag("-v,--verbose", check.verbose, "Show the raw evidence too");
    check_app
        ->add_option("--svg", check.svg,
                     "Write the picture of the first problem that has one: a timeline, or what the "
                     "threads did")
        ->type_name("FILE");
    command(check_app, [&] { return check_command(root, check); });

    std::string name, code, test;
    auto* run_app = app.add_subcommand("run", "Run an exercise's examples as a plain program");
    run_app->add_option("name", name, "The exercise")->required()->type_name("EXERCISE");
    run_app->add_option("--code", code, "As for check")->type_name("DIR");
    command(run_app, [&] { return run_command(root, name, code); });

    auto* debug_app = app.add_subcommand("debug", "Open an exercise in gdb, at the failing test");
    debug_app->add_option("name", name, "The exercise")->required()->type_name("EXERCISE");
    debug_app->add_option("--test", test, "This test")->type_name("TEST");
    debug_app->add_option("--code", code, "As for check")->type_name("DIR");
    command(debug_app, [&] { return debug_command(root, name, code, test); });

    ReplayOptions replay;
    auto* replay_app =
        app.add_subcommand("replay", "Show again the schedule in which a test failed");
    replay_app->add_option("token", replay.token, "As the verdict gave it")->required();
    replay_app->add_option("--code", replay.code, "As for check")->type_name("DIR");
    replay_app->add_option("--impostor", replay.impostor, "On this known-wrong solution")
        ->type_name("NAME");
    replay_app->add_flag("--gdb", replay.gdb, "Stop at the failing step in gdb");
    replay_app->add_flag("--json", replay.json, "JSON (grader/report/verdict.schema.json)");
    replay_app->add_option("--svg", replay.svg, "Write the timeline as a picture")
        ->type_name("FILE");
    command(replay_app, [&] { return replay_command(root, replay); });

    PlayOptions play;
    auto* play_app = app.add_subcommand(
        "play", "Be the scheduler: choose which thread goes on, and make the program fail");
    play_app->add_option("name", play.name, "A puzzle, or an exercise; none: the list of puzzles")
        ->type_name("PUZZLE");
    play_app
        ->add_option("impostor", play.impostor,
                     "Of an exercise: this known-wrong solution instead of your code")
        ->type_name("IMPOSTOR");
    play_app->add_option("--test", play.test, "Of an exercise: this test")->type_name("TEST");
    play_app->add_option("--code", play.code, "As for check")->type_name("DIR");
    std::string choices;
    auto* choices_option =
        play_app
            ->add_option("--choices", choices,
                         "Without a screen: the threads that go on, such as 1,2,1")
            ->type_name("LIST")
            ->expected(0, 1);
    play_app->add_flag("--show-me", play.show, "Without a screen: the shortest order that fails");
    play_app->add_flag("--json", play.json, "JSON");
    command(play_app, [&] {
        if (choices_option->count() > 0) play.choices = choices;
        return play_command(root, play);
    });

    std::string file, outcome;
    auto* litmus_app = app.add_subcommand(
        "litmus", "Can this outcome happen? Runs a small program in very many schedules");
    litmus_app->add_option("file", file, "A file with a LITMUS test (grader/conductor/litmus)")
        ->required()
        ->type_name("FILE");
    litmus_app->add_option("--show", outcome, "How this outcome comes about, step by step")
        ->type_name("OUTCOME");
    command(litmus_app, [&] { return litmus_command(root, file, outcome); });

    command(app.add_subcommand("next", "What to do next, and with which files and commands"),
            [&] { return next_command(root); });
    ListOptions list;
    auto* list_app = app.add_subcommand("list", "The chapters and exercises, and where you stand");
    list_app->add_option("--chapter", list.chapter, "Only this chapter")->type_name("CHAPTER");
    list_app->add_flag("--json", list.json, "JSON (grader/report/list.schema.json)");
    command(list_app, [&] { return list_command(root, list); });

    HintOptions hint;
    auto* hint_app = app.add_subcommand("hint", "One more hint, from a nudge to nearly the answer");
    hint_app->add_option("name", hint.name, "The exercise")->required()->type_name("EXERCISE");
    auto* again = hint_app->add_option("--again", hint.again, "One that you have seen, once more")
                      ->type_name("NUMBER")
                      ->check(CLI::Range(1, 99));
    hint_app->add_flag("--all", hint.all, "All of them")->excludes(again);
    command(hint_app, [&] { return hint_command(root, hint); });

    auto* reset_app = app.add_subcommand(
        "reset", "Put an exercise's stub back; what you wrote is kept beside it");
    reset_app->add_option("name", name, "The exercise")->required()->type_name("EXERCISE");
    command(reset_app, [&] { return reset_command(root, name); });

    bool anyway = false;
    auto* solution_app = app.add_subcommand("solution", "The course's solution beside yours");
    solution_app->add_option("name", name, "The exercise")->required()->type_name("EXERCISE");
    solution_app->add_flag("--anyway", anyway, "Also when you have not passed it yet");
    command(solution_app, [&] { return solution_command(root, name, anyway); });

    ReadOptions reading;
    auto* read_app = app.add_subcommand("read", "A chapter in the terminal, through $PAGER");
    read_app->add_option("chapter", reading.chapter, "chapter03, or a path as verdicts write it")
        ->required()
        ->type_name("CHAPTER");
    read_app->add_option("part", reading.part, "Only this part, by the anchor of its heading")
        ->type_name("PART");
    read_app->add_flag("--contents", reading.contents, "The parts and their anchors");
    read_app->add_option("--width", reading.width, "So many columns instead of the terminal's")
        ->type_name("NUMBER")
        ->check(CLI::Range(20, 400));
    command(read_app, [&] { return read_command(root, reading); });

    QuizOptions quiz;
    auto* quiz_app = app.add_subcommand(
        "quiz", "Flash cards, and programs: can this come out? What you did not know comes back");
    quiz_app->add_option("chapter", quiz.chapter, "Only this chapter")->type_name("CHAPTER");
    quiz_app->add_option("--cards", quiz.cards, "At most so many")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    quiz_app->add_flag("--all", quiz.all, "Also cards that are not due yet");
    quiz_app->add_flag("--plain", quiz.plain, "Line by line instead of on the whole screen");
    command(quiz_app, [&] { return quiz_command(root, quiz); });

    std::string shell;
    auto* completion_app = app.add_subcommand(
        "completion", "Print what bash, zsh or fish needs to complete this command line");
    completion_app->add_option("shell", shell, "bash, zsh or fish")->required()->type_name("SHELL");
    completion_app->callback([&] { status = completion_command(shell); });

    ReportOptions report;
    auto* report_app = app.add_subcommand(
        "report", "Where you stand and what the verdicts say, as a web page with pictures");
    report_app
        ->add_option("-o,--output", report.output,
                     "Write it here (.racecourse/racecourse-report.html)")
        ->type_name("FILE");
    report_app->add_flag("--open", report.open, "Open it in the browser");
    report_app->add_flag("--grade", report.grade,
                         "Grade first what was changed since it was graded");
    command(report_app, [&] { return report_command(root, report); });
    bool measure = false;
    auto* doctor_app = app.add_subcommand(
        "doctor", "Whether this machine can run every check, and how to mend it");
    doctor_app->add_flag("--measure", measure,
                         "Measure anew what threads cost here, which the check speed reckons with");
    command(doctor_app, [&] { return doctor_command(root, measure); });
    command(app.add_subcommand("clean", "Empty the cache"), [&] { return clean_command(root); });
    command(app.add_subcommand("prepare", "Build ahead what the first check needs")->group(""),
            [&] { return prepare_command(root); });

    auto* author = app.add_subcommand("author", "For those who write exercises");
    author->require_subcommand(1);
    std::vector<std::string> names;
    auto* author_new = author->add_subcommand("new", "Make the three folders of an exercise");
    author_new->add_option("name", name, "chapter03/ex07_name")->required();
    command(author_new, [&] { return author_new_command(root, name); });
    auto* author_stub =
        author->add_subcommand("stub", "Take the stub in exercises/ as the pristine one");
    author_stub->add_option("name", name, "The exercise")->required()->type_name("EXERCISE");
    command(author_stub, [&] { return author_stub_command(root, name); });
    auto* author_check =
        author->add_subcommand("check", "Prove that exercises and their tests are good");
    author_check->add_option("names", names, "Chapters or exercises; all when none is given")
        ->type_name("EXERCISES");
    std::vector<std::string> designs;
    author_check
        ->add_option("--design", designs,
                     "Only these: stub, solution, or a folder of also_right/ or impostors/")
        ->type_name("NAME");
    command(author_check, [&] { return author_check_command(root, names, designs); });
    auto* author_table = author->add_subcommand(
        "table", "Write grader/hidden/README.md: every exercise and what catches its impostors");
    command(author_table, [&] { return author_table_command(root); });
    ExplainOptions explain;
    auto* author_explain = author->add_subcommand(
        "explain", "What the author of each impostor would read, as one page");
    author_explain->add_option("names", explain.names, "Chapters or exercises");
    author_explain->add_flag("--all", explain.all, "All exercises");
    author_explain
        ->add_option("-o,--output", explain.output,
                     "Write this file, Markdown, instead of .racecourse/explanations.md")
        ->type_name("FILE");
    command(author_explain, [&] { return author_explain_command(root, explain); });
    int rounds = 10;
    auto* calibrate = author->add_subcommand(
        "calibrate", "Measure what speedup a test of the suite Speed may ask for");
    calibrate->add_option("name", name, "The exercise")->required()->type_name("EXERCISE");
    calibrate
        ->add_option("--rounds", rounds,
                     "Measurements of each solution, half of them on a busy machine")
        ->capture_default_str();
    command(calibrate, [&] { return author_calibrate_command(root, name, rounds); });
    auto* snippets =
        author->add_subcommand("snippets", "Compile and run every code block of the chapters");
    snippets->add_option("names", names, "Chapters; all when none is given")->type_name("CHAPTER");
    command(snippets, [&] { return author_snippets_command(root, names); });

    auto* bench = app.add_subcommand("bench", "Measure the grader");
    bench->require_subcommand(1);
    auto* latency = bench->add_subcommand(
        "latency", "From an edit to the verdict, against the compiler's own time");
    bool only_watch = false;
    latency->add_option("names", names, "Exercises; all when none is given")
        ->type_name("EXERCISES");
    latency->add_flag("--watch", only_watch, "Only watch mode");
    command(latency, [&] { return bench_latency_command(root, names, only_watch); });
    bool full = false;
    auto* explorer = bench->add_subcommand(
        "explorer", "What the schedules find, how soon, and how many a second");
    explorer->add_flag("--full", full,
                       "20 seeds for each strategy, 5000 schedules of each right program, and "
                       "ThreadSanitizer beside it (hours)");
    command(explorer, [&] { return bench_explorer_command(root, full); });
    VerdictsOptions verdicts;
    auto* verdicts_app = bench->add_subcommand(
        "verdicts", "Right and wrong solutions, judged for speed on an idle and on a busy machine");
    verdicts_app->add_option("names", verdicts.names, "Workloads; all when none is given");
    verdicts_app->add_flag("--full", verdicts.full, "100 verdicts of each instead of 20 (hours)");
    verdicts_app->add_option("--rounds", verdicts.rounds, "Verdicts of each");
    verdicts_app
        ->add_option("--condition", verdicts.condition,
                     "Only in this condition, and without the predictions: all of it takes hours")
        ->check(CLI::IsMember({"idle", "busy", "one-core"}));
    command(verdicts_app, [&] { return bench_verdicts_command(root, verdicts); });
    FlakeOptions flake;
    auto* flake_app = bench->add_subcommand(
        "flake", "Verdicts again and again with every core busy: none may flicker");
    flake_app->add_option("names", flake.names, "Chapters or exercises; all when none is given")
        ->type_name("EXERCISES");
    flake_app->add_option("--solutions", flake.solutions, "Runs of each right design")
        ->capture_default_str();
    flake_app->add_option("--impostors", flake.impostors, "Runs of each impostor")
        ->capture_default_str();
    flake_app
        ->add_option("--only", flake.only,
                     "Only this check, without those before it; impostors that it must catch")
        ->check(CLI::IsMember(known_checks()));
    flake_app->add_flag("--idle", flake.idle, "One at a time instead");
    command(flake_app, [&] { return bench_flake_command(root, flake); });

    if (argc > 1 && std::string_view(argv[1]) == "complete") {
        // The words behind it may be anything, so they are not parsed.
        try {
            return static_cast<int>(
                complete_command(app, find_root(root_name), {argv + 2, argv + argc}));
        } catch (const Error&) {
            return 0;  // outside of a checkout there is nothing to complete
        }
    }
    try {
        app.parse(argc, argv);
        if (app.get_subcommands().empty()) {
            root = find_root(root_name);
            status = on_a_screen() ? desk_command(root) : welcome_command(root);
        }
    } catch (const CLI::ExtrasError& error) {
        const auto extras = app.remaining();
        std::vector<std::string> known;
        for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; })) {
            if (!each->get_group().empty()) known.push_back(each->get_name());
        }
        // A word where a command should stand; anything else CLI11 says well itself.
        if (!app.get_subcommands().empty() || extras.empty() || extras.front().starts_with('-')) {
            app.exit(error);
            return static_cast<int>(Exit::usage);
        }
        const auto meant = nearest(extras.front(), known);
        std::cerr << "racecourse: There is no command '" << extras.front() << "'"
                  << (meant ? fmt::format("; did you mean '{}'?", *meant) : ".")
                  << " The commands are: " << joined(known, ", ") << ".\n";
        return static_cast<int>(Exit::usage);
    } catch (const CLI::ParseError& error) {
        const int code_of = app.exit(error);
        return code_of == 0 ? 0 : static_cast<int>(Exit::usage);
    } catch (const Error& error) {
        std::cerr << "racecourse: " << error.what() << '\n';
        return static_cast<int>(error.status());
    } catch (const std::exception& error) {
        std::cerr << "racecourse: " << error.what() << '\n';
        return static_cast<int>(Exit::environment);
    }
    return static_cast<int>(status);
}
