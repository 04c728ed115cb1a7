// How the two trees are used. Try your own ideas here; the grader's hidden tests go further.
#include "folder_tree.h"
#include "recursive_folder_tree.h"

#include <gtest/gtest.h>

#include <string>

TEST(Examples, RecursiveTreeAddsUpSizes) {
    RecursiveFolderTree tree;
    EXPECT_TRUE(tree.add("photos", "root", 10));
    EXPECT_TRUE(tree.add("2024", "photos", 300));
    EXPECT_FALSE(tree.add("2024", "root", 1));  // there is one already
    EXPECT_EQ(tree.size("photos"), 310);
    EXPECT_EQ(tree.size("music"), 0);  // there is none
}

TEST(Examples, RecursiveTreeMovesAndRemoves) {
    RecursiveFolderTree tree;
    tree.add("photos", "root", 10);
    tree.add("2024", "photos", 300);
    tree.add("old", "root", 5);
    EXPECT_TRUE(tree.move("photos", "old"));
    EXPECT_FALSE(tree.move("old", "2024"));  // "2024" lies below "old" now
    EXPECT_EQ(tree.remove("old"), 315);
    EXPECT_FALSE(tree.contains("2024"));
}

TEST(Examples, RecursiveTreeMayBeAskedWhileItIsVisited) {
    RecursiveFolderTree tree;
    tree.add("photos", "root", 10);
    tree.for_each(
        [&tree](const std::string& name, long size) { EXPECT_EQ(tree.size(name), size); });
}

TEST(Examples, TreeAddsUpSizes) {
    FolderTree tree;
    EXPECT_TRUE(tree.add("photos", "root", 10));
    EXPECT_TRUE(tree.add("2024", "photos", 300));
    EXPECT_EQ(tree.size("photos"), 310);
}

TEST(Examples, TreeMovesAndRemoves) {
    FolderTree tree;
    tree.add("photos", "root", 10);
    tree.add("2024", "photos", 300);
    tree.add("old", "root", 5);
    EXPECT_TRUE(tree.move("photos", "old"));
    EXPECT_EQ(tree.remove("old"), 315);
    EXPECT_FALSE(tree.contains("2024"));
}

TEST(Examples, TreeTellsItsSizesToAVisitor) {
    FolderTree tree;
    tree.add("photos", "root", 10);
    long sum = 0;
    tree.for_each([&sum](const std::string&, long size) { sum += size; });
    EXPECT_EQ(sum, 20);  // 10 for "root" and 10 for "photos"
}
