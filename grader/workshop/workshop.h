// Compiles and links one exercise: the learner's files alone (for the screen), and with a test
// source for a runtime. Everything is made in the sandbox and kept by content: nothing is built
// twice.
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/code.h"
#include "sandbox/sandbox.h"
#include "workshop/cache.h"

namespace grader {

// How code is compiled, and which runtime it is linked with.
enum class Flavour {
    address,  // address, leak and undefined-behaviour sanitizers
    thread,   // ThreadSanitizer
    plain,    // optimised, with the conductor: where speed is judged
    counted,  // instrumented after it was optimised, with the conductor: which memory cores share
    debug,    // no sanitizer, for people and debuggers
};

struct Built {
    bool ok = false;
    fs::path program;         // empty for the learner's files alone
    fs::path conducted;       // the same objects, linked with the conductor; empty unless asked for
    std::string diagnostics;  // what the compiler and the linker printed
    std::string symbols;      // nm --format=posix of the objects that hold the learner's code
    std::string markers;      // line markers of the learner's files alone
    bool gave_up = false;     // the compiler ran into a limit: not a compile error
    bool starved =
        false;  // the machine gave it too little of itself: that says nothing of the code
};

class Workshop {
  public:
    Workshop(fs::path root, const Sandbox& sandbox);

    // What is begun with a stop token throws Cancelled once that is requested.

    // The learner's files with a test source (tests.cpp or examples.cpp).
    // `conducted` links what was compiled a second time, with the conductor; what is plain runs
    // only so.
    [[nodiscard]] Built build(const Code& code, const fs::path& source, Flavour flavour,
                              bool conducted = false, const std::stop_token& stop = {});
    // Programs of our own, many of them in few files: the compiler may take its time.
    [[nodiscard]] Built build_conducted(const Code& code, Flavour flavour = Flavour::thread,
                                        const std::stop_token& stop = {});
    // A translation unit that holds only the learner's files.
    [[nodiscard]] Built build_alone(const Code& code, const std::stop_token& stop = {});
    // One source by itself, no tests around it: a chapter's snippet.
    [[nodiscard]] Built build_snippet(std::string_view text, Flavour flavour, bool only_compile);

    // Makes what every build needs (precompiled headers, the kit) ahead of the first one.
    void prepare();
    void prepare(Flavour flavour, const std::stop_token& stop = {});

    // The kit as every test program is linked with it.
    [[nodiscard]] std::vector<fs::path> kit_objects(Flavour flavour,
                                                    const std::stop_token& stop = {});
    // Keeps the cache within its bound; cheap when it is.
    void trim_cache() const;
    [[nodiscard]] static std::vector<std::string> flags(Flavour flavour);
    // The compiler's own first line of `--version`.
    [[nodiscard]] const std::string& compiler() const { return compiler_; }
    [[nodiscard]] const fs::path& root() const { return root_; }
    [[nodiscard]] const fs::path& kit() const { return kit_; }

  private:
    struct Source {
        std::string name;  // "test/unit.cpp"
        std::string content;
    };
    struct Plan {
        std::vector<Source> files;       // everything the compiler may read
        std::vector<std::string> units;  // of these, what it compiles
        std::vector<std::string> flags;
        std::vector<fs::path> objects;  // the kit's, linked with it
        std::vector<std::string> link;  // libraries
        // Of both, what only a program that runs for itself needs, and no conducted one.
        std::vector<fs::path> own_objects;
        std::vector<std::string> own_link;
        fs::path prelude;  // precompiled header; may be empty
        bool link_program = true;
        bool conducted = false;
        bool only_conducted = false;
        bool plain_atomics = false;  // tell the conductor of atomic operations
        bool patient = false;
        bool markers = false;
    };
    [[nodiscard]] Plan plan_of(const Code& code, const fs::path& source, Flavour flavour,
                               bool conducted);
    void add_parts(Plan& plan, Flavour flavour);
    [[nodiscard]] Built carry_out(const Plan& plan, const std::stop_token& stop = {});
    [[nodiscard]] Ended compile(const std::vector<std::string>& argv, const fs::path& work,
                                const std::vector<fs::path>& readable,
                                const std::stop_token& stop = {}, bool patient = false) const;
    // A build that is stopped leaves these alone: the next one needs them too.
    [[nodiscard]] static bool mentions(const Plan& plan, std::string_view header);
    [[nodiscard]] fs::path prelude(Flavour flavour, bool with_asio,
                                   const std::stop_token& stop = {});
    [[nodiscard]] fs::path kit_object(const std::string& name, Flavour flavour, bool instrumented,
                                      const std::stop_token& stop = {});
    [[nodiscard]] std::vector<std::string> include_flags() const;

    fs::path root_;
    // Where they really lie, so that checkouts that share them by links share what is made of them.
    fs::path include_, kit_;
    const Sandbox& sandbox_;
    Cache cache_;
    std::string compiler_;
    std::string kit_hash_;
    fs::path conductor_;  // beside this very program
};

}  // namespace grader
