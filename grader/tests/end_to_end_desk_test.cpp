// Watch mode as a person uses it: the real command on a terminal of its own, on a tiny course, with
// keys typed and files saved; what it shows is looked at.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <optional>
#include <utility>

#include "desk/pty.h"
#include "sandbox/process_tree.h"
#include "tests/end_to_end.h"
#include "tests/recorded.h"

namespace grader {
namespace {

using namespace std::chrono_literals;

const std::string wrong_box = box_with("return number_;", "return number_ + 1;");
// It is stopped by nothing but the limit of ten seconds.
const std::string slow_box =
    "#include <chrono>\n#include <thread>\n" +
    box_with("number_ = number;",
             "std::this_thread::sleep_for(std::chrono::hours(1)); number_ = number;");

// One for all tests of a process: its precompiled headers cost some seconds.
const FakeCourse& course() {
    static const FakeCourse one;
    return one;
}

class EndToEndDeskSlow : public testing::Test {
  protected:
    EndToEndDeskSlow() {
        for (const char* part :
             {"exercises/chapter01_boxes", "grader/hidden/chapter01_boxes",
              "solutions/chapter01_boxes", ".racecourse/outcomes", ".racecourse/hints"})
            fs::remove_all(course().root() / part);
        course().add("ex01_first", R"("examples")", stub_box);
        course().add("ex02_second", R"("examples", "behaviour")", stub_box);
        course().write("exercises/chapter01_boxes/ex01_first/README.md",
                       "# Box\n\n## Your task\n\nWrite `Box` in `box.h`.\n");
    }

    static fs::path file() {
        return course().root() / "exercises/chapter01_boxes/ex01_first/box.h";
    }
    // A new file is written and renamed over the old one.
    static void save(const std::string& code) { write_file(file(), code); }
    static void save_in_place(const std::string& code) { std::ofstream(file()) << code; }

    Pty& desk(const std::vector<std::string>& env = {},
              const std::string& terminal = "xterm-256color") {
        if (!desk_) {
            std::vector<std::string> all = {"TERM=" + terminal, "LC_ALL=C.UTF-8", "VISUAL="};
            all.insert(all.end(), env.begin(), env.end());
            desk_.emplace(Pty::Program{
                {RACECOURSE_BINARIES "/racecourse-grader", "--root", course().root().string()},
                all,
                course().root()});
        }
        return *desk_;
    }
    bool shown(const std::string& words) {
        const bool seen = desk().until_shown(words);
        EXPECT_TRUE(seen) << "never shown: " << words << "\n" << desk().screen().text();
        return seen;
    }
    // A screen comes in pieces: it is waited for until it is whole.
    void looks_as(const std::string& name) {
        const auto whole = [&name](const Emulator& screen) {
            return !recording() && screen.text() == recorded(name);
        };
        (void)desk().until(whole, recording() ? 2s : 60s);
        expect_recorded(name, desk().screen().text());
    }
    void ends_cleanly() {
        EXPECT_EQ(desk().finish(), 0);
        EXPECT_TRUE(desk().screen().as_found());
        EXPECT_TRUE(desk().modes_as_found());
        EXPECT_TRUE(eventually([] { return processes_in(course().root()).empty(); }, 10s));
        const fs::path work = course().root() / ".racecourse/work";
        EXPECT_TRUE(!fs::exists(work) || fs::is_empty(work)) << "a folder is left over";
    }
    static std::ptrdiff_t outcomes() {
        const fs::path folder = course().root() / ".racecourse/outcomes";
        if (!fs::exists(folder)) return 0;
        return std::count_if(fs::directory_iterator(folder), fs::directory_iterator(),
                             [](const auto& entry) { return !entry.path().has_extension(); });
    }
    // A run of code that does not end, as far as its tests.
    void start_a_long_run() {
        shown("Edit the file and save it");
        save(slow_box);
        shown("running the tests");
        ASSERT_TRUE(eventually([] { return program_runs(); }));
    }
    static bool program_runs() {
        const auto all = processes_in(course().root());
        return std::ranges::any_of(all, [](pid_t process) {
            return process_line(process).find("--gtest_filter") != std::string::npos;
        });
    }
    static std::string process_line(pid_t process) {
        try {
            return read_file("/proc/" + std::to_string(process) + "/cmdline");
        } catch (const Error&) {
            return {};
        }
    }

    void close_window() { desk_.reset(); }

