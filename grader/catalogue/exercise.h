// What is known of one exercise: its manifest (exercise.toml), checked, and where its three folders
// are.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/files.h"

namespace grader {

struct ExerciseLimits {
    double test_seconds = 10;
    double cpu_seconds = 30;
    int memory_mib = 1024;
    int processes = 128;
    int schedules = 1000;  // in which a test of the suite Schedules is run
    int steps = 20000;     // of one schedule, all threads together
};

// What a test of the suite Speed asks of the parallel version: how many times as fast as the
// sequential one it must be on the virtual cores, and what that was chosen from.
struct SpeedBand {
    double at_least = 0;
    double right = 0;  // the lowest that was measured of a right solution
    double wrong = 0;  // the highest of an impostor
};
// Right and wrong further apart than noise, and than one machine differs from another.
inline constexpr double least_gap = 2;

// A mistake that people often make here, known by its evidence, and what to say of it. What is
// empty does not matter.
struct Mistake {
    std::string check;    // "schedules"
    std::string outcome;  // "wrong"
    std::string test;     // without its suite
    std::string pattern;  // verdict.h: "lost update"
    std::string say;
    std::size_t line = 0;  // of the manifest
};

enum class Kind { build, repair };

struct Exercise {
    std::string id;       // "chapter03/ex01": what people type and see
    std::string label;    // "chapter03"
    std::string name;     // "ex01_safe_counter"
    fs::path relative;    // "chapter03_race_conditions/ex01_safe_counter"
    fs::path hidden;      // absolute: .../grader/hidden/<relative>
    fs::path public_dir;  // absolute: .../exercises/<relative>
    fs::path
        chapter_text;  // relative to the checkout: "chapters/chapter03_race_conditions/README.md"

    std::string title;
    std::string learn;
    Kind kind = Kind::build;
    std::vector<std::string> files;   // what the learner hands in; headers first
    std::vector<std::string> checks;  // in the order in which they run
    std::vector<std::string> packages;
    std::vector<std::string> hints;
    std::map<std::string, std::string> read;  // outcome name or "default" -> anchor
    ExerciseLimits limits;
    std::map<std::string, SpeedBand> speed;  // by the test's name, without its suite
    std::vector<Mistake> mistakes;           // the first that fits is said
    std::vector<std::string> allowed_includes;
    std::vector<std::string> allowed_symbols;
};

}  // namespace grader
