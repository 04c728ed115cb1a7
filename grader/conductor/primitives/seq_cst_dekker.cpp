// Two flags with seq_cst keep two threads apart; the mistake: with release and acquire each misses
// the other's flag.
// Finds: race
#include <racecourse/kit.h>

TEST(Schedules, SeqCstDekker) {
#ifdef FAULTY
    constexpr auto store = std::memory_order_release;
    constexpr auto load = std::memory_order_acquire;
#else
    constexpr auto store = std::memory_order_seq_cst;
    constexpr auto load = std::memory_order_seq_cst;
#endif
    std::atomic<bool> wants[2] = {false, false};
    int visits = 0;
    std::atomic<int> gave_way{0};
    const auto try_once = [&](int me) {
        wants[me].store(true, store);
        if (!wants[1 - me].load(load))
            ++visits;  // the flag stays up, so that nobody follows
        else
            gave_way.fetch_add(1);
    };
    std::thread other([&] { try_once(1); });
    try_once(0);
    other.join();
    EXPECT_EQ(visits + gave_way.load(), 2);
}
