// The screen on source and on what the preprocessor made of it: what it refuses, and, more
// important, what it lets through.
#include <gtest/gtest.h>

#include "checks/screen.h"
#include "common/files.h"

namespace grader {
namespace {

Exercise exercise() {
    Exercise exercise;
    exercise.files = {"safe_counter.h"};
    return exercise;
}

std::vector<Problem> screened(const std::string& source,
                              const Exercise& for_exercise = exercise()) {
    return screen_source(for_exercise, {{"safe_counter.h", "exercises/safe_counter.h", source}});
}

// The headlines, one a line; empty when nothing is refused.
std::string refusals(const std::string& source, const Exercise& for_exercise = exercise()) {
    std::string all;
    for (const Problem& problem : screened(source, for_exercise)) all += problem.headline + "\n";
    return all;
}

void expect_refused(const std::string& source, std::string_view text) {
    const std::string all = refusals(source);
    EXPECT_NE(all.find(text), std::string::npos) << source << "\n-> " << all;
}
void expect_allowed(const std::string& source) {
    EXPECT_EQ(refusals(source), "") << source;
}

TEST(ScreenSource, NamesThePlaceTheReasonAndTheWayOut) {
    const auto problems = screened("#pragma once\n\n  asm(\"nop\");\n");
    ASSERT_EQ(problems.size(), 1U);
    const Problem& problem = problems[0];
    EXPECT_EQ(problem.outcome, Outcome::rejected);
    ASSERT_TRUE(problem.steps.at(0).place.has_value());
    EXPECT_EQ(problem.steps[0].place->file, "exercises/safe_counter.h");
    EXPECT_EQ(problem.steps[0].place->line, 3);
    EXPECT_EQ(problem.steps[0].place->column, 3);
    EXPECT_EQ(problem.steps[0].place->text, "  asm(\"nop\");");
    EXPECT_FALSE(problem.why.empty());
    EXPECT_FALSE(problem.mend.empty());
}

TEST(ScreenSource, TellsALearnersNamesFromTheCLibrarysBesideAsio) {
    Exercise with_asio = exercise();
    with_asio.allowed_includes = {"asio.hpp"};
    EXPECT_EQ(refusals("#include <asio.hpp>\n#include <asio/steady_timer.hpp>\n"
                       "struct Door {\n    void open();\n    asio::awaitable<void> close();\n"
                       "    void read() { this->open(); socket.close(); other::write(); }\n};\n"
                       "inline void Door::open() {}\n",
                       with_asio),
              "");
    EXPECT_NE(refusals("#include <asio.hpp>\n"), "");
    for (const char* call :
         {"open(\"x\", 0);", "int d = socket(1, 2, 3);", "return write(1, p, 2);"})
        EXPECT_NE(refusals("inline int f() { " + std::string(call) + " }\n", with_asio)
                      .find("of the C library is not allowed"),
                  std::string::npos)
            << call;
}

TEST(ScreenSource, AllowsStandardHeadersAndTheExercisesOwn) {
    for (const char* header : {"<thread>", "<mutex>", "<cstdlib>", "<stdint.h>"}) {
        expect_allowed(std::string("#include ") + header + "\n");
    }
    expect_allowed(
        "#include <racecourse/not_started.h>\nint f() { racecourse::not_started(\"f\"); }");
    Exercise two = exercise();
    two.files.push_back("cache.h");
    EXPECT_EQ(refusals("#include \"cache.h\"\n", two), "");
}

TEST(ScreenSource, RefusesOtherIncludes) {
    for (const char* header :
         {"<fstream>", "<filesystem>", "<csignal>", "<unistd.h>", "<pthread.h>", "<bits/stdc++.h>",
          "<gtest/gtest.h>", "<racecourse/kit.h>", "\"tests.cpp\"", "\"../a.h\"", "\"/etc/passwd\"",
          "<sys/mman.h>", "<dlfcn.h>"}) {
        expect_refused(std::string("#include ") + header + "\n", "may not be included");
    }
    expect_refused("#define FILE_X <vector>\n#include FILE_X\n", "does not name its file");
    expect_refused("#if 0\n#include <fstream>\n#endif\n", "<fstream>");
    expect_refused("#if __has_include(\"tests.cpp\")\n#endif\n", "tests.cpp");
    expect_refused("#include \"safe_counter.h\"\n", "includes itself");
}

TEST(ScreenSource, GrantsWhatTheManifestGrants) {
    Exercise generous = exercise();
    generous.allowed_includes = {"unistd.h", "fstream", "racecourse/http.h"};
    generous.allowed_symbols = {"fork", "_exit"};
    EXPECT_EQ(refusals("#include <unistd.h>\nint f() { return ::fork(); }", generous), "");
    EXPECT_EQ(refusals("#include <fstream>\nstd::ofstream out;", generous), "");
    EXPECT_EQ(refusals("auto a = racecourse::http_get(\"x\");", generous), "");
    expect_refused("int f() { return ::fork(); }", "`::fork`");
    expect_refused("std::ofstream out;", "`std::ofstream`");
}

TEST(ScreenSource, RefusesDirectivesThatChangeTheRules) {
    for (const char* line :
         {"#pragma GCC optimize(\"O0\")", "#pragma omp parallel", "#line 3", "# 1 \"a\"",
          "#import <x>", "#include_next <x>", "#ident \"x\"", "#undef EXPECT_EQ",
          "%:pragma GCC poison x", "#pr\\\nagma weak x", "/* */ # pragma x"}) {
        EXPECT_NE(refusals(std::string(line) + "\n"), "") << line;
    }
    expect_allowed("#pragma once\n#error no\n#warning it's fine\n#\n");
}

TEST(ScreenSource, AllowsGuardsAndOrdinaryMacros) {
    expect_allowed(
        "#ifndef SAFE_COUNTER_H_\n#define SAFE_COUNTER_H_\n#define LIMIT 10\n"
        "#define MAX_OF(a, b) ((a) > (b) ? (a) : (b))\n#define SHOW(x) std::cout << #x << (x)\n"
        "#undef LIMIT\n#endif\n");
    expect_allowed(
        "#if defined(DEBUG) || __cplusplus >= 202002L || defined __cpp_lib_jthread\n#endif\n");
    expect_allowed("// #define VERBOSE\n#ifdef VERBOSE\n#endif\n#if 0\nit's off\n#endif\n");
}

TEST(ScreenSource, RefusesMacrosThatReplaceOthersWords) {
    expect_refused("#define private public\n", "`private` is not in upper case");
    expect_refused("#define mutex recursive_mutex\n", "upper case");
    expect_refused("#define T int\n", "one letter");
    for (const char* name :
         {"EXPECT_EQ", "ASSERT_TRUE", "TEST", "TEST_F", "GTEST_SKIP", "RACECOURSE_X",
          "SCOPED_TRACE", "ADD_FAILURE", "SUCCEED", "FAIL", "NDEBUG", "NULL"}) {
        expect_refused("#define " + std::string(name) + " 1\n", "is taken");
    }
    expect_refused("#define JOIN(a, b) a##b\n", "`##`");
    expect_refused("#define JOIN(a, b) a%:%:b\n", "`##`");
    expect_refused("#define OPEN namespace std {\n", "`namespace`");
    expect_refused("#define QUICK [[gnu::noinline]]\n", "noinline");
    expect_refused("#define QUICK __attribute__((x))\n", "__attribute__");
}

TEST(ScreenSource, RefusesQuestionsThatTellTestsFromOtherPrograms) {
    expect_refused("#ifdef EXPECT_EQ\n#endif\n", "EXPECT_EQ");
    expect_refused("#if defined(S_ISDIR)\n#endif\n", "S_ISDIR");
    expect_refused("#ifdef __SANITIZE_THREAD__\n#endif\n", "__SANITIZE_THREAD__");
    expect_refused("#if __has_feature(thread_sanitizer)\n#endif\n", "__has_feature");
    expect_refused("#ifdef _GTEST_H\n#endif\n", "_GTEST_H");
}

TEST(ScreenSource, AllowsStandardAttributesOnly) {
    expect_allowed(
        "[[nodiscard]] int a(); [[nodiscard(\"why\"), maybe_unused]] int b(); [[noreturn]] void "
        "c();\n"
        "void d() { if (a()) [[likely]] {} int x[3]; x[a()] = 1; auto f = [] { return 1; }; }");
    for (const char* attribute : {"[[gnu::noinline]]", "[[using gnu: weak]]", "[[clang::foo]]",
                                  "__attribute__((weak))", "__declspec(x)", "<:<:gnu::weak:>:>"}) {
        EXPECT_NE(refusals(std::string(attribute) + " void f();"), "") << attribute;
    }
    expect_refused("__attribute__((no_sanitize(\"thread\"))) void f();", "no_sanitize");
    expect_refused("__attri\\\nbute__((weak)) void f();", "__attribute__");
}

TEST(ScreenSource, RefusesReservedNames) {
    expect_refused("int __x;", "`__x` is reserved");
    expect_refused("int _Name;", "`_Name` is reserved");
    expect_refused("int my__name;", "`my__name` is reserved");
    expect_refused("_Pragma(\"x\")", "`_Pragma`");
    expect_refused("extern int __tsan_init;", "sanitizers");
    expect_allowed(
        "int _x, x_, a_b, _1; auto s = __func__; auto t = __FILE__; int l = __LINE__; "
        "const char* text = \"__tsan_init asm\"; // __attribute__\n");
}

TEST(ScreenSource, KeepsOutOfOthersNamespaces) {
    for (const char* name :
         {"std", "testing", "racecourse", "grader", "std::chrono", "inline std"}) {
        EXPECT_NE(refusals("namespace " + std::string(name) + " { int a; }"), "") << name;
    }
    expect_refused("bool a = testing::Test::HasFailure();", "`testing`");
    expect_refused("racecourse::Gate gate;", "`racecourse::Gate`");
    expect_refused("using namespace racecourse;", "using namespace racecourse");
    expect_refused("namespace r = racecourse;", "racecourse");
    expect_refused("void f() { throw racecourse::NotStarted(\"f\"); }", "NotStarted");
    expect_refused("#define LIBRARY std\nnamespace LIBRARY {}", "A macro stands");
    expect_allowed(
        "using namespace std; using namespace std::chrono_literals; namespace chr = std::chrono;\n"
        "namespace mine::detail { int a; } namespace { int b; } namespace course { int c; }");
}

TEST(ScreenSource, AllowsSpecialisationsForOnesOwnTypes) {
    expect_allowed(
        "template <> struct std::hash<Key> { std::size_t operator()(const Key&) const; };");
    expect_allowed("template <> inline constexpr bool std::ranges::enable_view<Mine> = true;");
    expect_allowed("template <> std::vector<int> made<int>() { return std::vector<int>(); }");
    expect_allowed("template <> struct Mine<std::mutex> { std::lock_guard<std::mutex> lock; };");
    expect_allowed("template <> class Queue<std::string> : public std::vector<int> {};");
    expect_refused("template <> class std::lock_guard<std::mutex> {};", "`std::lock_guard`");
    expect_refused("template <> void std::swap<Mine>(Mine&, Mine&) {}", "`std::swap`");
    expect_refused("template <> inline constexpr bool std::is_class_v<Mine> = false;",
                   "`std::is_class_v`");
}

TEST(ScreenSource, TellsAllocationFromItsReplacement) {
    expect_allowed(
        "void* p = ::operator new(64); void g(void* q) { ::operator delete(q); new (q) int(3); }");
    expect_allowed("struct A { void* operator new(std::size_t) = delete; int operator()(); };");
    expect_refused("void* operator new(std::size_t n) { return nullptr; }", "`operator new`");
    expect_refused("void operator delete(void*) noexcept {}", "`operator delete`");
}

TEST(ScreenSource, RefusesCallsThatReachOut) {
    for (const char* call :
         {"std::exit(0)", "std::_Exit(0)", "std::quick_exit(0)", "::_exit(0)", "std::getenv(\"A\")",
          "std::system(\"a\")", "std::fopen(\"a\", \"r\")", "syscall(1)", "std::set_terminate(f)",
          "::kill(1, 9)", "dlsym(0, \"a\")", "std::filesystem::exists(\"a\")"}) {
        EXPECT_NE(refusals("void f() { " + std::string(call) + "; }"), "") << call;
    }
    expect_refused("extern \"C\" int kill(int, int);", "extern");
    expect_refused("int main() {}", "`main`");
}

TEST(ScreenSource, AllowsLearnersOwnWords) {
    expect_allowed(
        "class Table { std::mutex& fork(int i); void exit(); void open(); void kill(); int read() "
        "const;\n"
        " void close(); void send(int); bool signal(); void wait(); void select(); Table& "
        "system(); };\n"
        "std::mutex& Table::fork(int i) { return forks_[i]; } void Table::exit() {}\n"
        "template <class T> void Pipe<T>::write(T) {} void f(Table& t) { t.exit(); t.fork(1); }");
    expect_allowed(
        "std::remove(v.begin(), v.end(), 3); std::atomic<int> a; a.wait(3); static thread_local "
        "int b;");
    expect_allowed(
        "extern int shared; template <class T> extern int made; auto op = &Counter::operator();");
}

TEST(ScreenSource, RefusesHugeFiles) {
    expect_refused(std::string(256 * 1024 + 1, ' '), "larger than 256 KiB");
    expect_allowed(std::string(256 * 1024, ' '));
}

TEST(ScreenSource, StaysBriefOnHopelessFiles) {
    std::string source;
    for (int i = 0; i < 1000; ++i) source += "int __a; asm(\"\");\n";
    EXPECT_LE(screened(source).size(), 20U);
}

TEST(ScreenSource, AllowsEverySolutionOfTheCourse) {
    const fs::path root = RACECOURSE_ROOT;
    int seen = 0;
    for (const char* tree : {"exercises", "solutions", "grader/hidden"}) {
        if (!fs::exists(root / tree)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / tree)) {
            const fs::path& path = entry.path();
            if (path.extension() != ".h" || path.string().find("chapter") == std::string::npos)
                continue;
            Exercise own;  // the files beside it are the exercise's own
            for (const auto& beside : fs::directory_iterator(path.parent_path())) {
                own.files.push_back(beside.path().filename());
            }
            if (path.string().find("chapter03") == std::string::npos)
                continue;  // others may be granted more
            const std::string name = path.filename();
            std::string all;
            for (const Problem& problem : screen_source(own, {{name, path, read_file(path)}})) {
                all += problem.headline + "\n";
            }
            EXPECT_EQ(all, "") << path;
            ++seen;
        }
    }
    EXPECT_GT(seen, 0);
}

std::string marked(const std::string& preprocessed) {
    std::string all;
    const LearnerFile file{"safe_counter.h", "exercises/safe_counter.h", "1\n2\n3\n4\n5\n"};
    for (const Problem& problem : screen_markers(exercise(), {file}, preprocessed)) {
        all += problem.steps.at(0).place->file + ":" +
               std::to_string(problem.steps[0].place->line) + " " + problem.headline + "\n";
    }
    return all;
}

TEST(ScreenMarkers, AllowsStandardHeadersAndWhatTheyInclude) {
    EXPECT_EQ(marked("# 0 \"alone.cpp\"\n# 1 \"settings.h\" 1\n# 1 \"alone.cpp\" 2\n# 1 "
                     "\"code/safe_counter.h\" 1\n"
                     "# 1 \"/usr/include/c++/12/mutex\" 1 3\n# 1 \"/usr/include/unistd.h\" 1 3 4\n"
                     "# 3 \"/usr/include/c++/12/mutex\" 2 3\n# 3 \"code/safe_counter.h\" 2\n"
                     "# 1 \"/course/exercises/include/racecourse/not_started.h\" 1\n"
                     "namespace racecourse { }\n# 4 \"code/safe_counter.h\" 2\n"
                     "# 1 \"/usr/lib/gcc/x86_64-linux-gnu/12/include/stddef.h\" 1 3 4\n"),
              "");
}

TEST(ScreenMarkers, RefusesOtherFilesWhereTheyAreIncluded) {
    EXPECT_EQ(marked("# 1 \"code/safe_counter.h\" 1\n\n# 1 \"/usr/include/unistd.h\" 1 3 4\n"),
              "exercises/safe_counter.h:2 `unistd.h` may not be included here.\n");
    EXPECT_NE(marked("# 1 \"code/safe_counter.h\" 1\n# 1 \"code/vector\" 1\n"), "");
    EXPECT_NE(marked("# 1 \"code/safe_counter.h\" 1\n# 1 \"test/tests.cpp\" 1\n"), "");
}

TEST(ScreenMarkers, SeesThroughMacros) {
    EXPECT_EQ(marked("# 1 \"code/safe_counter.h\" 1\nint a;\nnamespace std { int b; }\n"),
              "exercises/safe_counter.h:2 This opens the namespace `std`.\n");
    EXPECT_NE(marked("# 1 \"code/safe_counter.h\" 1\n[[gnu::weak]] int a;\n"), "");
}

TEST(ScreenMarkers, LeavesWhatMacrosOfSystemHeadersMakeAlone) {
    EXPECT_EQ(marked("# 1 \"code/safe_counter.h\" 1\nint a = \n# 1 \"code/safe_counter.h\" 3 4\n"
                     "__attribute__((x)) asm\n# 1 \"code/safe_counter.h\"\n;\n"),
              "");
}

TEST(ScreenMarkers, EndsOnAnyText) {
    for (const char* text :
         {"# ", "# 1", "# 1 \"", "# 1 \"a\\", "# 99999999999999 \"a\" 1", "#\n#\n"}) {
        EXPECT_EQ(marked(text), "") << text;
    }
}

}  // namespace
}  // namespace grader
