#include "folder_tree.h"
#include "recursive_folder_tree.h"

#include <racecourse/kit.h>

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <thread>
#include <vector>

using racecourse::because;
using namespace std::chrono_literals;

namespace {

using Visits = std::map<std::string, long>;

// root 0 bytes, in it "photos" 10 and "music" 5; in "photos" "2023" 100 and "2024" 200
template <class Tree>
void fill(Tree& tree) {
    tree.add("photos", "root", 10);
    tree.add("music", "root", 5);
    tree.add("2023", "photos", 100);
    tree.add("2024", "photos", 200);
}

template <class Tree>
void expect_empty_root() {
    Tree tree;
    EXPECT_TRUE(tree.contains("root")) << because << "A new tree must have the folder \"root\".";
    EXPECT_EQ(tree.size("root"), 0) << because << "In a new tree \"root\" holds no files.";
    EXPECT_FALSE(tree.contains("photos")) << because << "A new tree has no folder but \"root\".";
}

template <class Tree>
void expect_sizes_added_up() {
    Tree tree;
    fill(tree);
    EXPECT_EQ(tree.size("2023"), 100) << because << "\"2023\" was added with 100 bytes.";
    EXPECT_EQ(tree.size("photos"), 310)
        << because
        << "\"photos\" has 10 bytes of its own, and 100 and 200 in the two folders in it.";
    EXPECT_EQ(tree.size("root"), 315)
        << because << "\"root\" holds \"photos\" with 310 bytes in all and \"music\" with 5.";
    EXPECT_EQ(tree.size("films"), 0) << because << "A folder that does not exist has size 0.";
}

template <class Tree>
void expect_names_kept_apart() {
    Tree tree;
    fill(tree);
    EXPECT_FALSE(tree.add("music", "photos", 1))
        << because << "There is a folder \"music\" already, so a second one must be refused.";
    EXPECT_FALSE(tree.add("root", "photos", 1))
        << because << "There is a folder \"root\" already, so a second one must be refused.";
    EXPECT_FALSE(tree.add("films", "videos", 1))
        << because << "There is no folder \"videos\" to put \"films\" into.";
    EXPECT_FALSE(tree.contains("films") || tree.contains("videos"))
        << because << "A refused add() must not make any folder.";
    EXPECT_EQ(tree.size("root"), 315) << because << "A refused add() must not change any size.";
}

template <class Tree>
void expect_moved() {
    Tree tree;
    fill(tree);
    EXPECT_TRUE(tree.move("2024", "music"))
        << because << "Both folders exist and neither lies in the other: move() must say true.";
    EXPECT_EQ(tree.size("photos"), 110)
        << because << "\"2024\" with its 200 bytes was moved out of \"photos\", which had 310.";
    EXPECT_EQ(tree.size("music"), 205)
        << because << "\"2024\" with its 200 bytes was moved into \"music\", which had 5.";
    EXPECT_TRUE(tree.move("music", "photos"))
        << because << "Both folders exist and neither lies in the other: move() must say true.";
    EXPECT_EQ(tree.size("photos"), 315)
        << because << "\"music\" was moved into \"photos\" with everything below it, 205 bytes.";
    EXPECT_TRUE(tree.move("2024", "music"))
        << because << "To move a folder to where it is already changes nothing and must say true.";
    EXPECT_EQ(tree.size("root"), 315) << because << "Moving must not change the size of \"root\".";
}

template <class Tree>
void expect_impossible_moves_refused() {
    Tree tree;
    fill(tree);
    EXPECT_FALSE(tree.move("photos", "photos"))
        << because << "A folder cannot be moved into itself.";
    EXPECT_FALSE(tree.move("photos", "2024"))
        << because << "\"2024\" lies below \"photos\", so \"photos\" cannot be moved into it.";
    EXPECT_FALSE(tree.move("root", "music")) << because << "Everything lies below \"root\".";
    EXPECT_FALSE(tree.move("films", "root")) << because << "There is no folder \"films\".";
    EXPECT_FALSE(tree.move("music", "films")) << because << "There is no folder \"films\".";
    EXPECT_EQ(tree.size("photos"), 310) << because << "A refused move() must change nothing.";
    EXPECT_EQ(tree.size("root"), 315) << because << "A refused move() must change nothing.";
}

template <class Tree>
void expect_removed() {
    Tree tree;
    fill(tree);
    EXPECT_EQ(tree.remove("root"), 0) << because << "\"root\" cannot be removed.";
    EXPECT_EQ(tree.remove("films"), 0) << because << "There is no folder \"films\" to remove.";
    EXPECT_EQ(tree.size("root"), 315) << because << "A refused remove() must change nothing.";
    EXPECT_EQ(tree.remove("photos"), 310)
        << because << "remove(\"photos\") sets free its 10 bytes and the 300 below it.";
    EXPECT_FALSE(tree.contains("photos") || tree.contains("2023") || tree.contains("2024"))
        << because << "\"photos\" was removed, and everything below it must be gone with it.";
    EXPECT_EQ(tree.size("root"), 5) << because << "Only \"music\" with its 5 bytes is left.";
    EXPECT_TRUE(tree.add("2024", "music", 1))
        << because << "\"2024\" was removed, so its name is free again.";
    EXPECT_EQ(tree.size("root"), 6) << because << "1 byte was added to the 5 in \"music\".";
}

template <class Tree>
void expect_visited_once() {
    Tree tree;
    fill(tree);
    Visits visits;
    int count = 0;
    tree.for_each([&](const std::string& name, long size) {
        visits[name] = size;
        ++count;
    });
    const Visits all = {{"root", 315}, {"photos", 310}, {"music", 5}, {"2023", 100}, {"2024", 200}};
    EXPECT_EQ(visits, all)
        << because << "for_each() must visit each of the five folders and tell what size() says.";
    EXPECT_EQ(count, 5) << because << "for_each() must visit each of the five folders once.";
}

}  // namespace

