// A popped node is deleted while another pop may still be about to read its `next`.
// Finds: race or use_after_free
#include <racecourse/kit.h>

#include <memory>

namespace {

struct Node {
    int value;
    Node* next;
};

class Stack {
  public:
    ~Stack() {
        while (pop()) {
        }
    }

    void push(int value) {
        Node* node = new Node{value, head_.load()};
        while (!head_.compare_exchange_weak(node->next, node)) {
        }
    }

    std::unique_ptr<Node> pop() {
        Node* node = head_.load();
        while (node != nullptr && !head_.compare_exchange_weak(node, node->next)) {
        }
        return std::unique_ptr<Node>(node);
    }

  private:
    std::atomic<Node*> head_{nullptr};
};

}  // namespace

TEST(Schedules, Program) {
    Stack stack;
    for (int i = 1; i <= 3; ++i) stack.push(i);
    const auto take = [&](int& value, [[maybe_unused]] std::unique_ptr<Node>& kept) {
        std::unique_ptr<Node> node = stack.pop();
        value = node->value;
#ifndef FAULTY
        kept = std::move(node);
#endif
    };
    int one = 0;
    int two = 0;
    std::unique_ptr<Node> kept_by_one;
    std::unique_ptr<Node> kept_by_two;
    std::thread first([&] { take(one, kept_by_one); });
    std::thread second([&] { take(two, kept_by_two); });
    first.join();
    second.join();
    EXPECT_EQ(one + two, 5);
}
