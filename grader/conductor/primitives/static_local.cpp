// A function-local static is made once, whoever comes first; the mistake: a pointer tested by hand.
// Finds: race
#include <racecourse/kit.h>

namespace {
struct Table {
    std::vector<int> squares{0, 1, 4, 9};
};

Table& table() {
#ifdef FAULTY
    static Table* made = nullptr;
    if (made == nullptr) made = new Table;
    return *made;
#else
    static Table made;
    return made;
#endif
}
}  // namespace

TEST(Schedules, StaticLocal) {
    std::thread other([] { EXPECT_EQ(table().squares[2], 4); });
    EXPECT_EQ(table().squares[3], 9);
    other.join();
}
