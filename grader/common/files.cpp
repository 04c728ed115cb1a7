// Whole files in and out by POSIX calls: only they say why something failed, open without following
// a pipe into an endless wait, and create a file that nobody else has.
#include "common/files.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.h"

namespace grader {

namespace {

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int get() const { return number_; }
    // False when what was written did not reach the disk (a full quota shows itself here).
    bool close() {
        const int number = number_;
        number_ = -1;
        return number < 0 || ::close(number) == 0;
    }

  private:
    int number_;
};

[[noreturn]] void fail(std::string_view doing, const fs::path& path, std::string_view reason) {
    throw Error(fmt::format("cannot {} {}: {}", doing, path.string(), reason));
}

[[noreturn]] void fail(std::string_view doing, const fs::path& path, int error) {
    fail(doing, path, std::generic_category().message(error));
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// A name that only this call has: other threads count on, other processes have another number, and
// a file left by a crash makes the creation fail, so that the next name is tried.
fs::path temporary_beside(const fs::path& path) {
    static std::atomic<unsigned> count{0};
    return path.parent_path() / fmt::format(".racecourse-{}-{}", ::getpid(), count.fetch_add(1));
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t most) {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.is_open()) fail("read", path, errno);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) fail("read", path, errno);
    if (S_ISDIR(info.st_mode)) fail("read", path, EISDIR);
    if (!S_ISREG(info.st_mode)) fail("read", path, "it is not a regular file");

    std::string content;
    content.reserve(std::min(static_cast<std::size_t>(info.st_size), most));
    std::array<char, 65536> buffer;
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", path, errno);
        if (got == 0) return content;
        content.append(buffer.data(), static_cast<std::size_t>(got));
        if (content.size() > most) {
            fail("read", path, fmt::format("it is larger than {} KiB", most / 1024));
        }
    }
}

void write_file(const fs::path& path, std::string_view content) {
    struct stat old {};
    const bool replaces = ::stat(path.c_str(), &old) == 0;
    if (replaces && S_ISDIR(old.st_mode)) fail("write", path, EISDIR);

    fs::path temporary;
    int number = -1;
    do {
        temporary = temporary_beside(path);
        number = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (number < 0 && errno == EEXIST);
    Descriptor file(number);
    if (!file.is_open()) fail("write", path, errno);

    bool good = write_all(file.get(), content);
    if (good && replaces && S_ISREG(old.st_mode))
        good = ::fchmod(file.get(), old.st_mode & 07777) == 0;
    good = good && file.close() && ::rename(temporary.c_str(), path.c_str()) == 0;
    if (!good) {
        const int error = errno;
        ::unlink(temporary.c_str());
        fail("write", path, error);
    }
}

std::string content_hash(std::string_view content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    if (EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_sha256(), nullptr) !=
        1) {
        throw Error("OpenSSL cannot compute SHA-256 on this machine; reinstall the package libssl3",
                    Exit::environment);
    }
    return fmt::format("{:02x}", fmt::join(digest.begin(), digest.begin() + 16, ""));
}

}  // namespace grader
