// Thread ids are keys of a hash map, under a mutex; the mistake: each thread has its own key, and
// so goes without the mutex.
// Finds: race
#include <racecourse/kit.h>

#include <unordered_map>

TEST(Schedules, ThreadIdKeys) {
    std::mutex mutex;
    std::unordered_map<std::thread::id, int> calls;
    const auto call = [&] {
#ifndef FAULTY
        const std::lock_guard lock(mutex);
#endif
        ++calls[std::this_thread::get_id()];
    };
    std::thread other(call);
    const std::thread::id other_id = other.get_id();
    EXPECT_NE(other_id, std::this_thread::get_id());
    call();
    other.join();
    EXPECT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[other_id], 1);
}
