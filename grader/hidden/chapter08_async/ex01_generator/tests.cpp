// Tests of Generator.
#include "generator.h"

#include <racecourse/kit.h>

#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(
    std::is_same_v<decltype(*std::declval<Generator<std::string>&>().begin()), std::string&>);
static_assert(std::is_same_v<decltype(std::declval<Generator<int>&>().begin() ==
                                      std::declval<Generator<int>&>().end()),
                             bool>);
static_assert(std::input_iterator<Generator<int>::Iterator>);
static_assert(std::is_nothrow_move_constructible_v<Generator<int>>);
static_assert(std::is_nothrow_move_assignable_v<Generator<int>>);
static_assert(!std::is_copy_constructible_v<Generator<int>>);

namespace {

// Counts how many of its kind there are.
class Guest {
  public:
    explicit Guest(int& present) : present_(present) { ++present_; }
    Guest(const Guest& other) : present_(other.present_) { ++present_; }
    Guest& operator=(const Guest&) = delete;
    ~Guest() { --present_; }

  private:
    int& present_;
};

Generator<int> squares(int& steps) {
    for (int i = 1;; ++i) {
        ++steps;
        co_yield (i * i);
    }
}

Generator<int> numbers_in_company(int& present, int count) {
    const Guest guest(present);
    for (int i = 1; i <= count; ++i) {
        const Guest another(present);
        co_yield i;
    }
}

Generator<int> fails_after(int values) {
    for (int i = 1; i <= values; ++i) co_yield i;
    throw std::runtime_error("out of paper");
}

Generator<int> nothing() {
    co_return;
}

TEST(Behaviour, RunsNothingBeforeItIsAsked) {
    int steps = 0;
    const auto generator = squares(steps);
    EXPECT_EQ(steps, 0) << because
                        << "A generator was made and not asked for anything. Nothing of its "
                        << "coroutine's body may have run, but its first line has.";
}

TEST(Behaviour, RunsFromOneValueToTheNext) {
    int steps = 0;
    auto generator = squares(steps);
    auto at = generator.begin();
    for (int i = 1; i <= 5; ++i, ++at) {
        EXPECT_EQ(*at, i * i) << because << "The generator yields square numbers. Number " << i
                              << " should be " << i * i << ", but was " << *at << ".";
        EXPECT_EQ(steps, i) << because << "The generator had been asked for " << i
                            << " values, but its coroutine had computed " << steps
                            << ". Each is to be computed when it is asked for.";
        if (steps != i) return;
    }
}

TEST(Behaviour, LookingRunsNothing) {
    int steps = 0;
    auto generator = squares(steps);
    auto at = generator.begin();
    ++at;
    for (int look = 0; look < 3; ++look) {
        use(at == generator.end());
        EXPECT_EQ(*at, 4) << because
                          << "The generator stood at its second value, 4. Between two ++ it "
                          << "was compared with end() and read several times, which should change "
                          << "nothing, but then the value was " << *at << ".";
        if (*at != 4) return;
    }
    EXPECT_EQ(steps, 2) << because
                        << "begin() and one ++ make two steps of the coroutine. To compare with "
                        << "end() and to read is no step, but it made " << steps << ".";
}

TEST(Behaviour, EndsWithItsCoroutine) {
    int values = 0;
    for (int value : nothing()) values += 1 + value;
    EXPECT_EQ(values, 0) << because << "A coroutine that yields nothing gave a value.";
    int present = 0;
    std::string text;
    for (int value : numbers_in_company(present, 3)) text += std::to_string(value);
    EXPECT_EQ(text, "123") << because << "A generator of 1, 2, 3 gave the digits " << text << ".";
}

Generator<std::string> animals() {
    const std::string constant = "a hippopotamus in the river";
    std::string variable = "a rhinoceros in the meadow";
    co_yield constant;
    co_yield variable;
    co_yield "an elephant at the water place";
    co_yield std::string("a giraffe among the trees");
    for (int i = 1; i < 4; ++i) {
        const std::string each = std::to_string(i) + " lions asleep in the sun";
        co_yield each;
    }
}

TEST(Behaviour, KeepsWhatWasYielded) {
    const std::vector<std::string> expected{
        "a hippopotamus in the river",    "a rhinoceros in the meadow",
        "an elephant at the water place", "a giraffe among the trees",
        "1 lions asleep in the sun",      "2 lions asleep in the sun",
        "3 lions asleep in the sun"};
    std::vector<std::string> seen;
    for (std::string& animal : animals()) {
        seen.push_back(animal);
        animal += " - and what the reader does to it is forgotten";
    }
    EXPECT_EQ(seen.size(), expected.size())
        << because << "The coroutine yields seven texts, but " << seen.size() << " came.";
    for (std::size_t i = 0; i < std::min(seen.size(), expected.size()); ++i) {
        EXPECT_EQ(seen[i], expected[i])
            << because << "The coroutine yielded \"" << expected[i]
            << "\": a variable, a constant or a temporary. What came was another text.";
    }
}

class Ticket {  // has no default constructor, and can be moved only
  public:
    explicit Ticket(int number) : number_(std::make_unique<int>(number)) {}
    [[nodiscard]] int number() const { return number_ ? *number_ : 0; }

