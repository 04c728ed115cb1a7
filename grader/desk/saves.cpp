#include "desk/saves.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace grader {
namespace {

// Not IN_MODIFY: a file that is being written is not saved yet.
constexpr std::uint32_t of_files = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;
constexpr std::uint32_t of_folders = IN_CREATE | IN_MOVED_TO | IN_ONLYDIR;

}  // namespace

Saves::Saves() : descriptor_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

Saves::~Saves() {
    if (descriptor_ >= 0) close(descriptor_);
}

void Saves::watch(const fs::path& folder, std::vector<std::string> names) {
    if (folder_watch_ >= 0) inotify_rm_watch(descriptor_, folder_watch_);
    if (above_watch_ >= 0) inotify_rm_watch(descriptor_, above_watch_);
    folder_watch_ = above_watch_ = -1;
    (void)any();
    folder_ = folder;
    names_ = std::move(names);
    above_watch_ = inotify_add_watch(descriptor_, folder.parent_path().c_str(), of_folders);
    watch_folder();
}

void Saves::watch_folder() {
    folder_watch_ = inotify_add_watch(descriptor_, folder_.c_str(), of_files | IN_ONLYDIR);
}

bool Saves::any() {
    bool found = false;
    alignas(inotify_event) std::array<char, 16384> buffer;
    while (true) {
        const ssize_t got = read(descriptor_, buffer.data(), buffer.size());
        if (got <= 0) return found;
        for (ssize_t at = 0; at < got;) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* const name = buffer.data() + at + sizeof event;
            at += static_cast<ssize_t>(sizeof event + event.len);
            const std::string_view file = event.len > 0 ? name : "";
            if ((event.mask & IN_Q_OVERFLOW) != 0) found = true;
            if (event.wd == folder_watch_) {
                if (std::ranges::find(names_, file) != names_.end()) found = true;
                if ((event.mask & IN_IGNORED) != 0) {
                    // The folder went away; it may be there again already.
                    watch_folder();
                    found = true;
                }
            } else if (event.wd == above_watch_ && file == folder_.filename().string()) {
                watch_folder();
                found = true;
            }
        }
    }
}

}  // namespace grader
