// The screen on the compiled object: names that it defines for the whole program, and names that it
// calls. A macro, a template or a pointer can hide a call from a reader of the source, but not from
// the linker.
#include <cxxabi.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

#include "checks/screen.h"
#include "checks/screen_rules.h"

namespace grader {
namespace {

// The outermost two names of a mangled C++ name: {"std", "basic_filebuf"}, {"Counter",
// "increment"}. An operator is given by its two letters: {"nw"} is the global operator new.
struct Scope {
    std::string outer, inner;
};

class Mangled {
  public:
    explicit Mangled(std::string_view name) : rest_(name) {}

    Scope scope() {
        Scope scope;
        skip("_Z");
        while (skip_special()) {
        }
        if (skip("N")) {
            while (skip("r") || skip("V") || skip("K") || skip("R") || skip("O")) {
            }
        }
        scope.outer = name();
        if (scope.outer == "std" || std::isdigit(static_cast<unsigned char>(next())) != 0 ||
            next() == 'L') {
            scope.inner = name();
        }
        return scope;
    }

  private:
    [[nodiscard]] char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool skip(std::string_view prefix) {
        if (!rest_.starts_with(prefix)) return false;
        rest_.remove_prefix(prefix.size());
        return true;
    }

    // Vtables, type information, guards, thunks, local names: what they belong to comes after.
    bool skip_special() {
        for (const std::string_view word :
             {"TV", "TT", "TI", "TS", "TH", "TW", "TA", "TC", "GV", "GR", "Z"}) {
            if (skip(word)) return true;
        }
        for (const std::string_view word : {"Th", "Tv", "Tc"}) {
            if (!rest_.starts_with(word)) continue;
            // Offsets, each with an underscore behind it: Th16_, Tv0_n24_, Tch16_h24_.
            const std::size_t end = rest_.find_first_not_of("0123456789n_hv", 2);
            if (end == std::string_view::npos) return false;
            // The last underscore ends the offsets; digits behind it begin a name.
            const std::size_t underscore = rest_.substr(0, end).rfind('_');
            if (underscore == std::string_view::npos) return false;
            rest_.remove_prefix(underscore + 1);
            return true;
        }
        return false;
    }

    std::string name() {
        while (skip("L")) {
        }
        if (skip("St")) return "std";
        for (const std::string_view word : {"Sa", "Sb", "Ss", "Si", "So", "Sd"}) {
            if (skip(word)) return "std";
        }
        std::size_t length = 0;
        while (std::isdigit(static_cast<unsigned char>(next())) != 0 && length < rest_.size()) {
            length = length * 10 + static_cast<std::size_t>(next() - '0');
            rest_.remove_prefix(1);
        }
        if (length == 0) return std::string(rest_.substr(0, 2));
        const std::string result(rest_.substr(0, length));
        rest_.remove_prefix(std::min(length, rest_.size()));
        return result;
    }

    std::string_view rest_;
};

std::string readable(const std::string& symbol) {
    if (!symbol.starts_with("_Z") || symbol.size() > 2000) return symbol;
    int status = 0;
    char* const text = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status);
    if (text == nullptr) return symbol;
    std::string result(text);
    std::free(text);
    return result;
}

std::string shortened(std::string text) {
    if (text.size() > 100) text = text.substr(0, 97) + "...";
    return text;
}

// A global variable of C++ has no mangled name, so a name without _Z can be the learner's own. It
// is not when the libraries of this machine know it.
bool is_library_name(const std::string& name) {
    return may_call(name) || why_no_call(name) != nullptr ||
           dlsym(RTLD_DEFAULT, name.c_str()) != nullptr;
}

class Symbols {
  public:
    Symbols(const Exercise& exercise, bool tests) : exercise_(exercise), tests_(tests) {}

    std::vector<Problem> screen(std::string_view nm) {
        while (!nm.empty()) {
            const std::size_t end = std::min(nm.find('\n'), nm.size());
            take_line(nm.substr(0, end));
            nm.remove_prefix(std::min(end + 1, nm.size()));
        }
        return std::move(problems_);
    }

