#include "common/files.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/temp_folder.h"

namespace grader {
namespace {

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(Files, ComeBackAsTheyWereWritten) {
    const TempFolder folder;
    const std::string content("line\r\n\0binary\xff", 14);
    write_file(folder.path() / "file", content);
    EXPECT_EQ(read_file(folder.path() / "file"), content);
    write_file(folder.path() / "file", "");
    EXPECT_EQ(read_file(folder.path() / "file"), "");
    EXPECT_EQ(entries(folder.path()), 1u) << "the temporary file must be gone";
}

TEST(Files, WithoutASizeCanBeRead) {
    EXPECT_NE(read_file("/proc/self/status"), "");
}

TEST(Files, ThatAreMissingAreNamedWithTheReason) {
    const TempFolder folder;
    const std::string path = (folder.path() / "none").string();
    EXPECT_EQ(error_of([&] { (void)read_file(path); }),
              "cannot read " + path + ": No such file or directory");
    EXPECT_EQ(error_of([&] { write_file(path + "/file", "x"); }),
              "cannot write " + path + "/file: No such file or directory");
}

TEST(Files, ThatAreFoldersAreRefused) {
    const TempFolder folder;
    const std::string path = folder.path().string();
    EXPECT_EQ(error_of([&] { (void)read_file(path); }), "cannot read " + path + ": Is a directory");
    EXPECT_EQ(error_of([&] { write_file(path, "x"); }),
              "cannot write " + path + ": Is a directory");
    EXPECT_EQ(entries(folder.path()), 0u);
}

TEST(Files, ThatAreNamedPipesAreRefusedWithoutWaiting) {
    const TempFolder folder;
    const std::string path = (folder.path() / "pipe").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(error_of([&] { (void)read_file(path); }),
              "cannot read " + path + ": it is not a regular file");
}

TEST(Files, ThatAreTooLargeAreRefused) {
    const TempFolder folder;
    const std::string path = (folder.path() / "file").string();
    write_file(path, std::string(2048, 'x'));
    EXPECT_EQ(read_file(path, 2048).size(), 2048u);
    EXPECT_EQ(error_of([&] { (void)read_file(path, 1024); }),
              "cannot read " + path + ": it is larger than 1 KiB");
}

TEST(Files, KeepTheirMode) {
    const TempFolder folder;
    const fs::path path = folder.path() / "script";
    write_file(path, "a");
    fs::permissions(path, fs::perms(0750));
    write_file(path, "b");
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0750));
}

TEST(Files, ReplaceALinkAndLeaveWhatItLedTo) {
    const TempFolder folder;
    write_file(folder.path() / "target", "old");
    fs::create_symlink("target", folder.path() / "link");
    write_file(folder.path() / "link", "new");
    EXPECT_EQ(read_file(folder.path() / "target"), "old");
    EXPECT_EQ(read_file(folder.path() / "link"), "new");
}

TEST(Files, AreNeverSeenHalfWritten) {
    const TempFolder folder;
    const fs::path path = folder.path() / "file";
    const std::string a(100000, 'a');
    const std::string b(100000, 'b');
    write_file(path, a);
    std::jthread first([&] {
        for (int i = 0; i < 50; ++i) write_file(path, a);
    });
    std::jthread second([&] {
        for (int i = 0; i < 50; ++i) write_file(path, b);
    });
    for (int i = 0; i < 50; ++i) {
        const std::string seen = read_file(path);
        ASSERT_TRUE(seen == a || seen == b) << "read " << seen.size() << " bytes";
    }
}

TEST(ContentHash, IsTheBeginningOfSha256) {
    EXPECT_EQ(content_hash("abc"), "ba7816bf8f01cfea414140de5dae2223");
    EXPECT_EQ(content_hash(""), "e3b0c44298fc1c149afbf4c8996fb924");
}

TEST(ContentHash, DiffersWhereContentDiffers) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(content_hash(std::string(static_cast<std::size_t>(i), '\0')));
    EXPECT_EQ(seen.size(), 1000u);
}

}  // namespace
}  // namespace grader
