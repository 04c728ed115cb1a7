#include "workshop/cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "common/error.h"

namespace grader {
namespace {

// Holds a lock file; other threads' and other processes' holders wait. The file may be removed by
// its holder: who then gets the lock of a file that is no longer there tries again with the new
// one.
class FileLock {
  public:
    explicit FileLock(fs::path path, int operation = LOCK_EX) : path_(std::move(path)) {
        for (;;) {
            fd_ = open(path_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
            if (fd_ < 0) {
                throw Error(
                    fmt::format(
                        "{} cannot be written: is the checkout yours, and its disk writable?",
                        path_.string()),
                    Exit::environment);
            }
            held_ = flock(fd_, operation) == 0;
            struct stat mine {
            }, there{};
            if (!held_ || (fstat(fd_, &mine) == 0 && stat(path_.c_str(), &there) == 0 &&
                           mine.st_ino == there.st_ino)) {
                return;
            }
            close(fd_);
        }
    }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock() { close(fd_); }
    [[nodiscard]] bool held() const { return held_; }
    void remove_file() { unlink(path_.c_str()); }

  private:
    fs::path path_;
    int fd_ = -1;
    bool held_ = false;
};

struct Entry {
    fs::path folder;
    std::uintmax_t bytes;
    fs::file_time_type used;
};

std::vector<Entry> entries(const fs::path& directory) {
    std::vector<Entry> found;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(directory, error)) {
        if (!item.is_directory(error)) continue;
        std::uintmax_t bytes = 0;
        // Another grader may take it away meanwhile.
        for (fs::recursive_directory_iterator file(item, error), end; !error && file != end;
             file.increment(error)) {
            std::error_code gone;
            const std::uintmax_t size = file->is_regular_file(gone) ? file->file_size(gone) : 0;
            if (!gone) bytes += size;
        }
        found.push_back({item.path(), bytes, fs::last_write_time(item, error)});
    }
    return found;
}

// Removes one entry, or what a killed maker left of one (".new"), unless somebody is making it
// right now.
bool remove_entry(const fs::path& directory, const fs::path& folder) {
    FileLock lock(directory / (folder.stem().string() + ".lock"), LOCK_EX | LOCK_NB);
    if (!lock.held()) return false;
    std::error_code error;
    fs::remove_all(folder, error);
    fs::remove_all(folder.string() + ".new", error);  // of a maker that was killed
    lock.remove_file();
    return !error;
}

}  // namespace

Cache::Cache(fs::path directory) : directory_(std::move(directory)) {
    fs::create_directories(directory_);
}

fs::path Cache::get_or_make(const std::string& key,
                            const std::function<bool(const fs::path& folder)>& make) {
    const fs::path folder = directory_ / key;
    const FileLock lock(directory_ / (key + ".lock"));
    if (fs::exists(folder)) {
        fs::last_write_time(folder, fs::file_time_type::clock::now());
        return folder;
    }
    const fs::path unfinished = directory_ / (key + ".new");
    fs::remove_all(unfinished);
    fs::create_directories(unfinished);
    bool good = false;
    try {
        good = make(unfinished);
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(unfinished, ignored);
        throw;
    }
    if (!good) {
        fs::remove_all(unfinished);
        return {};
    }
    fs::rename(unfinished, folder);
    return folder;
}

void Cache::trim(std::uintmax_t bytes) const {
    auto all = entries(directory_);
    std::ranges::sort(all, {}, &Entry::used);
    std::uintmax_t total = 0;
    for (const auto& entry : all) total += entry.bytes;
    // What was used in the last minutes may be running.
    const auto recent = fs::file_time_type::clock::now() - std::chrono::minutes(15);
    for (const auto& entry : all) {
        if (total <= bytes || entry.used > recent) break;
        if (remove_entry(directory_, entry.folder)) total -= entry.bytes;
    }
}

std::uintmax_t Cache::clear() const {
    const std::uintmax_t before = size();
    std::set<fs::path> folders;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(directory_, error)) {
        const bool beside = item.path().extension() == ".new" || item.path().extension() == ".lock";
        folders.insert(beside ? item.path().parent_path() / item.path().stem() : item.path());
    }
    for (const fs::path& folder : folders) remove_entry(directory_, folder);
    return before - std::min(before, size());
}

std::uintmax_t Cache::size() const {
    std::uintmax_t total = 0;
    for (const auto& entry : entries(directory_)) total += entry.bytes;
    return total;
}

}  // namespace grader
