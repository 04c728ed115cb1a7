// A map is searched and changed under a mutex; the mistake: the search goes without.
// Finds: race
#include <racecourse/kit.h>

#include <map>

TEST(Schedules, SharedMap) {
    std::mutex mutex;
    std::map<std::string, int> stock{{"apple", 1}};
    std::thread other([&] {
        const std::lock_guard lock(mutex);
        stock["pear"] = 2;
    });
    {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        const auto found = stock.find("pear");
        if (found != stock.end()) {
            EXPECT_EQ(found->second, 2);
        }
    }
    other.join();
}
