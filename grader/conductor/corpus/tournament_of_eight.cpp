// Eight threads add up in pairs: at each node of a tree the first to come leaves its sum there,
// the second takes both on. Who is first is found by a load and a store, so both may leave, or
// stay.
// Finds: wrong
#include <racecourse/kit.h>

#include <array>

namespace {

constexpr int players = 8;

struct Node {
    std::atomic<int> sum{0};
    std::atomic<bool> visited{false};
};

class Tournament {
  public:
    // Nodes are numbered as in a heap: node 1 is the root, the parent of node n is n / 2.
    void play(int player, int value) {
        int sum = value;
        for (int node = (players + player) / 2; node >= 1; node /= 2) {
            nodes_[node].sum.fetch_add(sum);
            if (!is_second(nodes_[node])) return;
            sum = nodes_[node].sum.load();
        }
        total_.fetch_add(sum);
        ++winners_;
    }

    [[nodiscard]] int total() const { return total_.load(); }
    [[nodiscard]] int winners() const { return winners_.load(); }

  private:
    static bool is_second(Node& node) {
#ifdef FAULTY
        const bool visited = node.visited.load();
        node.visited.store(true);
        return visited;
#else
        return node.visited.exchange(true);
#endif
    }

    std::array<Node, players> nodes_;
    std::atomic<int> total_{0};
    std::atomic<int> winners_{0};
};

}  // namespace

TEST(Schedules, Program) {
    Tournament tournament;
    racecourse::start_together(players, [&](int player) { tournament.play(player, player + 1); });
    EXPECT_EQ(tournament.winners(), 1);
    EXPECT_EQ(tournament.total(), 36);
}
