#include "desk/reset.h"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>

#include <system_error>

#include <fmt/format.h>

#include "catalogue/names.h"
#include "common/error.h"

namespace grader {
namespace {

// Makes an empty file of the first free name; O_EXCL, so that two at once get two names.
fs::path free_name_beside(const fs::path& file) {
    for (int number = 1;; ++number) {
        fs::path name = file;
        name += fmt::format("{}{}", kept_mark, number);
        const int made = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (made >= 0) {
            close(made);
            return name;
        }
        if (errno != EEXIST) {
            throw Error(fmt::format("{} cannot be kept beside itself ({}), so nothing was reset.",
                                    file.string(), std::generic_category().message(errno)),
                        Exit::environment);
        }
    }
}

}  // namespace

std::vector<ResetFile> reset(const Exercise& exercise) {
    std::vector<ResetFile> changed;
    std::vector<std::string> stubs;
    std::error_code none;
    const auto undo = [&] {
        for (const ResetFile& each : changed)
            if (!each.kept.empty()) fs::remove(each.kept, none);
    };
    try {
        for (const std::string& name : exercise.files) {
            const fs::path file = exercise.public_dir / name;
            std::string stub = read_file(exercise.hidden / "stub" / name);
            const bool there = fs::exists(fs::symlink_status(file));
            const std::string content = fs::is_regular_file(file) ? read_file(file) : "";
            if (there && fs::is_regular_file(file) && content == stub) continue;
            if (there && !fs::is_regular_file(file) && fs::exists(file)) {
                throw Error(fmt::format("{} is no file. Move it away first.", file.string()),
                            Exit::environment);
            }
            changed.push_back({file, {}});
            stubs.push_back(std::move(stub));
            if (!fs::is_regular_file(file)) continue;
            changed.back().kept = free_name_beside(file);
            write_file(changed.back().kept, content);
        }
    } catch (const Error& error) {
        undo();
        throw Error(error.what(), Exit::environment);
    }
    try {
        for (std::size_t i = 0; i < changed.size(); ++i) write_file(changed[i].file, stubs[i]);
    } catch (const Error& error) {
        throw Error(fmt::format("{}. What you wrote is kept beside it.", error.what()),
                    Exit::environment);
    }
    return changed;
}

}  // namespace grader
