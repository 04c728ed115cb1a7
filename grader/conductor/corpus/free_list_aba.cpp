// A slot that was taken and given back looks untouched to a compare-exchange that began before,
// and the slot behind it is handed out although somebody has it. The right one counts every
// change.
// Finds: wrong
#include <racecourse/kit.h>

#include <array>
#include <cstdint>

namespace {

constexpr int slots = 4;

class FreeList {
  public:
    FreeList() {
        for (int i = 0; i < slots; ++i) next_[i] = i + 1;
    }

    int take() {
        std::uint64_t head = head_.load();
        for (;;) {
            const std::uint64_t slot = head & slot_bits;
            if (slot == slots) return -1;
            const std::uint64_t next = next_[slot].load();
            if (head_.compare_exchange_weak(head, changes_after(head) | next)) {
                return static_cast<int>(slot);
            }
        }
    }

    void give_back(int slot) {
        std::uint64_t head = head_.load();
        do {
            next_[slot].store(head & slot_bits);
        } while (!head_.compare_exchange_weak(
            head, changes_after(head) | static_cast<std::uint64_t>(slot)));
    }

  private:
    static constexpr std::uint64_t slot_bits = 0xff;

    static std::uint64_t changes_after([[maybe_unused]] std::uint64_t head) {
#ifdef FAULTY
        return 0;
#else
        return (head & ~slot_bits) + slot_bits + 1;
#endif
    }

    std::atomic<std::uint64_t> head_{0};
    std::array<std::atomic<std::uint64_t>, slots> next_;
};

}  // namespace

TEST(Schedules, Program) {
    FreeList list;
    std::array<std::atomic<bool>, slots> taken{};
    std::atomic<bool> twice{false};
    const auto take = [&] {
        const int slot = list.take();
        if (taken[slot].exchange(true)) twice = true;
        return slot;
    };
    std::thread keeper([&] {
        take();
        take();
    });
    std::thread churner([&] {
        const int slot = take();
        take();
        taken[slot] = false;
        list.give_back(slot);
    });
    keeper.join();
    churner.join();
    EXPECT_FALSE(twice.load());
}
