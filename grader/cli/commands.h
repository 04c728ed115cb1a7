// One function per command, each in a file of its own. main.cpp reads the command line and calls
// them; what they return is the exit status, what they throw (grader::Error) main.cpp prints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/error.h"
#include "common/files.h"

namespace grader {

struct CheckOptions {
    std::vector<std::string> names;
    std::string code;  // a folder shaped like exercises/, or "solutions"; empty: exercises/
    std::string only;  // one check
    std::string test;
    bool all = false;
    bool json = false;
    bool verbose = false;
    std::string svg;          // a file to write
    bool wall_clock = false;  // the speedup on this machine's own cores counts too
};

struct ReplayOptions {
    std::string token;
    std::string code;
    std::string impostor;  // on the code of this known-wrong solution
    bool gdb = false;
    bool json = false;
    std::string svg;  // a file to write
};

struct ReportOptions {
    std::string output;  // empty: below .racecourse/
    bool open = false;   // in the browser
    bool grade = false;  // what has no verdict
};

struct PlayOptions {
    std::string name;  // a puzzle or an exercise; empty: the list
    std::string impostor;
    std::string test;
    std::string code;
    std::optional<std::string> choices;  // "1,2,1": without a screen
    bool show = false;                   // the shortest failing schedule, without a screen
    bool json = false;
};

struct FlakeOptions {
    std::vector<std::string> names;
    int solutions = 200;
    int impostors = 50;
    std::string only;   // one check
    bool idle = false;  // do not keep the cores busy
};

struct VerdictsOptions {
    std::vector<std::string> names;  // workloads' files without .cpp; empty: all
    bool full = false;
    int rounds = 0;         // verdicts of each program; 0: 20, or 100 when full
    std::string condition;  // "idle", "busy" or "one-core"; empty: all of them
};

struct ExplainOptions {
    std::vector<std::string> names;
    bool all = false;
    std::string output;  // the page; empty: .racecourse/explanations.md
};

struct ListOptions {
    std::string chapter;  // empty: all
    bool json = false;
};

struct HintOptions {
    std::string name;
    int again = 0;  // the number of one that was shown already
    bool all = false;
};

struct ReadOptions {
    std::string chapter;
    std::string part;  // an anchor; empty: the whole chapter
    bool contents = false;
    int width = 0;  // 0: the terminal's
};

struct QuizOptions {
    std::string chapter;  // empty: all
    int cards = 20;       // at most
    bool all = false;     // also those that are not due
    bool plain = false;   // line by line
};

Exit check_command(const fs::path& root, const CheckOptions& options);
Exit run_command(const fs::path& root, const std::string& name, const std::string& code);
Exit debug_command(const fs::path& root, const std::string& name, const std::string& code,
                   const std::string& test);
Exit replay_command(const fs::path& root, const ReplayOptions& options);
Exit play_command(const fs::path& root, const PlayOptions& options);
Exit litmus_command(const fs::path& root, const std::string& file, const std::string& outcome);
Exit list_command(const fs::path& root, const ListOptions& options);
Exit next_command(const fs::path& root);
Exit hint_command(const fs::path& root, const HintOptions& options);
Exit reset_command(const fs::path& root, const std::string& name);
Exit solution_command(const fs::path& root, const std::string& name, bool anyway);
Exit read_command(const fs::path& root, const ReadOptions& options);
Exit quiz_command(const fs::path& root, const QuizOptions& options);
Exit completion_command(const std::string& shell);
Exit welcome_command(const fs::path& root);  // no arguments: the course and what to do first
Exit report_command(const fs::path& root, const ReportOptions& options);
Exit desk_command(const fs::path& root);  // no arguments, on a terminal: watch mode
Exit clean_command(const fs::path& root);
Exit doctor_command(const fs::path& root, bool measure);
Exit prepare_command(const fs::path& root);  // the launcher's: makes what the first check needs
Exit author_new_command(const fs::path& root, const std::string& name);
Exit author_stub_command(const fs::path& root, const std::string& name);
// Of the designs, those named, as "no_lock" or "impostors/no_lock"; all when none is.
Exit author_check_command(const fs::path& root, const std::vector<std::string>& names,
                          const std::vector<std::string>& designs);
Exit author_table_command(const fs::path& root);  // writes grader/hidden/README.md
Exit author_explain_command(const fs::path& root, const ExplainOptions& options);
Exit author_calibrate_command(const fs::path& root, const std::string& name, int rounds);
Exit author_snippets_command(const fs::path& root, const std::vector<std::string>& names);
Exit bench_latency_command(const fs::path& root, const std::vector<std::string>& names,
                           bool only_watch);
Exit bench_flake_command(const fs::path& root, const FlakeOptions& options);
Exit bench_explorer_command(const fs::path& root, bool full);
Exit bench_verdicts_command(const fs::path& root, const VerdictsOptions& options);

}  // namespace grader