TEST(Behaviour, RecursiveTreeBeginsWithAnEmptyRoot) {
    expect_empty_root<RecursiveFolderTree>();
}
TEST(Behaviour, RecursiveTreeAddsUpSizes) {
    expect_sizes_added_up<RecursiveFolderTree>();
}
TEST(Behaviour, RecursiveTreeKeepsNamesApart) {
    expect_names_kept_apart<RecursiveFolderTree>();
}
TEST(Behaviour, RecursiveTreeMoves) {
    expect_moved<RecursiveFolderTree>();
}
TEST(Behaviour, RecursiveTreeStaysATree) {
    expect_impossible_moves_refused<RecursiveFolderTree>();
}
TEST(Behaviour, RecursiveTreeRemovesWithAllBelow) {
    expect_removed<RecursiveFolderTree>();
}
TEST(Behaviour, RecursiveTreeVisitsEachFolderOnce) {
    expect_visited_once<RecursiveFolderTree>();
}

TEST(Behaviour, RecursiveTreeAnswersDuringAVisit) {
    RecursiveFolderTree tree;
    fill(tree);
    tree.for_each([&](const std::string& name, long size) {
        EXPECT_EQ(tree.size(name), size)
            << because << "A visit of \"" << name << "\" was told " << size
            << " bytes and then asked size() itself: both must agree.";
        EXPECT_TRUE(tree.contains("music"))
            << because << "A visit asked for \"music\", which is in the tree.";
    });
}

TEST(Behaviour, RecursiveTreeIsNotChangedByOthersDuringAVisit) {
    RecursiveFolderTree tree;
    fill(tree);
    racecourse::Gate started;
    racecourse::Gate removed;
    std::jthread other;
    bool in_between = false;
    tree.for_each([&](const std::string&, long) {
        if (other.joinable()) return;
        other = std::jthread([&] {
            started.open();
            tree.remove("photos");
            removed.open();
        });
        started.wait();
        in_between = removed.wait_for(100ms);  // wrong programs need a few microseconds
    });
    other.join();
    EXPECT_FALSE(in_between)
        << because << "During the first visit another thread called remove(). It must wait until "
        << "the last visit has returned, but the tree was changed while it was being visited.";
    EXPECT_EQ(tree.size("root"), 5)
        << because << "When the visits are over, the remove() of the other thread must go through.";
}

