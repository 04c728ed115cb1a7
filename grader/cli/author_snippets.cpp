// racecourse author snippets: every code block of the chapters is compiled, and run where it has
// output.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "catalogue/course_rules.h"
#include "checks/snippets.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "common/text.h"

namespace grader {

Exit author_snippets_command(const fs::path& root, const std::vector<std::string>& names) {
    Session session(root);
    const auto folders = folders_in(root / "chapters");
    for (const std::string& name : names) {
        if (std::ranges::any_of(
                folders, [&](const std::string& folder) { return folder.starts_with(name); }))
            continue;
        const auto meant = nearest(name, folders);
        throw Error(fmt::format("There is no chapter '{}'{} The chapters are: {}.", name,
                                meant ? fmt::format("; did you mean '{}'?", *meant) : ".",
                                joined(folders, ", ")));
    }
    std::vector<fs::path> texts;
    for (const std::string& folder : folders) {
        const bool wanted =
            names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
                return folder.starts_with(name);
            });
        if (wanted && fs::exists(root / "chapters" / folder / "README.md")) {
            texts.push_back(root / "chapters" / folder / "README.md");
        }
    }
    struct Task {
        fs::path text;
        Snippet snippet;
    };
    std::vector<Task> tasks;
    int passed = 0, failed = 0;
    for (const fs::path& text : texts) {
        const std::string shown = text.lexically_relative(root).string();
        for (const std::string& dead : dead_links(root, text)) {
            fmt::print("  ✗ {}\n", dead);
            ++failed;
        }
        try {
            for (Snippet& snippet : snippets_in(read_file(text)))
                tasks.push_back({shown, std::move(snippet)});
        } catch (const Error& error) {
            throw Error(fmt::format("{}, {}", shown, error.what()));
        }
    }
    std::mutex output;
    std::atomic<std::size_t> next{0};
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::max(2u, std::thread::hardware_concurrency()); ++i) {
            workers.emplace_back([&] {
                for (std::size_t at; (at = next++) < tasks.size();) {
                    std::string fault;
                    try {
                        fault = fault_in(session.bench(), tasks[at].snippet);
                    } catch (const std::exception& error) {
                        fault = error.what();
                    }
                    const std::lock_guard lock(output);
                    ++(fault.empty() ? passed : failed);
                    if (fault.empty()) continue;
                    fmt::print("  ✗ {}:{}: {}\n", tasks[at].text.string(), tasks[at].snippet.line,
                               fault);
                }
            });
        }
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? Exit::passed : Exit::not_passed;
}

}  // namespace grader
