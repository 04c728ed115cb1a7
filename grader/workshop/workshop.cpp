#include "workshop/workshop.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include <fmt/format.h>

#include "common/error.h"
#include "common/shell.h"
#include "common/text.h"

namespace grader {
namespace {

// A folder of one build's own below .racecourse/work, gone afterwards.
class WorkFolder {
  public:
    explicit WorkFolder(const fs::path& root) {
        static std::atomic<int> next{0};
        path_ = root / ".racecourse/work" / fmt::format("{}-{}", getpid(), next++);
        fs::remove_all(path_);
        fs::create_directories(path_ / "out");
        // The sandbox's user is another one when the grader is root.
        fs::permissions(path_ / "out", fs::perms::all);
    }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;
    ~WorkFolder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

    void put(const std::string& name, std::string_view content) const {
        const fs::path path = path_ / name;
        fs::create_directories(path.parent_path());
        write_file(path, content);
        fs::permissions(path, static_cast<fs::perms>(0644));
    }

  private:
    fs::path path_;
};

// Precompiled headers are the most of it (about 100 MB each); the rest is a few MB for each version
// of a learner's file.
constexpr std::uintmax_t cache_limit = 2ULL << 30;

// The library's functions that g++ calls without asking the sanitizer: the conductor has its own.
constexpr const char* uninstrumented[] = {"memcpy", "memmove", "memset", "memcmp",
                                          "memchr", "strlen",  "strcpy", "strncpy",
                                          "strcmp", "strncmp", "strchr"};

Error not_compiled(std::string_view what, const Ended& ended) {
    if (ended.end != End::exited)
        return Error(fmt::format("The compiler was stopped, because it took too long, while it "
                                 "compiled the grader's own {}. Is this machine very busy? Try "
                                 "again.",
                                 what),
                     Exit::inconclusive);
    return Error(fmt::format("The grader's own {} cannot be compiled here:\n{}", what, ended.err),
                 Exit::environment);
}

std::string contents_of(const fs::path& path) {
    return fs::is_regular_file(path) ? read_file(path) : std::string();
}

// A program goes into the cache moved, not copied: while a copy is open for writing here, a process
// that another thread forks just then holds it open too, and nobody can start it ("Text file
// busy").
void keep_program(const fs::path& made, const fs::path& kept) {
    if (!fs::is_regular_file(fs::symlink_status(made))) {
        throw Error(fmt::format("The linker left no program at {}.", made.string()),
                    Exit::environment);
    }
    fs::rename(made, kept);
    // It was linked as the sandbox's user.
    if (geteuid() == 0 && lchown(kept.c_str(), 0, 0) != 0)
        throw Error(fmt::format("{} cannot be kept.", kept.string()), Exit::environment);
    fs::permissions(kept, static_cast<fs::perms>(0755));
}

// What the hidden tests are compiled behind. libstdc++ has its streams and strings compiled into
// the library, uninstrumented; compiled here anew, a race inside them is seen.
constexpr std::string_view prelude_text = R"(#include <bits/c++config.h>
#if defined(__SANITIZE_THREAD__)
#undef _GLIBCXX_EXTERN_TEMPLATE
#define _GLIBCXX_EXTERN_TEMPLATE 0
#endif
#if defined(RACECOURSE_PLAIN)
#include <racecourse/plain_atomics.h>
#endif
#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <deque>
#include <future>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <semaphore>
#include <set>
#include <shared_mutex>
#include <sstream>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
)";
// Behind it, where a program uses Asio: compiled with each of them it would cost more than all
// else.
constexpr std::string_view asio_text = R"(
#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>
)";

}  // namespace

Workshop::Workshop(fs::path root, const Sandbox& sandbox)
    : root_(std::move(root)),
      include_(fs::canonical(root_ / "exercises/include")),
      kit_(fs::canonical(root_ / "grader/kit")),
      sandbox_(sandbox),
      cache_(root_ / ".racecourse/cache") {
    Job job;
    job.argv = {"g++", "--version"};
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
    job.cwd = "/";
    const Ended ended = sandbox_.run(job);
    if (!ended.ok()) {
        throw Error("g++ does not run here. Install it with: apt-get install g++",
                    Exit::environment);
    }
    compiler_ = ended.out.substr(0, ended.out.find('\n'));
    conductor_ = fs::read_symlink("/proc/self/exe").parent_path() / "libconductor.a";
    std::vector<fs::path> files = {kit_.parent_path() / "sandbox/descriptors.h"};
    for (const fs::path& folder : {kit_, include_})
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    std::string kit;
    for (const auto& file : files) kit += file.string() + '\0' + read_file(file) + '\0';
    kit_hash_ = content_hash(compiler_ + '\0' + std::string(prelude_text) + '\0' + kit);
}