TEST(Behaviour, TreeBeginsWithAnEmptyRoot) {
    expect_empty_root<FolderTree>();
}
TEST(Behaviour, TreeAddsUpSizes) {
    expect_sizes_added_up<FolderTree>();
}
TEST(Behaviour, TreeKeepsNamesApart) {
    expect_names_kept_apart<FolderTree>();
}
TEST(Behaviour, TreeMoves) {
    expect_moved<FolderTree>();
}
TEST(Behaviour, TreeStaysATree) {
    expect_impossible_moves_refused<FolderTree>();
}
TEST(Behaviour, TreeRemovesWithAllBelow) {
    expect_removed<FolderTree>();
}
TEST(Behaviour, TreeVisitsEachFolderOnce) {
    expect_visited_once<FolderTree>();
}

TEST(Behaviour, TreeMayBeChangedDuringAVisit) {
    FolderTree tree;
    fill(tree);
    Visits visits;
    tree.for_each([&](const std::string& name, long size) {
        if (visits.empty()) {
            tree.remove("photos");
            tree.remove("music");
            tree.add("films", "root", 1000);
        }
        visits[name] = size;
    });
    const Visits before = {
        {"root", 315}, {"photos", 310}, {"music", 5}, {"2023", 100}, {"2024", 200}};
    EXPECT_EQ(visits, before)
        << because
        << "The first visit removed four folders and added one. All names and sizes that "
        << "for_each() tells must be taken at the same moment, before the first visit.";
    EXPECT_EQ(tree.size("root"), 1000)
        << because << "A visit removed all folders and added \"films\" with 1000 bytes. That must "
        << "have happened when for_each() is over.";
}

TEST(Behaviour, TreeMayBeUsedByOthersDuringAVisit) {
    FolderTree tree;
    fill(tree);
    tree.for_each([&](const std::string& name, long) {
        // The jthread is joined at the end of the visit: the visit waits for another thread.
        const std::jthread other([&] { tree.add("copy of " + name, "root", 1); });
    });
    EXPECT_EQ(tree.size("root"), 320)
        << because << "Each of the five visits had another thread add a folder with 1 byte and "
        << "waited for it. With the 315 bytes from before that makes 320.";
}

