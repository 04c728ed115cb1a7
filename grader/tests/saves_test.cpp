// Saves are noticed however an editor does them, and nothing else is.
#include "desk/saves.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <fstream>

#include "tests/temp_folder.h"

namespace grader {
namespace {

class SavesIn : public testing::Test {
  protected:
    SavesIn() {
        folder.write("ex/box.h", "old");
        folder.write("ex/examples.cpp", "old");
        saves.watch(folder.path() / "ex", {"box.h", "examples.cpp"});
    }
    // In place, as nano does it; write_file writes anew and renames.
    void write_in_place(const fs::path& relative) const {
        std::ofstream(folder.path() / relative) << "new";
    }
    bool told() const {
        pollfd polled{saves.descriptor(), POLLIN, 0};
        return poll(&polled, 1, 0) == 1;
    }

    TempFolder folder;
    Saves saves;
};

TEST_F(SavesIn, SeesAFileWrittenInPlace) {
    EXPECT_FALSE(told());
    EXPECT_FALSE(saves.any());
    write_in_place("ex/box.h");
    EXPECT_TRUE(told());
    EXPECT_TRUE(saves.any());
    EXPECT_FALSE(told()) << "it was asked for";
    EXPECT_FALSE(saves.any());
}

TEST_F(SavesIn, SeesAFileRenamedOverTheOldOne) {
    folder.write("ex/box.h.new", "new");
    (void)saves.any();
    fs::rename(folder.path() / "ex/box.h.new", folder.path() / "ex/box.h");
    EXPECT_TRUE(saves.any());
    write_in_place("ex/box.h");
    EXPECT_TRUE(saves.any()) << "the new file too";
}

TEST_F(SavesIn, SeesAFileWrittenElsewhereAndMovedIn) {
    folder.write("box.h", "new");
    fs::rename(folder.path() / "box.h", folder.path() / "ex/box.h");
    EXPECT_TRUE(saves.any());
}

// As vim does it: the old file becomes the backup, a new one takes its place.
TEST_F(SavesIn, SeesAFileMovedAwayAndWrittenAnew) {
    fs::rename(folder.path() / "ex/box.h", folder.path() / "ex/box.h~");
    write_in_place("ex/box.h");
    fs::remove(folder.path() / "ex/box.h~");
    EXPECT_TRUE(saves.any());
}

TEST_F(SavesIn, SeesAFileTakenAway) {
    fs::remove(folder.path() / "ex/examples.cpp");
    EXPECT_TRUE(saves.any());
}

TEST_F(SavesIn, LeavesOtherFilesAndReadersAlone) {
    write_in_place("ex/.box.h.swp");
    write_in_place("ex/README.md");
    write_in_place("box.h");
    (void)read_file(folder.path() / "ex/box.h");
    EXPECT_FALSE(saves.any());
}

TEST_F(SavesIn, FollowsAFolderThatIsExchanged) {
    fs::remove_all(folder.path() / "ex");
    EXPECT_TRUE(saves.any());
    folder.write("ex/box.h", "new");
    EXPECT_TRUE(saves.any());
    write_in_place("ex/box.h");
    EXPECT_TRUE(saves.any());
    fs::rename(folder.path() / "ex", folder.path() / "away");
    folder.write("other/box.h", "new");
    fs::rename(folder.path() / "other", folder.path() / "ex");
    EXPECT_TRUE(saves.any());
    write_in_place("ex/box.h");
    EXPECT_TRUE(saves.any());
}

TEST_F(SavesIn, ForgetsTheFolderBefore) {
    folder.write("other/box.h", "old");
    write_in_place("ex/box.h");
    saves.watch(folder.path() / "other", {"box.h"});
    EXPECT_FALSE(saves.any());
    write_in_place("ex/box.h");
    EXPECT_FALSE(saves.any());
    write_in_place("other/box.h");
    EXPECT_TRUE(saves.any());
    saves.watch(folder.path() / "ex", {"box.h"});
    saves.watch(folder.path() / "ex", {"box.h"});
    write_in_place("ex/box.h");
    EXPECT_TRUE(saves.any());
}

TEST_F(SavesIn, SaysWhenItCannotWatch) {
    EXPECT_TRUE(saves.able());
    saves.watch(folder.path() / "none", {"box.h"});
    EXPECT_FALSE(saves.able());
}

}  // namespace
}  // namespace grader