std::vector<std::string> Workshop::flags(Flavour flavour) {
    std::vector<std::string> all = {"-std=c++20", "-g", "-foptimize-sibling-calls",
                                    // no garbage is collected below 1.5 GB, which nobody reaches: a
                                    // tenth of the compiler's time
                                    "--param=ggc-min-heapsize=1500000",
                                    // plain text with the whole chain of templates: explain/ finds
                                    // the learner's line in it
                                    "-fdiagnostics-plain-output", "-fmessage-length=0",
                                    "-ftemplate-backtrace-limit=0",
                                    // libstdc++ 12's own semaphores lose wake-ups
                                    "-D_GLIBCXX_USE_POSIX_SEMAPHORE"};
    switch (flavour) {
        case Flavour::address:
            // Not optimised: what is inlined away can no longer dangle, gdb sees every variable,
            // and it compiles in half the time. Of the undefined behaviour, what the address
            // sanitizer stops at anyway (null, misaligned or too small objects) is left to it:
            // checked at every access it would double the time again.
            all.insert(all.end(), {"-O0", "-fsanitize=address,undefined",
                                   "-fno-sanitize=null,alignment,object-size,vptr",
                                   "-fno-sanitize-recover=all"});
            break;
        case Flavour::thread:
            // Loop-invariant motion makes up reads that the program does not do; fences are
            // reported by g++ although they work; following variables through optimised code costs
            // time that no report needs.
            all.insert(all.end(), {"-O1", "-fno-var-tracking", "-fsanitize=thread",
                                   "-fno-tree-loop-im", "-Wno-tsan"});
            break;
        case Flavour::plain:
            all.insert(all.end(), {"-O2", "-DRACECOURSE_PLAIN"});
            break;
        case Flavour::counted:
            // Invariant motion may do what it likes: nobody looks for races here.
            all.insert(all.end(), {"-O2", "-fno-var-tracking", "-fsanitize=thread", "-Wno-tsan"});
            break;
        case Flavour::debug:
            all.push_back("-Og");
            break;
    }
    return all;
}

std::vector<std::string> Workshop::include_flags() const {
    return {"-I", include_.string(), "-I", (kit_ / "include").string()};
}

Ended Workshop::compile(const std::vector<std::string>& argv, const fs::path& work,
                        const std::vector<fs::path>& readable, const std::stop_token& stop,
                        bool patient) const {
    Job job;
    job.argv = argv;
    job.env = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=" + (work / "out").string(),
               "HOME=/nonexistent"};
    job.cwd = work;
    job.mounts = {{work, false}, {work / "out", true}};
    for (const auto& path : readable) job.mounts.push_back({path, false});
    job.limits.wall_seconds = 180;
    job.limits.cpu_seconds = 30;
    job.limits.memory_mib = 2500;
    job.limits.processes = 16;
    if (patient) {
        job.limits.wall_seconds = job.limits.cpu_seconds = 1800;
        job.limits.memory_mib = 6000;
        job.limits.file_mib = 1024;
    }
    job.limits.output_kib = 4096;
    return sandbox_.until(stop).run(job);
}

fs::path Workshop::prelude(Flavour flavour, bool with_asio, const std::stop_token& stop) {
    std::vector<std::string> argv = {"g++"};
    const auto options = flags(flavour);
    argv.insert(argv.end(), options.begin(), options.end());
    const auto includes = include_flags();
    argv.insert(argv.end(), includes.begin(), includes.end());
    const std::string text = std::string(prelude_text) + std::string(with_asio ? asio_text : "");
    const std::string key = "prelude-" + content_hash(kit_hash_ + joined(argv, " ") + text);
    return cache_.get_or_make(key, [&](const fs::path& folder) {
        const WorkFolder work(root_);
        work.put("prelude.h", text);
        argv.insert(argv.end(), {"-x", "c++-header", "prelude.h", "-o", "out/prelude.h.gch"});
        const Ended ended = compile(argv, work.path(), {include_, kit_ / "include"}, stop);
        if (!ended.ok()) {
            throw not_compiled("headers", ended);
        }
        fs::copy_file(work.path() / "prelude.h", folder / "prelude.h");
        fs::copy_file(work.path() / "out/prelude.h.gch", folder / "prelude.h.gch");
        return true;
    });
}

