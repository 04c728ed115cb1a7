// A pointer is pushed by compare_exchange; the mistake: a plain store loses the other's node.
// Finds: wrong
#include <racecourse/kit.h>

namespace {
struct Node {
    int value = 0;
    Node* next = nullptr;
};
}  // namespace

TEST(Schedules, AtomicPointer) {
    std::atomic<Node*> head{nullptr};
    Node one{1}, two{2};
    const auto push = [&](Node& node) {
#ifdef FAULTY
        node.next = head.load();
        head.store(&node);
#else
        node.next = head.load(std::memory_order_relaxed);
        while (!head.compare_exchange_weak(node.next, &node, std::memory_order_release,
                                           std::memory_order_relaxed)) {
        }
#endif
    };
    std::thread other([&] { push(one); });
    push(two);
    other.join();
    int sum = 0;
    for (const Node* node = head.load(); node != nullptr; node = node->next) sum += node->value;
    EXPECT_EQ(sum, 3);
}
