// Takes ThreadSanitizer's reports apart. A report is a headline and sections; a section is a line
// that ends in ':' and the stack below it. Sections that nobody needs are passed over.
#include "explain/tsan_report.h"

#include <regex>

#include "common/text.h"

namespace grader {
namespace {

constexpr std::string_view begin_mark = "WARNING: ThreadSanitizer: ";

void read_locks(const std::string& list, Access& access) {
    static const std::regex one(R"((write|read) (M\d+))");
    for (std::sregex_iterator it(list.begin(), list.end(), one), end; it != end; ++it)
        access.locks.emplace_back((*it)[2], (*it)[1] == "write");
}

// Sees a section's first line, and says where the frames below it belong.
Stack* open_section(const std::string& line, TsanReport& report) {
    static const std::regex access(
        R"(^(?:Previous )?(atomic )?(read|write) of size \d+ at 0x[0-9a-f]+ by (?:thread (T\d+)|main thread)(?: \(mutexes: (.*)\))?:)",
        std::regex::icase);
    static const std::regex made(R"(^Mutex (M\d+) .*created at:)");
    static const std::regex taken(R"(^Mutex (M\d+) acquired here while holding mutex (M\d+))");
    static const std::regex heap(R"(^Location is (heap block .*) allocated by)");
    std::smatch match;
    if (std::regex_search(line, match, access)) {
        Access one;
        one.atomic = match[1].matched;
        one.write = match[2] == "write" || match[2] == "Write";
        one.thread = match[3].matched ? match[3].str() : "main";
        read_locks(match[4], one);
        report.accesses.push_back(std::move(one));
        return &report.accesses.back().stack;
    }
    if (std::regex_search(line, match, made)) return &report.lock_made[match[1]];
    if (std::regex_search(line, match, taken)) {
        report.taken.push_back({match[1], match[2], {}, {}});
        return &report.taken.back().here;
    }
    if (line.starts_with("Mutex ") &&
        line.find("previously acquired by the same thread") != line.npos && !report.taken.empty())
        return &report.taken.back().held_since;
    if (std::regex_search(line, match, heap)) {
        report.location = match[1];
        return &report.allocated;
    }
    if (line.starts_with("As if synchronized via sleep")) return &report.slept;
    if (line.starts_with("Thread T") && line.find("created by") != line.npos &&
        report.thread_made.empty())
        return &report.thread_made;
    if (line.starts_with("Location is ") && line.find("<null>") == line.npos)
        report.location = line.substr(12);
    return nullptr;
}

TsanReport parse_one(const std::vector<std::string>& lines) {
    TsanReport report;
    report.kind = lines.front().substr(begin_mark.size());
    report.kind = trimmed(report.kind.substr(0, report.kind.rfind(" (pid=")));
    Stack* stack = &report.own;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (const auto frame = parse_frame(lines[i])) {
            if (stack) stack->push_back(*frame);
            continue;
        }
        const std::string line = trimmed(lines[i]);
        if (line.empty())
            stack = nullptr;
        else
            stack = open_section(line, report);
    }
    report.raw = joined(lines, "\n");
    return report;
}

}  // namespace

std::vector<TsanReport> parse_tsan(std::string_view text) {
    std::vector<TsanReport> reports;
    std::vector<std::string> lines;
    const auto finish = [&] {
        if (!lines.empty()) reports.push_back(parse_one(lines));
        lines.clear();
    };
    for (std::string& line : split_lines(text)) {
        // Whatever the program printed just before may stand on the same line.
        const auto mark = line.find(begin_mark);
        if (mark != std::string::npos) {
            finish();
            lines.push_back(line.substr(mark));
        } else if (!lines.empty()) {
            if (line.starts_with("=================="))
                finish();
            else
                lines.push_back(std::move(line));
        }
    }
    finish();
    return reports;
}

}  // namespace grader
