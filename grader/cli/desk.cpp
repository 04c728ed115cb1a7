// racecourse without arguments, on a terminal: watch mode. It holds the terminal, the inotify watch
// and the background grader, and hands what they say to desk/; nothing is decided here.
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

#include "catalogue/progress.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"
#include "desk/desk.h"
#include "desk/editor.h"
#include "desk/runner.h"
#include "desk/saves.h"
#include "desk/screen.h"
#include "report/terminal.h"

namespace grader {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// One save is several events within a few milliseconds.
constexpr milliseconds settling{25};
constexpr milliseconds soon{500}, frame{100};

// Everything slow: made by the runner, after the first picture.
class Grader {
  public:
    explicit Grader(fs::path root) : root_(std::move(root)) {}

    // What is needed whatever the code is; some seconds where the cache is empty.
    void make_ready(const Exercise& exercise, const Runner::Tell& tell,
                    const std::stop_token& stop) {
        tell({News::doing, "making ready (the very first time: a minute)"});
        if (!session_) {
            session_.emplace(root_);
            const std::string differs = session_->what_differs_here();
            if (!differs.empty()) tell({News::note, differs});
        }
        for (const std::string& check : exercise.checks)
            session_->workshop().prepare(check_kind(check).flavour, stop);
    }

    void run(const Exercise& exercise, const Code& code, const Runner::Tell& tell,
             const std::stop_token& stop) {
        Wanted wanted;
        wanted.doing = [&](const std::string& words) { tell({News::doing, words}); };
        Bench bench = session_->bench();
        bench.stop = stop;
        const auto verdicts = grade(bench, exercise, code, wanted, [&](const Verdict& verdict) {
            tell({News::verdict, {}, verdict});
        });
        if (stop.stop_requested()) throw Cancelled();
        record_verdicts(root_, exercise, code, verdicts);
        session_->workshop().trim_cache();
    }

  private:
    const fs::path root_;
    std::optional<Session> session_;
};

void edit(Screen& screen, Desk& desk) {
    const char* editor = std::getenv("VISUAL");
    if (editor == nullptr || *editor == '\0') editor = std::getenv("EDITOR");
    if (editor == nullptr || *editor == '\0') editor = "sensible-editor";
    // The file with the first problem comes first.
    std::vector<fs::path> files;
    int line = 0;
    const auto place = desk.place();
    for (const std::string& file : desk.exercise().files) {
        const bool problem = place && fs::path(place->file).filename() == file;
        files.insert(problem ? files.begin() : files.end(), desk.exercise().public_dir / file);
        if (problem) line = place->line;
    }
    const std::string command = editor_command(editor, files, line);
    screen.suspend();
    const int status = std::system(command.c_str());
    screen.resume();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        desk.say(
            fmt::format("The editor '{}' is not there. Name yours: export EDITOR=nano", editor));
}

}  // namespace

Exit desk_command(const fs::path& root) {
    const Catalogue catalogue(root);
    Desk desk(catalogue);
    Grader grader(root);
    Screen screen;
    Saves saves;
    Runner runner;
    desk.resized(screen.width(), screen.height());
    screen.show(desk.picture());
    Clock::time_point began, settled_at;
    bool settles = false;
    while (true) {
        Desk::Orders orders = desk.orders();
        if (orders.quit) return Exit::passed;
        if (orders.cancel) runner.cancel();
        if (orders.watch) {
            auto names = desk.exercise().files;
            names.push_back("examples.cpp");
            saves.watch(desk.exercise().public_dir, names);
            settles = false;
            if (!saves.able())
                desk.say("Here saving is not noticed by itself: press r after you save.");
            desk.watched();
            orders.run = desk.orders().run || orders.run;
        }
        if (orders.run || orders.watch) {
            const Exercise& exercise = desk.exercise();
            const auto ready = [&grader, &exercise](const Runner::Tell& tell,
                                                    const std::stop_token& end) {
                grader.make_ready(exercise, tell, end);
            };
            Runner::Work work = [](const Runner::Tell&, const std::stop_token&) {};
            if (orders.run) {
                began = Clock::now();
                work = [&grader, &exercise, code = desk.code()](const Runner::Tell& tell,
                                                                const std::stop_token& stop) {
                    grader.run(exercise, code, tell, stop);
                };
            }
            // While the learner still reads, there is time to make ready.
            runner.start(std::move(work), ready);
        }
        if (orders.edit) edit(screen, desk);
        screen.show(desk.picture());

        // Nothing wakes it up while nothing goes on.
        auto wait = milliseconds(-1);
        const auto now = Clock::now();
        const auto until = [&](Clock::time_point then) {
            return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(then - now));
        };
        if (desk.running()) wait = now < began + soon ? until(began + soon) : frame;
        if (settles) wait = until(settled_at);
        const int descriptors[] = {runner.descriptor(), saves.descriptor()};
        const Screen::Event event = screen.wait(descriptors, static_cast<int>(wait.count()));
        switch (event.kind) {
            case Screen::Event::end:
                return Exit::passed;
            case Screen::Event::resized:
                desk.resized(screen.width(), screen.height());
                break;
            case Screen::Event::key:
                desk.typed(event.typed);
                break;
            case Screen::Event::ready:
                if (event.which == 0) {
                    for (const News& news : runner.news()) desk.heard(news);
                } else if (saves.any()) {
                    settles = true;
                    settled_at = Clock::now() + settling;
                }
                break;
            case Screen::Event::timeout:
                if (settles) {
                    settles = false;
                    desk.saved();
                }
                break;
        }
        if (desk.running())
            desk.going_for(std::chrono::duration<double>(Clock::now() - began).count());
    }
}

}  // namespace grader