fs::path Workshop::kit_object(const std::string& name, Flavour flavour, bool instrumented,
                              const std::stop_token& stop) {
    std::vector<std::string> argv = {"g++"};
    const auto options =
        instrumented ? flags(flavour) : std::vector<std::string>{"-std=c++20", "-g", "-O2"};
    argv.insert(argv.end(), options.begin(), options.end());
    const auto includes = include_flags();
    argv.insert(argv.end(), includes.begin(), includes.end());
    argv.insert(argv.end(), {"-I", kit_.parent_path().string()});
    const std::string key = "kit-" + content_hash(kit_hash_ + joined(argv, " ") + name);
    const fs::path folder = cache_.get_or_make(key, [&](const fs::path& into) {
        const WorkFolder work(root_);
        argv.insert(argv.end(), {"-c", (kit_ / "src" / name).string(), "-o", "out/kit.o"});
        const Ended ended =
            compile(argv, work.path(), {include_, kit_, kit_.parent_path() / "sandbox"}, stop);
        if (!ended.ok()) {
            throw not_compiled("kit", ended);
        }
        fs::copy_file(work.path() / "out/kit.o", into / "kit.o");
        return true;
    });
    return folder / "kit.o";
}

void Workshop::trim_cache() const {
    cache_.trim(cache_limit);
}

std::vector<fs::path> Workshop::kit_objects(Flavour flavour, const std::stop_token& stop) {
    std::vector<fs::path> objects = {kit_object("session.cpp", flavour, true, stop),
                                     kit_object("kit.cpp", flavour, true, stop),
                                     kit_object("speed.cpp", flavour, true, stop)};
    if (flavour == Flavour::thread)
        objects.push_back(kit_object("tsan_shim.cpp", flavour, false, stop));
    return objects;
}

void Workshop::prepare() {
    for (const Flavour flavour : {Flavour::address, Flavour::thread, Flavour::plain})
        prepare(flavour);
}

void Workshop::prepare(Flavour flavour, const std::stop_token& stop) {
    (void)prelude(flavour, false, stop);
    (void)kit_objects(flavour, stop);
}