namespace {

// A tree in which it takes a while to add up sizes. Others have to wait meanwhile, and whatever a
// wrong program does in two steps, it then waits between them.
template <class Tree>
void fill_with_many(Tree& tree) {
    tree.add("left", "root", 0);
    tree.add("right", "root", 0);
    for (int i = 0; i < 20; ++i) {
        tree.add("left " + std::to_string(i), "left", 1);
        tree.add("right " + std::to_string(i), "right", 1);
    }
}

// Threads move a box each to and fro as long as others measure. Nothing is added or removed, so the
// root keeps its size.
template <class Tree>
void move_and_measure() {
    constexpr int movers = 4;
    constexpr long whole = 20 + 20 + movers * 1000;
    Tree tree;
    fill_with_many(tree);
    for (int mover = 0; mover < movers; ++mover) tree.add(std::to_string(mover), "left", 1000);
    std::atomic<int> measuring = 2;
    std::atomic<int> moved = 0;
    racecourse::start_together(
        movers + measuring, [&](int thread) {
            if (thread < movers) {
                const std::string mine = std::to_string(thread);
                for (int i = 0; i < 2000 && measuring > 0; ++i) {
                    tree.move(mine, i % 2 == 0 ? "right" : "left");
                    // Relaxed, so that it does not put the threads in an order that the tree owes
                    // them.
                    moved.fetch_add(1, std::memory_order_relaxed);
                }
                return;
            }
            const auto movers_have_begun = [&] {
                return moved.load(std::memory_order_relaxed) > 20;
            };
            long seen = whole;
            for (int i = 0; (i < 60 || !movers_have_begun()) && seen == whole; ++i) {
                if (i % 3 > 0) {
                    seen = tree.size("root");
                } else {
                    tree.for_each([&](const std::string& name, long size) {
                        if (name == "root") seen = size;
                    });
                }
            }
            --measuring;
            EXPECT_EQ(seen, whole)
                << because
                << "\"root\" holds 4040 bytes in all, 1000 in each of four folders that were "
                << "moved about inside it. While that went on, \"root\" was said to hold " << seen
                << ": a folder on its way was missed, or was counted twice.";
        });
    EXPECT_EQ(tree.size("root"), whole)
        << because
        << "Folders were only moved inside \"root\", so in the end it must hold the 4040 "
        << "bytes that it began with.";
}

// Threads put folders into "work" while another keeps removing "work" and making it anew.
template <class Tree>
void add_and_remove() {
    constexpr int rounds = 300;
    Tree tree;
    std::vector<long> added(3);
    long freed = 0;
    racecourse::start_together(3, [&](int thread) {
        for (int i = 0; i < rounds; ++i) {
            if (thread < 2) {
                const std::string name = std::to_string(thread) + "/" + std::to_string(i);
                if (tree.add(name, "work", 1)) ++added[thread];
            } else {
                if (tree.add("work", "root", 7)) added[thread] += 7;
                freed += tree.remove("work");
            }
        }
    });
    const long put_in = added[0] + added[1] + added[2];
    EXPECT_EQ(freed + tree.size("root"), put_in)
        << because
        << "Two threads put folders into \"work\" while a third removed \"work\" and made "
        << "it anew. " << put_in << " bytes were put in, so the bytes that remove() set free and "
        << "those that are left must add up to that.";
}

// Three threads change the tree, and three look at it until the changes are over, and once more.
template <class Tree>
void use_all_at_once() {
    constexpr int rounds = 150;
    Tree tree;
    tree.add("left", "root", 1);
    tree.add("right", "root", 1);
    tree.add("box", "left", 1);
    std::atomic<int> changing = 3;
    racecourse::start_together(6, [&](int thread) {
        if (thread < 3) {
            for (int i = 0; i < rounds; ++i) {
                const std::string side = i % 2 == 0 ? "left" : "right";
                if (thread == 0) tree.add(std::to_string(i), side, 10);
                if (thread == 1) tree.remove(std::to_string(i / 2));
                if (thread == 2) tree.move("box", side);
            }
            --changing;
            return;
        }
        bool last = false;
        while (!last) {
            // Relaxed, so that it does not put the threads in an order that the tree owes them.
            last = changing.load(std::memory_order_relaxed) == 0;
            // A mutex is not fair: those who change must come to it, too.
            std::this_thread::yield();
            if (thread == 3) racecourse::use(tree.contains("100"));
            if (thread == 4) racecourse::use(tree.size("left"));
            if (thread == 5) {
                tree.for_each([](const std::string& name, long size) {
                    racecourse::use(name);
                    racecourse::use(size);
                });
            }
        }
    });
    for (int i = 0; i < rounds; ++i) tree.remove(std::to_string(i));
    EXPECT_EQ(tree.size("root"), 3)
        << because << "Six threads used all six functions at once. Then every folder that they had "
        << "added was removed. The three folders from before must be left, with 1 byte each.";
}

}  // namespace

TEST(Races, RecursiveTreeKeepsItsSizeWhileFoldersMove) {
    move_and_measure<RecursiveFolderTree>();
}
TEST(Races, RecursiveTreeSetsFreeWhatItRemoves) {
    add_and_remove<RecursiveFolderTree>();
}
TEST(Races, RecursiveTreeAllowsAllFunctionsAtOnce) {
    use_all_at_once<RecursiveFolderTree>();
}
TEST(Races, TreeKeepsItsSizeWhileFoldersMove) {
    move_and_measure<FolderTree>();
}
TEST(Races, TreeSetsFreeWhatItRemoves) {
    add_and_remove<FolderTree>();
}
TEST(Races, TreeAllowsAllFunctionsAtOnce) {
    use_all_at_once<FolderTree>();
}

