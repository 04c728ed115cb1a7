// The real command on a tiny course of its own: Cmd runs racecourse-grader as a user would,
// FakeCourse is a checkout with one small exercise for each way in which a check can end.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.h"
#include "common/text.h"
#include "tests/bench.h"
#include "tests/temp_folder.h"

namespace grader {

struct Ran {
    int status = -1;  // the exit status, or 128 and the signal
    std::string out, err;
    [[nodiscard]] bool says(const std::string& words) const {
        return (out + err).find(words) != std::string::npos;
    }
};

inline std::ostream& operator<<(std::ostream& stream, const Ran& ran) {
    return stream << "status " << ran.status << "\nstdout:\n"
                  << ran.out << "\nstderr:\n"
                  << ran.err;
}

// A program that runs. Its input is empty; what it prints is read by finish().
class Running {
  public:
    Running(const std::vector<std::string>& words, const fs::path& cwd) {
        int out[2], err[2];
        if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
            throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        posix_spawn_file_actions_adddup2(&actions, err[1], 2);
        posix_spawn_file_actions_addchdir_np(&actions, cwd.c_str());
        std::vector<char*> argv;
        for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
        argv.push_back(nullptr);
        if (posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ) != 0) {
            throw std::runtime_error("cannot start " + words[0]);
        }
        posix_spawn_file_actions_destroy(&actions);
        close(out[1]);
        close(err[1]);
        out_ = out[0];
        err_ = err[0];
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        if (pid_ > 0) {
            kill(pid_, SIGKILL);
            waitpid(pid_, nullptr, 0);
        }
        close(out_);
        close(err_);
    }
    [[nodiscard]] pid_t pid() const { return pid_; }

    Ran finish(std::chrono::seconds limit = std::chrono::seconds(400)) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        Ran ran;
        pollfd fds[] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
        for (int open_pipes = 2; open_pipes > 0;) {
            poll(fds, 2, 200);
            for (pollfd& fd : fds) {
                char buffer[65536];
                if (fd.fd < 0 || fd.revents == 0) continue;
                const ssize_t got = read(fd.fd, buffer, sizeof buffer);
                if (got > 0)
                    (&fd == fds ? ran.out : ran.err).append(buffer, static_cast<std::size_t>(got));
                if (got > 0) continue;
                fd.fd = -1;
                --open_pipes;
            }
            if (std::chrono::steady_clock::now() > deadline) {
                ran.err += "\n(the test stopped it: it did not end in time)\n";
                kill(pid_, SIGKILL);
                break;
            }
        }
        int status = 0;
        waitpid(std::exchange(pid_, -1), &status, 0);
        ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return ran;
    }

  private:
    pid_t pid_ = -1;
    int out_ = -1, err_ = -1;
};

// Cmd(root, "check", "chapter01/ex01", "--json").run()
class Cmd {
  public:
    template <class... Words>
    explicit Cmd(const fs::path& root, const Words&... words)
        : words_{RACECOURSE_BINARIES "/racecourse-grader", "--root", root.string(), words...},
          cwd_(root) {}
    Cmd& in(const fs::path& folder) {
        cwd_ = folder;
        return *this;
    }
    [[nodiscard]] Ran run() const { return Running(words_, cwd_).finish(); }
    [[nodiscard]] std::unique_ptr<Running> start() const {
        return std::make_unique<Running>(words_, cwd_);
    }

  private:
    std::vector<std::string> words_;
    fs::path cwd_;
};

// A right answer to every exercise of the fake course.
inline const std::string right_box = R"(#pragma once
#include <mutex>
class Box {
  public:
    void put(int number) {
        std::lock_guard lock(mutex_);
        number_ = number;
    }
    int get() const {
        std::lock_guard lock(mutex_);
        return number_;
    }

  private:
    mutable std::mutex mutex_;
    int number_ = 0;
};
)";

inline const std::string stub_box = R"(#pragma once
#include <racecourse/not_started.h>
class Box {
  public:
    void put(int number) { racecourse::not_started("Box::put"); }
    int get() const { racecourse::not_started("Box::get"); }
};
)";

// The right answer with `from` written as `to`.
inline std::string box_with(const std::string& from, const std::string& to) {
    return replaced(right_box, from, to);
}

// "Question 1?" and so on, each in five lines and an empty one, below a heading and an empty line.
inline std::string flash_cards_of(int count) {
    std::string text = "## Flash cards\n\n";
    for (int i = 1; i <= count; ++i) {
        const std::string number = std::to_string(i);
        text += "<details><summary>Question " + number + "?</summary>\n\nAnswer " + number +
                ".\n\n</details>\n\n";
    }
    return text;
}