Built Workshop::carry_out(const Plan& plan, const std::stop_token& stop) {
    std::string material = compiler_ + '\0' + kit_hash_ + '\0' + joined(plan.flags, " ") + '\0' +
                           joined(plan.own_link, " ") + joined(plan.link, " ") + '\0' +
                           joined(plan.units, " ") + '\0';
    for (const auto& object : plan.objects) material += object.string() + '\0';
    for (const auto& file : plan.files) material += file.name + '\0' + file.content + '\0';
    if (plan.conducted) {
        if (!fs::exists(conductor_)) {
            throw Error(fmt::format("{} is missing: build the grader again.", conductor_.string()),
                        Exit::environment);
        }
        material += "conducted" + content_hash(read_file(conductor_));
    }
    // Whoever changes how the steps below are put together changes this too.
    material += plan.markers ? "markers, 2" : "kit first, gold, 4";

    Built built;
    const auto make = [&](const fs::path& folder) {
        const WorkFolder work(root_);
        for (const auto& file : plan.files) work.put(file.name, file.content);
        std::vector<fs::path> readable = {include_, kit_ / "include"};
        if (!plan.prelude.empty()) readable.push_back(plan.prelude);
        for (const auto& object : plan.objects) readable.push_back(object.parent_path());
        if (plan.conducted) readable.push_back(conductor_);

        // One shell runs the steps, because starting a sandbox costs as much as a link.
        const std::string options = shell_words(plan.flags);
        std::string script = "set -e\n", objects;
        for (std::size_t i = 0; i < plan.units.size(); ++i) {
            const std::string object = fmt::format("out/{}.o", i);
            const bool with_prelude = !plan.prelude.empty() && plan.units[i].starts_with("test/");
            if (plan.markers) {
                script += fmt::format("g++ {} -E {} -o out/{}.ii\n", options, plan.units[i], i);
                script += fmt::format("g++ {} -c out/{}.ii -o {}\n", options, i, object);
            } else {
                script += fmt::format(
                    "g++ {}{} -c {} -o {}{}\n", options,
                    with_prelude         ? fmt::format(" -include {}",
                                                       shell_word((plan.prelude / "prelude.h").string()))
                    : plan.plain_atomics ? " -include racecourse/plain_atomics.h"
                                         : "",
                    plan.units[i], object,
                    // Two at a time.
                    !plan.patient ? ""
                    : i % 2 == 0  ? " & pid=$!"
                                  : "; wait $pid");
            }
            objects += " " + object;
        }
        if (plan.patient) script += "wait\n";
        script += "nm --format=posix" + objects + " > out/symbols\n";
        // Line markers, and between them only the learner's own lines: the library's are megabytes.
        if (plan.markers) {
            script +=
                "awk '/^# [0-9]/ { keep = $3 ~ /^\"code\\//; print; next } keep' out/*.ii > "
                "out/markers\n";
        }
        if (plan.link_program) {
            std::string kit, conducted_kit;
            for (const auto& object : plan.objects) {
                kit += fmt::format(" {}", shell_word(object.string()));
                if (std::ranges::find(plan.own_objects, object) == plan.own_objects.end())
                    conducted_kit += fmt::format(" {}", shell_word(object.string()));
            }
            const std::string link =
                fmt::format("{}{}{} {} {} -o out/program", options, kit, objects,
                            joined(plan.own_link, " "), joined(plan.link, " "));
            // g++ 12's sanitizers lose the lines of functions that several objects hold, unless the
            // kit comes before the learner's code and gold links. ld has the better words for what
            // is undefined or defined twice.
            const std::string first =
                fmt::format("{{ g++ -fuse-ld=gold {} 2>out/gold || g++ {}; }}", link, link);
            if (plan.conducted) {
                std::string wraps;
                for (const char* name : uninstrumented)
                    wraps += fmt::format(" -Wl,--wrap={}", name);
                const std::string with_conductor = fmt::format(
                    "g++ -fuse-ld=gold{}{} -Wl,--whole-archive {} -Wl,--no-whole-archive{} {} "
                    "-o out/conducted",
                    conducted_kit, objects, shell_word(conductor_.string()), wraps,
                    joined(plan.link, " "));
                script += plan.only_conducted
                              ? with_conductor + "\n"
                              : fmt::format("{} & one=$!\n{} & two=$!\nwait $one && wait $two\n",
                                            first, with_conductor);
            } else {
                script += first + "\n";
            }
        }
        const Ended ended =
            compile({"/bin/sh", "-c", script}, work.path(), readable, stop, plan.patient);
        built.ok = ended.ok();
        built.diagnostics = ended.err;
        // A compiler that somebody killed, the system out of memory for one, says nothing of the
        // code.
        const bool killed =
            built.diagnostics.find("fatal error: Killed signal") != std::string::npos;
        // Its time by the clock is many times its processor time: only who waits comes there.
        built.starved = ended.end == End::wall_limit || (ended.end == End::exited && killed);
        built.gave_up = ended.end != End::exited && !built.starved;
        if (built.starved || built.gave_up) return false;
        write_file(folder / "diagnostics", built.diagnostics);
        if (built.ok) {
            const fs::path out = work.path() / "out";
            write_file(folder / "symbols", contents_of(out / "symbols"));
            if (plan.markers) write_file(folder / "markers", contents_of(out / "markers"));
            if (plan.link_program) {
                if (!plan.only_conducted) keep_program(out / "program", folder / "program");
                if (plan.conducted) {
                    fs::create_directory(folder / "conductor");
                    keep_program(out / "conducted", folder / "conductor/program");
                }
            }
            write_file(folder / "ok", "");
        }
        return true;
    };
    const fs::path folder = cache_.get_or_make("build-" + content_hash(material), make);
    if (folder.empty()) return built;
    built.ok = fs::exists(folder / "ok");
    built.diagnostics = contents_of(folder / "diagnostics");
    built.symbols = contents_of(folder / "symbols");
    built.markers = contents_of(folder / "markers");
    if (fs::exists(folder / "program")) built.program = folder / "program";
    if (fs::exists(folder / "conductor/program")) built.conducted = folder / "conductor/program";
    return built;
}

Built Workshop::build(const Code& code, const fs::path& source, Flavour flavour, bool conducted,
                      const std::stop_token& stop) {
    return carry_out(plan_of(code, source, flavour, conducted), stop);
}

Built Workshop::build_conducted(const Code& code, Flavour flavour, const std::stop_token& stop) {
    Plan plan = plan_of(code, root_ / "grader/conductor/no_tests.h", flavour, true);
    plan.patient = true;
    return carry_out(plan, stop);
}

bool Workshop::mentions(const Plan& plan, std::string_view header) {
    return std::ranges::any_of(plan.files, [&](const Source& file) {
        return file.content.find(header) != std::string::npos;
    });
}