  private:
    // NAME TYPE [VALUE [SIZE]]; other lines name the object.
    void take_line(std::string_view line) {
        const std::size_t space = line.find(' ');
        if (space == std::string_view::npos || space + 1 >= line.size()) return;
        const char type = line[space + 1];
        if (space + 2 < line.size() && line[space + 2] != ' ') return;
        const std::string symbol(line.substr(0, std::min(space, line.find('@'))));
        switch (type) {
            case 'U':
            case 'w':
            case 'v':
                return check_call(symbol);
            case 'W':
            case 'V':
            case 'u':
                return check_definition(symbol, true, type != 'W');
            case 'T':
            case 'i':
                return check_definition(symbol, false, false);
            case 'A':
            case 'B':
            case 'C':
            case 'D':
            case 'G':
            case 'R':
            case 'S':
                return check_definition(symbol, false, true);
            default:
                return;  // local to the object
        }
    }

    void check_definition(const std::string& symbol, bool weak, bool data) {
        if (grants(exercise_, symbol) || symbol.starts_with("DW.ref.") ||
            symbol.starts_with("__odr_asan")) {
            return;
        }
        if (!symbol.starts_with("_Z"))
            return check_plain_definition(symbol, data || (tests_ && weak));
        const Scope scope = Mangled(symbol).scope();
        static const std::set<std::string_view> allocation{"nw", "na", "dl", "da"};
        // The placement forms, which only hand back their argument, are inline functions of <new>.
        const bool placement = symbol.ends_with("mPv") || symbol.ends_with("PvS_");
        if (weak && placement && allocation.contains(scope.outer)) return;
        if (allocation.contains(scope.outer)) {
            if (grants(exercise_, readable(symbol))) return;
            return add(
                fmt::format("Your code replaces the global `{}`.", shortened(readable(symbol))),
                {"The sanitizers need the real one to see your memory.",
                 "Use std::vector, std::unique_ptr or std::make_shared."});
        }
        if (scope.outer == "testing" || scope.outer == "racecourse") {
            // not_started.h gives every file the inline functions of its exception.
            if (tests_ || scope.inner == "NotStarted" || has_kit_header()) return;
            return add(fmt::format("Your code defines `{}`.", shortened(readable(symbol))),
                       grader_refusal);
        }
        if (weak) return;  // inline functions and templates of headers come out as weak
        const bool theirs =
            scope.outer == "std" || scope.outer == "__gnu_cxx" || scope.outer == "__cxxabiv1";
        if (theirs && !may_specialise(scope.inner)) {
            add(fmt::format("Your code defines `{}`, which belongs to the standard library.",
                            shortened(readable(symbol))),
                {"It would change the library for all code, the tests too.",
                 "Write a function of your own with a name of its own."});
        }
    }

    void check_plain_definition(const std::string& symbol, bool may_be_own) {
        if (symbol == "main") {
            return add(
                "Your code defines `main`.",
                {"The tests bring their own; two in one program cannot be linked.", "Remove it."});
        }
        if (is_sanitizer_name(symbol)) {
            return add(
                fmt::format("Your code defines `{}`, which belongs to the sanitizers.", symbol),
                sanitizer_refusal);
        }
        if (symbol.starts_with("__clang_call_terminate") ||
            symbol.starts_with("__x86.get_pc_thunk") || symbol.starts_with("__emutls")) {
            return;  // made by the compiler
        }
        if (grants_asio(exercise_) &&
            (symbol == "asio_detail_posix_thread_function" || symbol == "asio_signal_handler")) {
            return;  // the two C functions that Asio's headers define
        }
        if (may_be_own && !symbol.starts_with("__") && !is_library_name(symbol)) return;
        add(fmt::format("Your code defines `{}`, a name of the C library.", symbol),
            {"It would take the place of the library's own, in the tests too.",
             "Put it into a class or a namespace, or give it another name."});
    }

