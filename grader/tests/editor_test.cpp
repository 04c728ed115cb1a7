#include "desk/editor.h"

#include <gtest/gtest.h>

namespace grader {
namespace {

TEST(EditorCommand, OpensAtTheLineWhereTheEditorHasAWay) {
    EXPECT_EQ(editor_command("nano", {"/c/box.h"}, 7), "nano +7 '/c/box.h'");
    EXPECT_EQ(editor_command("/usr/bin/vim -n", {"/c/box.h", "/c/b.h"}, 7),
              "/usr/bin/vim -n +7 '/c/box.h' '/c/b.h'");
    EXPECT_EQ(editor_command("hx", {"/c/box.h"}, 7), "hx '/c/box.h:7'");
    EXPECT_EQ(editor_command("code --wait", {"/c/box.h"}, 7), "code --wait --goto '/c/box.h:7'");
}

TEST(EditorCommand, OpensTheFileWhereItHasNone) {
    EXPECT_EQ(editor_command("my-editor", {"/c/box.h"}, 7), "my-editor '/c/box.h'");
    EXPECT_EQ(editor_command("nano", {"/c/box.h"}), "nano '/c/box.h'");
}

TEST(EditorCommand, QuotesWhatTheShellWouldTakeApart) {
    EXPECT_EQ(editor_command("nano", {"/my course/it's.h"}, 1), "nano +1 '/my course/it'\\''s.h'");
}

}  // namespace
}  // namespace grader
