// What threads cost here: measured within what machines are known to need, and kept.
#include "checks/constants.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "common/text.h"
#include "tests/temp_folder.h"

namespace grader {
namespace {

const Constants some{20'000, 4'000, 150, 50};

bool same(const Constants& a, const Constants& b) {
    return a.option() == b.option();
}

TEST(Constants, AreGivenToAProgramInNanoseconds) {
    EXPECT_EQ(some.option(), "--costs=20000,4000,150,50");
}

TEST(Constants, ComeBackFromTheirFile) {
    Constants found;
    ASSERT_TRUE(read(found, written(some, "A \"quoted\" \\ machine, 2 cores"),
                     "A \"quoted\" \\ machine, 2 cores"));
    EXPECT_TRUE(same(found, some));
}

TEST(Constants, AreNotTakenFromAFileThatIsNotTheirs) {
    const std::string good = written(some, "m");
    const auto refused = [](const std::string& content, const std::string& machine = "m") {
        Constants found = some;
        found.hand_over = 7'000;
        return !read(found, content, machine) && found.hand_over == 7'000;
    };
    EXPECT_FALSE(refused(good));
    EXPECT_TRUE(refused(good, "another machine"));
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused("thread_start = "));
    EXPECT_TRUE(refused(std::string("\0\xff", 2)));
    EXPECT_TRUE(refused(replaced(good, "thread_start = 20000", "")));
    for (const std::string value :
         {"0", "-20000", "1000000", "nan", "inf", "\"20000\"", "[20000]", "true", "1e99"}) {
        EXPECT_TRUE(refused(replaced(good, "thread_start = 20000", "thread_start = " + value)))
            << value;
    }
}

TEST(Constants, AreMeasuredOnceAndAgainWhenAsked) {
    const TempFolder folder;
    const fs::path file = folder.path() / ".racecourse/constants.toml";
    const Constants first = constants_of(folder.path());
    EXPECT_GE(first.thread_start, 10'000);
    EXPECT_LE(first.thread_start, 40'000);
    EXPECT_GE(first.hand_over, 2'000);
    EXPECT_LE(first.hand_over, 5'000);
    EXPECT_GE(first.contended_lock, 150);
    EXPECT_LE(first.contended_lock, 400);
    EXPECT_GE(first.cache_miss, 40);
    EXPECT_LE(first.cache_miss, 60);
    const std::string kept = read_file(file);
    // Which of two runs measured is seen by what lies there meanwhile.
    const std::string changed =
        replaced(kept, fmt::format("cache_miss = {:.0f}", first.cache_miss), "cache_miss = 51");
    write_file(file, changed);
    EXPECT_EQ(constants_of(folder.path()).cache_miss, 51);
    write_file(file, "cache_miss = 51\n");
    EXPECT_TRUE(same(constants_of(folder.path()), constants_of(folder.path())));
    EXPECT_NE(read_file(file), "cache_miss = 51\n") << "foreign content is measured anew";
    write_file(file, changed + "# mine\n");
    (void)constants_of(folder.path(), true);
    EXPECT_EQ(read_file(file).find("# mine"), std::string::npos);
}

}  // namespace
}  // namespace grader