namespace {

// The grader runs the following in many different orders of the threads' steps, so they are small.

template <class Tree>
void move_beside_a_reader() {
    Tree tree;
    tree.add("left", "root", 1);
    tree.add("right", "root", 2);
    tree.add("box", "left", 10);
    bool moved = false;
    long left = 0;
    long right = 0;
    long all = 0;
    std::thread mover([&] { moved = tree.move("box", "right"); });
    std::thread reader([&] {
        left = tree.size("left");
        right = tree.size("right");
        all = tree.size("root");
    });
    mover.join();
    reader.join();
    EXPECT_TRUE(moved) << because << "\"box\" can be moved to \"right\": move() must say true.";
    EXPECT_FALSE(left == 1 && right == 2)
        << because << "\"box\" with 10 bytes was moved from \"left\" to \"right\". Meanwhile "
        << "another thread measured \"left\" and found it without the box, and then measured "
        << "\"right\", where the box must be, and did not find it there: it was in neither.";
    EXPECT_EQ(all, 13)
        << because << "\"box\" was moved inside \"root\", which holds 13 bytes before, after and "
        << "at every moment between, but size(\"root\") returned " << all << ".";
}

template <class Tree>
void add_to_what_is_removed() {
    Tree tree;
    tree.add("work", "root", 1);
    tree.add("old", "work", 10);
    long freed = 0;
    bool added = false;
    long left = 0;
    std::thread remover([&] { freed = tree.remove("work"); });
    std::thread other([&] {
        added = tree.add("new", "work", 5);
        left = tree.size("root");
    });
    remover.join();
    other.join();
    EXPECT_EQ(freed, added ? 16 : 11)
        << because << "One thread removed \"work\", which held 11 bytes, while another added a "
        << "folder of 5 bytes to it. add() said " << (added ? "true" : "false")
        << ", so remove() must have set free " << (added ? 16 : 11) << " bytes, but it returned "
        << freed << ".";
    EXPECT_TRUE(left == 0 || (added && left == 16))
        << because << "One thread removed \"work\", which held 11 bytes and was all there was, "
        << "while another asked to add a folder of 5 bytes to it, was told "
        << (added ? "true" : "false") << ", and then measured \"root\". With \"work\" that is 16 "
        << "bytes, and 0 without it, but size(\"root\") returned " << left
        << ": a part was removed, and a part was still there.";
    EXPECT_TRUE(!tree.contains("work") && !tree.contains("old") && !tree.contains("new"))
        << because << "\"work\" was removed with everything in it, while another thread asked to "
        << "add \"new\" to it. In the end none of them may be there.";
}

template <class Tree>
void move_into_each_other() {
    Tree tree;
    tree.add("first", "root", 1);
    tree.add("second", "root", 2);
    bool first_moved = false;
    bool second_moved = false;
    std::thread one([&] { first_moved = tree.move("first", "second"); });
    std::thread other([&] { second_moved = tree.move("second", "first"); });
    one.join();
    other.join();
    EXPECT_TRUE(first_moved != second_moved)
        << because << "One thread moved \"first\" into \"second\", and another \"second\" into "
        << "\"first\". Whichever comes later must be refused, because the folder would lie below "
        << "itself, but both calls of move() said " << (first_moved ? "true." : "false.");
    EXPECT_EQ(tree.size("root"), 3)
        << because << "One thread moved \"first\" into \"second\", and another \"second\" into "
        << "\"first\". Both folders must still lie below \"root\", with 3 bytes together, but "
        << "\"root\" holds " << tree.size("root") << ".";
}

template <class Tree>
void add_the_same_name_twice() {
    Tree tree;
    tree.add("left", "root", 0);
    tree.add("right", "root", 0);
    bool in_left = false;
    bool in_right = false;
    std::thread one([&] { in_left = tree.add("box", "left", 10); });
    std::thread other([&] { in_right = tree.add("box", "right", 20); });
    one.join();
    other.join();
    EXPECT_TRUE(in_left != in_right)
        << because << "Two threads added a folder \"box\", one to \"left\" and one to \"right\". "
        << "Folders have different names, so one call of add() must say true and the other "
        << "false, but both said " << (in_left ? "true." : "false.");
    const long all = tree.size("root");
    EXPECT_EQ(all, in_left ? 10 : 20)
        << because << "Two threads added a folder \"box\", one with 10 bytes to \"left\" and one "
        << "with 20 bytes to \"right\". Only the one that was told true may have changed the "
        << "tree, but \"root\" holds " << all << " bytes.";
}

// What a visitor is told of a tree in which "box" is moved from "left" to "right" meanwhile.
void expect_visits_of_one_moment(const Visits& visits) {
    const Visits before = {{"root", 13}, {"left", 11}, {"right", 2}, {"box", 10}};
    const Visits after = {{"root", 13}, {"left", 1}, {"right", 12}, {"box", 10}};
    EXPECT_TRUE(visits == before || visits == after)
        << because << "While \"box\" with 10 bytes was moved from \"left\", with 1 byte of its "
        << "own, to \"right\", with 2, another thread called for_each(). It must be told of four "
        << "folders, all with their sizes before the move or all with their sizes after it.";
}

}  // namespace

