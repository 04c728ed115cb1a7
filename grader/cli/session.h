// What most commands need to begin: the checkout's catalogue, the sandbox and the workshop.
#pragma once

#include <memory>

#include "catalogue/catalogue.h"
#include "checks/check.h"
#include "common/error.h"

namespace grader {

class Session {
  public:
    explicit Session(const fs::path& root);

    [[nodiscard]] const Catalogue& catalogue() const { return catalogue_; }
    [[nodiscard]] Workshop& workshop() { return *workshop_; }
    [[nodiscard]] const Sandbox& sandbox() const { return sandbox_; }
    [[nodiscard]] Bench bench() { return {sandbox_, *workshop_}; }

    // The exercises that the words name, in the course's order, each once; all when there are no
    // words.
    [[nodiscard]] std::vector<const Exercise*> exercises(
        const std::vector<std::string>& words) const;

    // The code to grade: "" is exercises/, "solutions" the course's own, else a folder shaped like
    // exercises/ in which files may be missing (the course's stubs stand in for them).
    [[nodiscard]] Code code(const Exercise& exercise, const std::string& where) const;

    // What this machine lacks, if anything: namespaces, the compiler that was measured. Once for
    // each checkout, compiler and state of the sandbox: a warning at every run is not read.
    [[nodiscard]] std::string what_differs_here() const;
    void say_what_differs_here() const;

  private:
    Catalogue catalogue_;
    Sandbox sandbox_;
    std::unique_ptr<Workshop> workshop_;
};

// For gdb: goes up from where the program stopped (in GoogleTest, in a sanitizer) to the learner's
// or the test's line.
inline constexpr const char* to_the_line =
    R"py(python exec('f = gdb.selected_thread() and gdb.newest_frame()\nwhile f and not (f.find_sal().symtab and )py"
    R"py(f.find_sal().symtab.filename.startswith(("code/", "test/"))): f = f.older()\n)py"
    R"py(if f: f.select(); gdb.execute("frame")'))py";

// The folder of this executable: where racecourse-stage lies too.
[[nodiscard]] fs::path own_folder();

// All tests of the exercise's checks, as "Suite.Name".
[[nodiscard]] std::vector<std::string> tests_of(const Exercise& exercise);
// The tests, over all of the exercise's checks, that "Suite.Name" or "Name" means.
[[nodiscard]] std::vector<std::string> tests_named(const Exercise& exercise,
                                                   const std::string& name);
[[nodiscard]] Error no_such_test(const std::vector<const Exercise*>& exercises,
                                 const std::string& name);

// Removes what killed runs have left below .racecourse/work.
void remove_abandoned_work(const fs::path& root);

// Writes the picture of the first problem that has one; false when none has.
[[nodiscard]] bool write_picture(const std::vector<Verdict>& verdicts, const fs::path& file);

// The exit status that stands for several verdicts.
[[nodiscard]] Exit exit_of(const std::vector<Verdict>& verdicts);

}  // namespace grader