Workshop::Plan Workshop::plan_of(const Code& code, const fs::path& source, Flavour flavour,
                                 bool conducted) {
    Plan plan;
    plan.conducted = conducted;
    plan.flags = flags(flavour);
    // -iquote: a file called semaphore.h must not stand in for <semaphore.h>.
    plan.flags.insert(plan.flags.end(), {"-iquote", "code"});
    const auto includes = include_flags();
    plan.flags.insert(plan.flags.end(), includes.begin(), includes.end());
    const std::string name = source.filename().string();
    plan.files.push_back({"test/" + name, read_file(source)});
    // Public examples may have suites of the learner's own.
    const char* suites = name == "tests.cpp" ? "#include <racecourse/suites.h>\n" : "";
    plan.files.push_back(
        {"test/unit.cpp",
         fmt::format("{}#include \"{}\"\n#include <racecourse/tripwire.h>\n", suites, name)});
    plan.units = {"test/unit.cpp"};
    for (const LearnerFile& file : code) {
        plan.files.push_back({"code/" + file.name, file.content});
        if (fs::path(file.name).extension() == ".cpp") plan.units.push_back("code/" + file.name);
    }
    plan.only_conducted = flavour == Flavour::plain || flavour == Flavour::counted;
    plan.plain_atomics = flavour == Flavour::plain;
    if (flavour != Flavour::debug) plan.prelude = prelude(flavour, mentions(plan, "<asio"));
    plan.objects = kit_objects(flavour);
    if (flavour == Flavour::thread) plan.own_objects = {plan.objects.back()};
    // Atomic objects larger than 16 bytes are functions of a library.
    plan.link = {"-lgtest", "-Wl,--as-needed", "-latomic"};
    add_parts(plan, flavour);
    return plan;
}

// Only a program that mentions these headers is compiled and linked with what they need.
void Workshop::add_parts(Plan& plan, Flavour flavour) {
    struct Part {
        std::string_view header, source, library;
        bool real = false;  // not under the conductor, nor seen by a sanitizer's shim
    };
    static constexpr Part parts[] = {
        {"racecourse/async_http_", "http_async.cpp", ""},
        {"http_", "http.cpp", ""},
        {"http_", "http_socket.cpp", "-lcpp-httplib", true},
        {"racecourse/processes.h", "processes.cpp", "", true},
        {"racecourse/html.h", "html.cpp", "-lgumbo"},
        {"racecourse/png.h", "png.cpp", "-lpng16"},
    };
    for (const Part& part : parts) {
        if (!mentions(plan, part.header)) continue;
        if (part.real && plan.only_conducted) continue;
        plan.objects.push_back(kit_object(std::string(part.source), flavour, true));
        if (part.real) plan.own_objects.push_back(plan.objects.back());
        if (!part.library.empty())
            (part.real ? plan.own_link : plan.link).emplace_back(part.library);
    }
}

Built Workshop::build_alone(const Code& code, const std::stop_token& stop) {
    Plan plan;
    // Every inline function is kept, so that what it calls is seen although nobody calls it here.
    plan.flags = {"-std=c++20",
                  "-fdiagnostics-plain-output",
                  "-fmessage-length=0",
                  "-ftemplate-backtrace-limit=0",
                  "-O0",
                  "-fkeep-inline-functions",
                  "-D_GLIBCXX_USE_POSIX_SEMAPHORE",
                  "-iquote",
                  "code",
                  "-I",
                  include_.string()};
    std::string headers;
    for (const LearnerFile& file : code) {
        plan.files.push_back({"code/" + file.name, file.content});
        if (fs::path(file.name).extension() == ".cpp") {
            plan.units.push_back("code/" + file.name);
        } else {
            headers += fmt::format("#include \"{}\"\n", file.name);
        }
    }
    plan.files.push_back({"alone.cpp", headers});
    plan.units.push_back("alone.cpp");
    plan.link_program = false;
    plan.markers = true;
    return carry_out(plan, stop);
}

Built Workshop::build_snippet(std::string_view text, Flavour flavour, bool only_compile) {
    Plan plan;
    plan.flags = flags(flavour);
    plan.flags.insert(plan.flags.end(), {"-Wall", "-Wextra", "-I", include_.string()});
    plan.files = {{"code/snippet.cpp", std::string(text)}};
    plan.units = {"code/snippet.cpp"};
    plan.link_program = !only_compile;
    if (flavour == Flavour::thread) {
        plan.objects = {kit_object("tsan_shim.cpp", flavour, false)};
    }
    return carry_out(plan);
}

}  // namespace grader