  private:
    std::optional<Pty> desk_;
};

TEST_F(EndToEndDeskSlow, SaveVerdictHintNextQuit) {
    shown("Edit the file and save it");
    looks_as("session_1_begin");
    save(wrong_box);
    shown("✗ examples");
    shown("Graded again whenever");
    looks_as("session_2_wrong");
    desk().type("h");
    shown("Hint 1 of 1");
    save_in_place(right_box);
    shown("You have learned: One lock.");
    looks_as("session_3_passed");
    desk().type("n");
    shown("chapter01/ex02");
    desk().type("l");
    shown("All exercises");
    looks_as("session_4_list");
    desk().type("first\r");
    shown("✓ examples");
    desk().type("s");
    shown("the course's");
    desk().type("qq");
    ends_cleanly();
    EXPECT_EQ(outcomes(), 2);
}

TEST_F(EndToEndDeskSlow, OpensWhereTheLastSessionStopped) {
    save(right_box);
    EXPECT_EQ(Cmd(course().root(), "check", "chapter01/ex01").run().status, 0);
    shown("chapter01/ex02");
    shown("1 of 2");
    desk().type("q");
    ends_cleanly();
}

TEST_F(EndToEndDeskSlow, GradesWhatWasChangedBeforeItBeganAndOnlyOnce) {
    save(wrong_box);
    shown("✗ examples");
    shown("Graded again whenever");
    desk().type("q");
    ends_cleanly();
    close_window();
    const auto kept = course().root() / ".racecourse/outcomes";
    const auto written = fs::last_write_time(kept);
    shown("✗ examples");
    desk().type("q");
    ends_cleanly();
    EXPECT_EQ(fs::last_write_time(kept), written);
}

TEST_F(EndToEndDeskSlow, TakesABurstOfSavesForOne) {
    shown("Edit the file and save it");
    for (int i = 0; i < 20; ++i) save(wrong_box + "// " + std::to_string(i) + "\n");
    shown("✗ examples");
    shown("Graded again whenever");
    desk().type("q");
    ends_cleanly();
    EXPECT_EQ(outcomes(), 1) << "one run came to its end";
}

TEST_F(EndToEndDeskSlow, ASaveDuringARunCallsItOff) {
    start_a_long_run();
    save(right_box);
    shown("You have learned");
    EXPECT_FALSE(program_runs());
    desk().type("q");
    ends_cleanly();
    EXPECT_EQ(outcomes(), 1);
}

TEST_F(EndToEndDeskSlow, CtrlCDuringARunLeavesNothing) {
    start_a_long_run();
    desk().type("\x03");
    ends_cleanly();
    EXPECT_EQ(outcomes(), 0);
}

TEST_F(EndToEndDeskSlow, EndsInOrderWhenItIsTerminatedOrItsWindowCloses) {
    for (const int signal : {SIGTERM, SIGHUP}) {
        SCOPED_TRACE(signal);
        save(stub_box);
        start_a_long_run();
        kill(desk().pid(), signal);
        ends_cleanly();
        close_window();
    }
}

TEST_F(EndToEndDeskSlow, GoesOnWhenTheCompilerIsKilled) {
    shown("Edit the file and save it");
    save(wrong_box + "// to be compiled\n");
    const auto compiler = [] {
        for (const pid_t process : processes_in(course().root()))
            if (process_line(process).find("cc1plus") != std::string::npos) return process;
        return -1;
    };
    pid_t killed = -1;
    ASSERT_TRUE(eventually([&] { return (killed = compiler()) > 0; }));
    kill(killed, SIGKILL);
    shown("Graded again whenever");
    shown("The machine was too busy to compile this");
    save(right_box);
    shown("You have learned");
    desk().type("q");
    ends_cleanly();
}

TEST_F(EndToEndDeskSlow, FitsIntoTheWindowWhateverItsSize) {
    shown("Edit the file and save it");
    for (const auto& [width, height] :
         {std::pair<std::size_t, std::size_t>{120, 40}, {60, 16}, {20, 5}, {80, 24}}) {
        desk().resize(width, height);
        EXPECT_TRUE(desk().until([](const Emulator& screen) {
            return screen.lines().back().find("q quit") != std::string::npos;
        })) << width
            << '\n'
            << desk().screen().text();
    }
    looks_as("session_1_begin");
    desk().type("q");
    ends_cleanly();
}

TEST_F(EndToEndDeskSlow, UsesColourUnlessItIsNotWanted) {
    shown("Edit the file and save it");
    EXPECT_TRUE(desk().until([](const Emulator& screen) { return screen.coloured(); }));
    desk().type("q");
    ends_cleanly();
    close_window();
    desk({"NO_COLOR=1"});
    save(wrong_box);
    shown("✗ examples");
    EXPECT_FALSE(desk().screen().coloured());
    desk().type("q");
    ends_cleanly();
}

TEST_F(EndToEndDeskSlow, PrintsTheListWhereThereIsNoScreen) {
    desk({}, "dumb");
    EXPECT_EQ(desk().finish(), 0);
    EXPECT_TRUE(desk().screen().shows("chapter01/ex02"));
    EXPECT_TRUE(desk().screen().as_found());
    const Ran ran = Cmd(course().root()).run();
    EXPECT_EQ(ran.status, 0);
    EXPECT_TRUE(ran.says("./racecourse check chapter01/ex01")) << ran;
}

TEST_F(EndToEndDeskSlow, OpensTheFileInTheEditor) {
    const fs::path editor = course().root() / "an editor";
    course().write("right", right_box);
    course().write("an editor", "#!/bin/sh\n[ \"$1\" = --wait ] && shift\ncp '" +
                                    (course().root() / "right").string() + "' \"$1\"\n");
    fs::permissions(editor, fs::perms::owner_all);
    desk({"EDITOR='" + editor.string() + "' --wait"});
    shown("Edit the file and save it");
    desk().type("o");
    shown("You have learned");
    desk().type("q");
    ends_cleanly();
}

TEST_F(EndToEndDeskSlow, SaysThatAnEditorIsNotThere) {
    desk({"EDITOR=no-such-editor"});
    shown("Edit the file and save it");
    desk().type("o");
    shown("The editor 'no-such-editor' is not there.");
    desk().type("q");
    ends_cleanly();
}

TEST_F(EndToEndDeskSlow, SleepsWhileNothingHappens) {
    save(wrong_box);
    shown("✗ examples");
    shown("Graded again whenever");
    // What the run leaves behind has to be put away first; who looks every second never sleeps so
    // long.
    EXPECT_TRUE(eventually([&] {
        const long before = desk().switches();
        std::this_thread::sleep_for(2s);
        return desk().switches() == before;
    }));
    desk().type("q");
    ends_cleanly();
}

}  // namespace
}  // namespace grader
