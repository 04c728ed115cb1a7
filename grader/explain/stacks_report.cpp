// Reads stacks.py's document. gdb prints other things around it, so it stands between marker lines.
#include "explain/stacks_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace grader {
namespace {

using nlohmann::json;

StuckThread read_thread(const json& one, const Names& names) {
    StuckThread thread;
    thread.lwp = one.value("lwp", 0L);
    thread.is_main = one.value("main", false);
    Stack stack;
    for (const json& frame : one.value("frames", json::array()))
        stack.push_back(
            {frame.value("function", ""), frame.value("file", ""), frame.value("line", 0)});
    thread.at = learners_frame(stack, names);
    for (const json& guard : one.value("holds", json::array()))
        if (auto place = names.place(guard.value("file", ""), guard.value("line", 0)))
            thread.guards.push_back({*place, guard.value("address", "")});
    const json wait = one.value("wait", json());
    if (!wait.is_object()) return thread;
    thread.kind = wait.value("kind", "other");
    thread.timed = wait.value("timed", false);
    thread.address = wait.value("address", "");
    thread.readers = wait.value("readers", 0L);
    thread.wants_write = wait.value("wants", "") == "write";
    for (const char* name : {"owner", "writer", "thread"})
        if (wait.contains(name)) thread.holder = wait[name].get<long>();
    return thread;
}

}  // namespace

std::vector<StuckThread> parse_stacks(std::string_view text, const Names& names) {
    constexpr std::string_view begin = "=== racecourse stacks ===\n",
                               end = "\n=== end of stacks ===";
    std::vector<StuckThread> threads;
    const auto from = text.find(begin);
    if (from == std::string_view::npos) return threads;
    const auto to = text.find(end, from);
    if (to == std::string_view::npos) return threads;
    const auto body = text.substr(from + begin.size(), to - from - begin.size());
    const json document = json::parse(body, nullptr, false);
    if (!document.is_object()) return threads;
    int number = 0;
    try {
        for (const json& one : document.value("threads", json::array())) {
            threads.push_back(read_thread(one, names));
            threads.back().who =
                threads.back().is_main ? "The main thread" : fmt::format("Thread {}", ++number);
        }
    } catch (const json::exception&) {
        threads.clear();  // not what stacks.py prints: as good as nothing
    }
    return threads;
}

}  // namespace grader