TEST(Schedules, RecursiveTreeShowsAMovedFolderInOnePlace) {
    move_beside_a_reader<RecursiveFolderTree>();
}
TEST(Schedules, RecursiveTreeRemovesAFolderWhole) {
    add_to_what_is_removed<RecursiveFolderTree>();
}
TEST(Schedules, RecursiveTreeStaysATreeWhenTwoMove) {
    move_into_each_other<RecursiveFolderTree>();
}
TEST(Schedules, RecursiveTreeAddsANameOnce) {
    add_the_same_name_twice<RecursiveFolderTree>();
}

TEST(Schedules, RecursiveTreeIsVisitedAsItIsAtOneMoment) {
    RecursiveFolderTree tree;
    tree.add("left", "root", 1);
    tree.add("right", "root", 2);
    tree.add("box", "left", 10);
    Visits visits;
    bool agreed = true;
    std::thread mover([&] { tree.move("box", "right"); });
    std::thread visitor([&] {
        tree.for_each([&](const std::string& name, long size) {
            visits[name] = size;
            agreed = agreed && tree.contains(name) && tree.size(name) == size;
        });
    });
    mover.join();
    visitor.join();
    expect_visits_of_one_moment(visits);
    EXPECT_TRUE(agreed)
        << because << "While one thread visited the tree, another called move(), which must wait "
        << "until the last visit has returned. Each visit asked size() about the folder that it "
        << "was told of, but once the answer was another size.";
}

TEST(Schedules, TreeShowsAMovedFolderInOnePlace) {
    move_beside_a_reader<FolderTree>();
}
TEST(Schedules, TreeRemovesAFolderWhole) {
    add_to_what_is_removed<FolderTree>();
}
TEST(Schedules, TreeStaysATreeWhenTwoMove) {
    move_into_each_other<FolderTree>();
}
TEST(Schedules, TreeAddsANameOnce) {
    add_the_same_name_twice<FolderTree>();
}

TEST(Schedules, TreeIsVisitedAsItWasAtOneMoment) {
    FolderTree tree;
    tree.add("left", "root", 1);
    tree.add("right", "root", 2);
    tree.add("box", "left", 10);
    Visits visits;
    bool moved = false;
    std::thread mover([&] { tree.move("box", "right"); });
    std::thread visitor([&] {
        tree.for_each([&](const std::string& name, long size) {
            // A visit may wait for others who use the tree, and use it itself.
            if (mover.joinable()) mover.join();
            visits[name] = size;
            moved = tree.size("right") == 12;
        });
    });
    visitor.join();
    if (mover.joinable()) mover.join();
    expect_visits_of_one_moment(visits);
    EXPECT_TRUE(moved)
        << because << "Each visit waited until another thread had moved \"box\" to \"right\". Then "
        << "it asked for the size of \"right\", which must be 12 with the box in it.";
}