class FakeCourse {
  public:
    // Without exercises; `below` are folders between the temporary folder and the checkout.
    explicit FakeCourse(const fs::path& below = "course") : root_(folder_.path() / below) {
        fs::permissions(folder_.path(), fs::perms::owner_all);  // nobody else may enter
        for (const char* part : {"grader/explain/stacks.py", "grader/packages.txt"}) {
            fs::create_directories((root_ / part).parent_path());
            fs::copy(checkout / part, root_ / part);
        }
        for (const char* part :
             {"grader/kit", "grader/sandbox", "grader/report/page", "exercises/include"}) {
            fs::create_directories((root_ / part).parent_path());
            fs::create_directory_symlink(checkout / part, root_ / part);
        }
        // What is made of the kit is made once, for all of them.
        static const bool ready = (workshop().prepare(), true);
        const fs::path made = ".racecourse/cache";
        fs::create_directories(root_ / made);
        for (const auto& entry : fs::directory_iterator(checkout / made)) {
            const std::string name = entry.path().filename().string();
            if (ready && entry.is_directory() && !name.ends_with(".new") &&
                (name.starts_with("prelude-") || name.starts_with("kit-")))
                fs::create_directory_symlink(entry.path(), root_ / made / name);
        }
        write("chapters/chapter01_boxes/README.md",
              "# Boxes\n\n## A box\n\nText.\n\n" + flash_cards_of(10));
        fs::create_directories(root_ / "grader/hidden");
    }
    [[nodiscard]] const fs::path& root() const { return root_; }

    void write(const fs::path& relative, std::string_view content) const {
        const fs::path folder = (root_ / relative).parent_path();
        if (fs::weakly_canonical(folder) != (fs::weakly_canonical(root_) / relative).parent_path())
            throw Error(relative.string() + " is the true course's: own() it first");
        fs::create_directories(folder);
        write_file(root_ / relative, content);
    }
    // A copy of its own of what all of these courses share.
    void own(const fs::path& part) const {
        fs::remove(root_ / part);
        fs::copy(checkout / part, root_ / part, fs::copy_options::recursive);
    }

    // An exercise of chapter 1 whose learner has written `code` into box.h. `more` is added to the
    // manifest.
    void add(const std::string& name, const std::string& checks, const std::string& code,
             const std::string& stub = stub_box, const std::string& more = {}) const {
        const std::string relative = "chapter01_boxes/" + name;
        const bool repair = more.find("repair") != std::string::npos;
        write("exercises/" + relative + "/box.h", code);
        write("exercises/" + relative + "/README.md", "# Box\n");
        write("exercises/" + relative + "/examples.cpp", R"(#include <gtest/gtest.h>
#include "box.h"
TEST(Examples, KeepsANumber) {
    Box box;
    box.put(7);
    EXPECT_EQ(box.get(), 7) << "get() after put(7) should be 7.";
}
)");
        write("solutions/" + relative + "/box.h", right_box);
        write("grader/hidden/" + relative + "/stub/box.h", stub);
        write("grader/hidden/" + relative + "/tests.cpp", R"(#include <racecourse/kit.h>
#include "box.h"
using namespace racecourse;
TEST(Behaviour, BeginsEmpty) {
    const int number = Box().get();
    EXPECT_EQ(number, 0) << because << "get() of a new Box must be 0. It was " << number << ".";
}
TEST(Behaviour, KeepsTheLastNumber) {
    Box box;
    box.put(1);
    box.put(2);
    EXPECT_EQ(box.get(), 2) << because << "get() after put(1) and put(2) must be 2.";
}
TEST(Races, PutsAndGets) {
    Box box;
    start_together(2, [&](int number) {
        for (int i = 0; i < 1000; ++i) number == 0 ? box.put(i) : use(box.get());
    });
}
)");
        write("grader/hidden/" + relative + "/exercise.toml",
              "title = \"A box: " + name.substr(5) + "\"\nlearn = \"One lock.\"\nkind = \"" +
                  (repair ? "repair" : "build") + "\"\nfiles = [\"box.h\"]\nchecks = [" + checks +
                  "]\nhints = [\"lock it\"]\n" + (repair ? "" : more) +
                  "[read]\ndefault = \"a-box\"\n");
    }

  private:
    TempFolder folder_;
    fs::path root_;
};

// The processes that have anything to do with this checkout: by their words or their folder.
inline std::vector<pid_t> processes_in(const fs::path& root) {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        try {
            std::error_code ignored;
            const std::string about = read_file(entry.path() / "cmdline") +
                                      fs::read_symlink(entry.path() / "cwd", ignored).string();
            if (about.find(root.string()) != std::string::npos) found.push_back(std::stoi(name));
        } catch (const Error&) {
            // It has ended meanwhile.
        }
    }
    return found;
}

template <class Condition>
bool eventually(Condition condition, std::chrono::seconds limit = std::chrono::seconds(120)) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace grader
