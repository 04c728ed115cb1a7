// racecourse bench latency, the second half: watch mode as a person has it, on a terminal of its
// own. From the save of a file to the first failing check's verdict on the screen, how long the
// command takes to its first picture, and whether it sleeps while nothing happens.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "checks/speed_rule.h"
#include "cli/bench_latency.h"
#include "cli/proof.h"
#include "desk/pty.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// A checkout of its own, so that no file of the learner's is touched.
class Copy {
  public:
    explicit Copy(const fs::path& root) : path_(root / ".racecourse/bench/course") {
        fs::remove_all(path_);
        for (const char* part :
             {"chapters", "exercises", "solutions", "grader/hidden", "grader/kit",
              "grader/explain/stacks.py", "grader/sandbox/descriptors.h", "grader/packages.txt"}) {
            if (!fs::exists(root / part)) continue;
            fs::create_directories((path_ / part).parent_path());
            fs::copy(root / part, path_ / part, fs::copy_options::recursive);
        }
        // As on the first day, whatever the learner has written.
        const Catalogue catalogue(path_);
        for (const Exercise& exercise : catalogue.exercises())
            for (const std::string& file : exercise.files)
                write_file(exercise.public_dir / file, read_file(exercise.hidden / "stub" / file));
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;
    ~Copy() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
};

Pty::Program racecourse(const std::vector<std::string>& words, const fs::path& root) {
    return {words, {"TERM=xterm-256color", "LC_ALL=C.UTF-8"}, root};
}

void need(bool shown, const Pty& desk, const std::string& what) {
    if (shown) return;
    throw Error(fmt::format("Watch mode never showed {}:\n{}", what, desk.screen().text()),
                Exit::environment);
}

constexpr const char* waiting = "Edit the file and save it";
constexpr const char* done = "Graded again whenever";

// The first impostor of the exercise that fails at this check by itself: not because it gets stuck,
// which is seen only after a while.
const Proof* impostor(const std::vector<Proof>& proofs, const std::string& check) {
    for (const Proof& proof : proofs) {
        if (proof.kind == Proof::impostor && proof.declared.check == check &&
            (proof.declared.outcome == "wrong" || proof.declared.outcome == "race"))
            return &proof;
    }
    return nullptr;
}

// To the first picture, over some starts of the launcher.
double start_seconds(const fs::path& root) {
    std::vector<double> all;
    for (int i = 0; i < 5; ++i) {
        const auto start = Clock::now();
        Pty desk(racecourse({(root / "racecourse").string()}, root));
        need(desk.until_shown("q quit"), desk, "its first picture");
        all.push_back(seconds_since(start));
        desk.type("q");
        (void)desk.finish();
    }
    return median(all);
}

}  // namespace

bool watch_is_fast(Session& session, const std::vector<const Exercise*>& exercises) {
    const fs::path root = session.catalogue().root();
    const fs::path work = root / ".racecourse/bench/by_hand";
    const Copy copy(root);
    Pty desk(
        racecourse({(own_folder() / "racecourse-grader").string(), "--root", copy.path().string()},
                   copy.path()));
    need(desk.until_shown(waiting), desk, "its first picture");
    const auto open = [&](const Exercise& exercise) {
        desk.type("l" + exercise.id + "\r");
        need(desk.until([&](const Emulator& screen) {
            return screen.lines().front().starts_with(exercise.id) && !screen.shows("Find:");
        }),
             desk, exercise.id);
    };
    int edits = 0;
    const auto save = [&](const Exercise& exercise, Code code) {
        const auto now = std::chrono::system_clock::now().time_since_epoch().count();
        code.front().content += fmt::format("\n// edit {} at {}\n", ++edits, now);
        // The first file last: with it the save is complete.
        std::ranges::reverse(code);
        for (const LearnerFile& file : code)
            write_file(copy.path() / "exercises" / exercise.relative / file.name, file.content);
    };

    fmt::print(
        "\nWatch mode: from the save to the first failing check's verdict on the screen\n"
        "{:<16} {:<40} {:>9} {:>9} {:>7}\n",
        "exercise", "what is saved", "by hand", "watch", "ratio");
    std::map<std::string, std::vector<double>> ratios;
    bool warm = false;
    for (const Exercise* exercise : exercises) {
        const auto proofs = proofs_of(root, *exercise);
        open(*exercise);
        for (const char* check : {"behaviour", "races"}) {
            const Proof* const proof = impostor(proofs, check);
            if (proof == nullptr) continue;
            const std::string failed = fmt::format("✗ {}", check);
            if (!warm) {
                // This checkout's precompiled headers are made once.
                save(*exercise, proof->code);
                need(desk.until_shown(done, std::chrono::minutes(10)), desk, failed);
                warm = true;
            }
            std::vector<double> floors, times;
            for (int i = 0; i < 3; ++i) {
                floors.push_back(
                    by_hand(session, *exercise, proof->code, work, check_kind(check), false));
                const auto start = Clock::now();
                save(*exercise, proof->code);
                need(desk.until([](const Emulator& screen) { return screen.shows("grading"); }),
                     desk, "that it grades");
                need(desk.until_shown(failed), desk, failed);
                times.push_back(seconds_since(start));
                need(desk.until_shown(done), desk, "the end of the run");
            }
            const double floor = median(floors), time = median(times);
            ratios[check].push_back(time / floor);
            fmt::print("{:<16} {:<40} {:>8.2f}s {:>8.2f}s {:>7.2f}\n", exercise->id, proof->what,
                       floor, time, time / floor);
            std::fflush(stdout);
        }
    }

    std::this_thread::sleep_for(std::chrono::seconds(1));
    const long before = desk.switches();
    constexpr int idle_seconds = 10;
    std::this_thread::sleep_for(std::chrono::seconds(idle_seconds));
    const double wakes = static_cast<double>(desk.switches() - before) / idle_seconds;
    desk.type("q");
    (void)desk.finish();
    std::error_code ignored;
    fs::remove_all(work, ignored);

    const double start = start_seconds(root);
    bool good = wakes == 0 && start < 0.2;
    for (const auto& [check, all] : ratios) {
        const bool aimed = check == "behaviour";
        fmt::print("median ratio of a save that fails at {}: {:.2f}{}\n", check, median(all),
                   aimed ? " (aim: at most 1.2)" : "");
        good = good && (!aimed || median(all) <= 1.2);
    }
    fmt::print(
        "start with nothing to build: {:.2f} s (aim: under 0.2)\n"
        "idle: woken {:.1f} times a second (aim: 0)\n",
        start, wakes);
    return good;
}

}  // namespace grader