  private:
    std::unique_ptr<int> number_;
};

Generator<Ticket> tickets(int count) {
    for (int i = 1; i <= count; ++i) co_yield Ticket(i);
}

TEST(Behaviour, HandsOverWhatCanOnlyBeMoved) {
    std::vector<Ticket> mine;
    for (Ticket& ticket : tickets(3)) mine.push_back(std::move(ticket));
    ASSERT_EQ(mine.size(), 3U) << because << "The coroutine yields three tickets.";
    for (int i = 1; i <= 3; ++i) {
        EXPECT_EQ(mine[static_cast<std::size_t>(i - 1)].number(), i)
            << because << "The coroutine yielded tickets 1, 2 and 3, and each was moved away with "
            << "std::move(*iterator). Ticket " << i << " did not arrive.";
    }
}

TEST(Behaviour, AnExceptionReachesWhoAskedForAValue) {
    for (const int values : {0, 1, 3}) {
        int seen = 0;
        bool thrown = false;
        auto generator = fails_after(values);
        try {
            for (auto at = generator.begin(); at != generator.end(); ++at) ++seen;
        } catch (const std::runtime_error&) {
            thrown = true;
        }
        EXPECT_TRUE(thrown) << because << "A coroutine yields " << values
                            << " values and then throws. The exception should come out of "
                            << (values == 0 ? "begin()" : "the next ++")
                            << ", but the loop ended as if all was well.";
        EXPECT_EQ(seen, values) << because << "A coroutine yields " << values
                                << " values and then throws, but " << seen << " values came.";
    }
}

TEST(Behaviour, IsAtItsEndAfterAnException) {
    auto generator = fails_after(1);
    auto at = generator.begin();
    EXPECT_THROW(++at, std::runtime_error)
        << because << "The coroutine throws after its first value.";
    EXPECT_TRUE(at == generator.end())
        << because << "An exception has left the coroutine, so the generator is at its end.";
}

TEST(Behaviour, FreesWhatItsCoroutineHolds) {
    int present = 0;
    { const auto generator = numbers_in_company(present, 3); }
    EXPECT_EQ(present, 0) << because << "A generator was destroyed before its first value.";
    {
        auto generator = numbers_in_company(present, 3);
        auto at = generator.begin();
        ++at;
        EXPECT_EQ(present, 2) << because
                              << "A coroutine that stands at a co_yield has two objects in scope, "
                              << "but " << present << " were there.";
    }
    EXPECT_EQ(present, 0) << because
                          << "A generator was given up in the middle: it was destroyed after its "
                          << "second value. Two objects in scope of the coroutine should have been "
                          << "destroyed with it, but " << present << " were left.";
    {
        auto generator = numbers_in_company(present, 2);
        for (int value : generator) use(value);
        EXPECT_EQ(present, 0) << because << "A coroutine that has ended holds nothing any more.";
    }
    for (int value : numbers_in_company(present, 5))
        if (value == 2) break;
    EXPECT_EQ(present, 0) << because << "A loop over a generator was left with break; " << present
                          << " objects of the coroutine were not destroyed.";
}

Generator<int> ones(Guest, int count) {
    for (int i = 0; i < count; ++i) co_yield 1;
}

TEST(Behaviour, FreesTheParametersToo) {
    int present = 0;
    {
        const Guest guest(present);
        auto never_begun = ones(guest, 3);
        auto given_up = ones(guest, 3);
        auto ended = ones(guest, 1);
        use(*given_up.begin());
        for (int value : ended) use(value);
    }
    EXPECT_EQ(present, 0) << because
                          << "A coroutine keeps copies of its parameters. They should be destroyed "
                          << "with the generator, but " << present << " were left.";
}

TEST(Behaviour, CanBeMoved) {
    int present = 0;
    {
        auto first = numbers_in_company(present, 3);
        const int value = *first.begin();
        std::vector<Generator<int>> all;
        all.push_back(std::move(first));
        all.push_back(numbers_in_company(present, 3));
        use(*all[1].begin());
        EXPECT_EQ(value, 1) << because << "The first value is 1.";
        EXPECT_EQ(present, 4) << because
                              << "Two generators were moved into a vector, each with two objects "
                              << "in its coroutine, but there were " << present << " objects.";
        all[0] = std::move(all[1]);
        EXPECT_EQ(present, 2)
            << because << "A generator was assigned to another one, whose coroutine should be "
            << "destroyed. Two objects should be left, but there were " << present << ".";
        all[1] = numbers_in_company(present, 2);
        std::string text;
        for (int each : all[1]) text += std::to_string(each);
        EXPECT_EQ(text, "12") << because
                              << "To a generator that had been moved away a new one was assigned, "
                              << "which yields 1 and 2, but it gave " << text << ".";
    }
    EXPECT_EQ(present, 0) << because << "All generators are gone, but " << present
                          << " objects of their coroutines are left.";
}

struct Node {
    int value;
    std::unique_ptr<Node> left, right;
};

Generator<int> in_order(const Node* node) {
    if (node == nullptr) co_return;
    for (int value : in_order(node->left.get())) co_yield value;
    co_yield node->value;
    for (int value : in_order(node->right.get())) co_yield value;
}

TEST(Behaviour, GeneratorsUseGenerators) {
    const auto leaf = [](int value) { return std::make_unique<Node>(Node{value, {}, {}}); };
    Node root{4, std::make_unique<Node>(Node{2, leaf(1), leaf(3)}), leaf(5)};
    std::string text;
    for (int value : in_order(&root)) text += std::to_string(value);
    EXPECT_EQ(text, "12345") << because
                             << "A generator walks through a tree: the left branch with another "
                             << "generator, the value, the right branch. It should come to 12345, "
                             << "but came to " << text << ".";
}

TEST(Behaviour, IsARange) {
    int steps = 0;
    auto generator = squares(steps);
    std::string text;
    for (int value : generator | std::views::filter([](int number) { return number % 2 == 0; }) |
                         std::views::take(3)) {
        text += std::to_string(value) + " ";
    }
    EXPECT_EQ(text, "4 16 36 ") << because
                                << "Of the square numbers the first three even ones were "
                                << "wanted, 4 16 36, but " << text << "came.";
}

}  // namespace
