// racecourse report: the verdicts that are known, as a web page. It grades only when asked to; how
// the speedup grows with the cores is measured once for each content.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <memory>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "catalogue/progress.h"
#include "catalogue/puzzle.h"
#include "checks/curve.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "report/page.h"

namespace grader {
namespace {

constexpr const char* browser = "xdg-open";

// What is being done, on a terminal always in the same line.
class Doing {
  public:
    ~Doing() { clear(); }
    void say(const std::string& what) {
        if (terminal_)
            fmt::print(stderr, "\r\x1b[K{} ...", cut(what, 74));
        else
            fmt::print(stderr, "{} ...\n", what);
        std::fflush(stderr);
        said_ = true;
    }
    void clear() {
        if (terminal_ && said_) fmt::print(stderr, "\r\x1b[K");
        std::fflush(stderr);
        said_ = false;
    }

  private:
    bool terminal_ = ::isatty(2) == 1;
    bool said_ = false;
};

std::string title_of(const fs::path& root, const Exercise& exercise) {
    std::error_code ignored;
    const fs::path text = root / exercise.chapter_text;
    if (fs::is_regular_file(text, ignored)) {
        const std::string content = read_file(text);
        if (content.starts_with("# ")) return trimmed(content.substr(2, content.find('\n') - 2));
    }
    return exercise.label;
}

// The session is there only when something runs: a report of what is known starts at once.
class Report {
  public:
    Report(const fs::path& root, bool grade)
        : root_(root), catalogue_(root), puzzles_(find_puzzles(root)), grade_(grade) {}

    std::vector<PageChapter> chapters() {
        std::vector<PageChapter> all;
        std::string label;
        for (const Exercise& exercise : catalogue_.exercises()) {
            if (exercise.label != label) {
                label = exercise.label;
                all.push_back({title_of(root_, exercise), {}, puzzles_of(label)});
            }
            all.back().exercises.push_back(one(exercise));
        }
        doing_.clear();
        if (session_) session_->workshop().trim_cache();
        return all;
    }

  private:
    [[nodiscard]] std::vector<PagePuzzle> puzzles_of(const std::string& label) const {
        std::vector<PagePuzzle> its;
        for (const Puzzle& puzzle : puzzles_)
            if (puzzle.label == label)
                its.push_back({puzzle.name, puzzle.title, !kept_solution(root_, puzzle).empty()});
        return its;
    }

    PageExercise one(const Exercise& exercise) {
        PageExercise one;
        one.exercise = exercise;
        try {
            one.code = read_code(exercise, exercise.public_dir, root_);
        } catch (const Error&) {
            return one;  // the page says that a file is missing
        }
        look_up(one);
        const bool unknown = one.progress.standing == Standing::changed ||
                             (one.progress.standing == Standing::graded && !one.verdicts);
        if (grade_ && unknown) {
            doing_.say(fmt::format("Grading {}", exercise.id));
            record_verdicts(root_, exercise, one.code,
                            grade(session().bench(), exercise, one.code, {}));
            look_up(one);
        }
        if (one.verdicts) {
            for (const Verdict& verdict : *one.verdicts)
                if (verdict.check == "speed") one.curves = curves(one, verdict);
        }
        return one;
    }

    void look_up(PageExercise& one) const {
        one.progress = progress_of(root_, one.exercise, one.code);
        if (one.progress.standing == Standing::graded)
            one.verdicts = verdicts_of(root_, one.exercise, one.code);
    }

    std::vector<SpeedCurve> curves(const PageExercise& one, const Verdict& verdict) {
        if (std::ranges::none_of(verdict.speed, [](const Speed& each) { return each.speedup > 0; }))
            return {};
        if (const auto kept = kept_beside(root_, one.exercise, one.code, "curve"))
            if (auto read = curves_from_json(*kept)) return *read;
        const auto say = [&](const std::string& what) {
            doing_.say(fmt::format("{}: {}", one.exercise.id, what));
        };
        say("building what measures its speedup");
        try {
            const Bench bench = session().bench();
            const auto programs = speed_programs(bench, one.exercise, one.code);
            const auto curves =
                measure_curves(bench, one.exercise, verdict, programs, [&](int cores) {
                    say(fmt::format("measuring its speedup on {}", counted(cores, "virtual core")));
                });
            keep_beside(root_, one.exercise, one.code, "curve", to_json(curves));
            return curves;
        } catch (const Error& error) {
            // The verdict stands without it.
            doing_.clear();
            fmt::print(stderr, "No speedups on other numbers of cores: {}\n", error.what());
            return {};
        }
    }

    Session& session() {
        if (!session_) session_ = std::make_unique<Session>(root_);
        return *session_;
    }

    fs::path root_;
    Catalogue catalogue_;
    std::vector<Puzzle> puzzles_;
    bool grade_;
    Doing doing_;
    std::unique_ptr<Session> session_;
};

// Starts the browser and goes on; false when there is none. Some openers stay until the window is
// closed, and one that fails does so at once.
bool opened(const fs::path& file) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int stream : {0, 1, 2})
        posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
    std::string name = browser, path = file.string();
    std::array<char*, 3> argv{name.data(), path.data(), nullptr};
    pid_t child = -1;
    const int error = posix_spawnp(&child, browser, &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return false;
    for (int i = 0; i < 100; ++i) {
        int status = 0;
        if (waitpid(child, &status, WNOHANG) == child)
            return WIFEXITED(status) && WEXITSTATUS(status) == 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace

Exit report_command(const fs::path& root, const ReportOptions& options) {
    const fs::path file = options.output.empty() ? root / ".racecourse/racecourse-report.html"
                                                 : fs::absolute(options.output);
    // Before anything is measured for it.
    if (fs::is_directory(file))
        throw Error(fmt::format("{} is a folder; give --output a file.", options.output));
    if (options.output.empty()) fs::create_directories(file.parent_path());
    if (!fs::is_directory(file.parent_path()))
        throw Error(
            fmt::format("{}: there is no such folder to write to.", file.parent_path().string()));
    const PageLook look = page_look(root);
    const auto chapters = Report(root, options.grade).chapters();
    const std::time_t now = std::time(nullptr);
    std::tm here{};
    localtime_r(&now, &here);
    write_file(file, page(chapters, trimmed(fmt::format("{:%e %B %Y, %H:%M}", here)), look));
    fmt::print("The report is in {}\n", file.lexically_normal().string());
    if (!options.open) return Exit::passed;
    if (opened(file)) return Exit::passed;
    throw Error(
        fmt::format("No browser could be opened here ({}); open the file yourself.", browser),
        Exit::environment);
}

}  // namespace grader