    void check_call(const std::string& symbol) {
        if (grants(exercise_, symbol)) return;
        if (symbol.starts_with("_Z")) return check_cpp_call(symbol);
        // Who called it, the library's headers or the learner, is seen in the source alone.
        if (grants_asio(exercise_) && asio_calls(bare(symbol))) return;
        const Refusal* refusal = why_no_call(bare(symbol));
        if (symbol == "syscall" || (refusal == nullptr && may_call(symbol))) {
            return;  // syscall is the headers' own futex call
        }
        if (refusal == nullptr) {
            // Names with two underscores come from the compiler and from headers: source cannot
            // hold them.
            if (symbol.starts_with("__") || symbol == "_GLOBAL_OFFSET_TABLE_" ||
                symbol == "_Unwind_Resume") {
                return;
            }
            if (!is_library_name(symbol)) return;
            static const Refusal unknown{
                "Only functions that a solution of this exercise can need may be called.",
                "Use the standard library's C++ functions."};
            refusal = &unknown;
        }
        add(fmt::format("Your code calls `{}`.", symbol), *refusal);
    }

    // __open64_2, __read_chk and __libc_fork are what headers make of open, read and fork.
    static std::string bare(std::string_view symbol) {
        if (!symbol.starts_with("__")) {
            if (symbol.ends_with("64")) symbol.remove_suffix(2);
            return std::string(symbol);
        }
        for (const std::string_view prefix : {"__isoc99_", "__isoc23_", "__libc_", "__GI_", "__"}) {
            if (symbol.starts_with(prefix)) {
                symbol.remove_prefix(prefix.size());
                break;
            }
        }
        for (const std::string_view suffix : {"_chk", "_2", "64"}) {
            if (symbol.ends_with(suffix)) symbol.remove_suffix(suffix.size());
        }
        return std::string(symbol);
    }

    void check_cpp_call(const std::string& symbol) {
        const Scope scope = Mangled(symbol).scope();
        if (scope.outer == "std") {
            const Refusal* refusal = why_no_std(scope.inner);
            if (refusal == nullptr || is_granted_file(scope.inner)) return;
            const std::string name = readable(symbol);
            if (!grants(exercise_, name))
                add(fmt::format("Your code uses `{}`.", shortened(name)), *refusal);
        } else if (is_sanitizer_name(scope.outer)) {
            add(fmt::format("Your code calls `{}`, which belongs to the sanitizers.", scope.outer),
                sanitizer_refusal);
        } else if ((scope.outer == "testing" || scope.outer == "racecourse") && !tests_) {
            if (scope.inner == "not_started" || scope.inner == "NotStarted" || has_kit_header())
                return;
            add(fmt::format("Your code calls `{}`.", shortened(readable(symbol))), grader_refusal);
        }
    }

    [[nodiscard]] bool is_granted_file(std::string_view name) const {
        const auto& includes = exercise_.allowed_includes;
        const auto has = [&](std::string_view header) {
            return std::find(includes.begin(), includes.end(), header) != includes.end();
        };
        if (name == "filesystem") return has("filesystem");
        return (name.find("stream") != std::string_view::npos ||
                name.find("file") != std::string_view::npos) &&
               (has("fstream") || has("filesystem"));
    }
    [[nodiscard]] bool has_kit_header() const {
        return std::any_of(
            exercise_.allowed_includes.begin(), exercise_.allowed_includes.end(),
            [](const std::string& header) { return header.starts_with("racecourse/"); });
    }

    void add(std::string headline, const Refusal& refusal) {
        if (!seen_.insert(headline).second || problems_.size() >= 20) return;
        problems_.push_back(refused(std::move(headline), refusal));
    }

    const Exercise& exercise_;
    bool tests_;
    std::set<std::string> seen_;
    std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> screen_symbols(const Exercise& exercise, std::string_view nm, bool tests) {
    return Symbols(exercise, tests).screen(nm);
}

}  // namespace grader
