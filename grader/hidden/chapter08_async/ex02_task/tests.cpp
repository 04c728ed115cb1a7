// Tests of Task. A million awaits are in the suite Speed: what the sanitizers make of a coroutine
// does not let a stack stay as it is.
#include "task.h"

#include <racecourse/kit.h>

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using namespace racecourse;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(std::declval<Task<int>&>().result()), int>);
static_assert(std::is_same_v<decltype(std::declval<Task<>&>().result()), void>);
static_assert(std::is_same_v<decltype(std::declval<Task<int>&>().is_done()), bool>);
static_assert(std::is_nothrow_move_constructible_v<Task<int>>);
static_assert(std::is_nothrow_move_assignable_v<Task<int>>);
static_assert(!std::is_copy_constructible_v<Task<int>>);

namespace {

// Something that is not there yet. Who awaits it is resumed by ring().
class Bell {
  public:
    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiting) { waiting_ = waiting; }
    void await_resume() const {}
    void ring() {
        if (const auto waiting = std::exchange(waiting_, nullptr)) waiting.resume();
    }

  private:
    std::coroutine_handle<> waiting_;
};

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

// Starts a task that never has to wait, and returns what comes of it.
template <class T>
T result_of(Task<T> task) {
    task.start();
    if (!task.is_done()) throw std::logic_error("the task has not ended");
    return task.result();
}

Task<int> number(int value) {
    co_return value;
}

Task<int> noted(std::string& diary, std::string what, int value) {
    diary += what;
    co_return value;
}

Task<int> sum_of_two(std::string& diary) {
    diary += "(";
    const int first = co_await noted(diary, "a", 40);
    diary += ",";
    const int second = co_await noted(diary, "b", 2);
    diary += ")";
    co_return first + second;
}

TEST(Behaviour, RunsNothingBeforeItIsAskedFor) {
    std::string diary;
    {
        const auto task = noted(diary, "begun", 1);
        EXPECT_FALSE(task.is_done())
            << because << "A task was made and neither started nor awaited. It is not done.";
    }
    EXPECT_EQ(diary, "") << because
                         << "A task was made, and neither started nor awaited. Nothing of its "
                         << "coroutine's body may run, but its first line did.";
}

TEST(Behaviour, AwaitsOneAfterTheOther) {
    std::string diary;
    auto task = sum_of_two(diary);
    task.start();
    ASSERT_TRUE(task.is_done()) << because
                                << "A task awaits two others, which need not wait for anything. "
                                << "When start() returns, it should have ended.";
    EXPECT_EQ(task.result(), 42) << because << "A task adds 40 and 2, which two others return.";
    EXPECT_EQ(diary, "(a,b)")
        << because << "A task notes (, awaits one that notes a, notes a comma, awaits one "
        << "that notes b, and notes ). Together: (a,b), but it was " << diary << ".";
}

class Ticket {  // has no default constructor, and can be moved only
  public:
    explicit Ticket(int number) : number_(std::make_unique<int>(number)) {}
    [[nodiscard]] int number() const { return number_ ? *number_ : 0; }

  private:
    std::unique_ptr<int> number_;
};

Task<Ticket> ticket(int number) {
    co_return Ticket(number);
}

Task<Ticket> bought(Task<Ticket> offered) {
    Ticket mine = co_await offered;
    co_return mine;
}

TEST(Behaviour, MovesWhatCannotBeCopied) {
    EXPECT_EQ(result_of(bought(ticket(7))).number(), 7)
        << because << "Ticket 7, which can be moved and not copied, went through two tasks. It "
        << "did not arrive.";
}

Task<int> refuse(std::string why) {
    throw std::runtime_error(why);
    co_return 0;
}

Task<> refuse_and_return_nothing() {
    throw std::runtime_error("closed");
    co_return;
}

Task<int> ask(bool void_task) {
    if (void_task) {
        co_await refuse_and_return_nothing();
        co_return 1;
    }
    co_return co_await refuse("no");
}

Task<std::string> ask_and_catch(bool void_task) {
    try {
        const int answer = co_await ask(void_task);
        co_return "nothing was thrown, and " + std::to_string(answer) + " returned";
    } catch (const std::runtime_error& error) {
        co_return error.what();
    }
}

TEST(Behaviour, AnExceptionReachesWhoAwaits) {
    EXPECT_EQ(result_of(ask_and_catch(false)), "no")
        << because << "A task awaits a second one, which awaits a third, which throws \"no\". The "
        << "first has a catch around its co_await.";
    EXPECT_EQ(result_of(ask_and_catch(true)), "closed")
        << because << "A task awaits a second one, which awaits a Task<>, which throws \"closed\". "
        << "The first has a catch around its co_await.";
}

TEST(Behaviour, AnExceptionComesOutOfResult) {
    auto task = ask(false);
    task.start();
    ASSERT_TRUE(task.is_done()) << because << "A task that has thrown has ended.";
    EXPECT_THROW((void)task.result(), std::runtime_error)
        << because << "An exception has left the task. It should come out of result().";
    auto nothing = refuse_and_return_nothing();
    nothing.start();
    EXPECT_THROW(nothing.result(), std::runtime_error)
        << because << "An exception has left a Task<>. It should come out of result().";
}

Task<int> wait_and_answer(Bell& bell, std::string& diary) {
    diary += "asks ";
    co_await bell;
    diary += "hears ";
    co_return 5;
}

Task<int> wait_deep(Bell& bell, std::string& diary, int levels) {
    if (levels == 0) co_return co_await wait_and_answer(bell, diary);
    co_return 1 + co_await wait_deep(bell, diary, levels - 1);
}

TEST(Behaviour, WaitsForWhatIsNotThereYet) {
    Bell bell;
    std::string diary;
    auto task = wait_deep(bell, diary, 3);
    task.start();
    EXPECT_EQ(diary, "asks ") << because
                              << "Five tasks await each other, and the innermost awaits a bell. "
                              << "It went on before anybody rang.";
    EXPECT_FALSE(task.is_done()) << because << "The bell has not rung. The task cannot have ended.";
    if (testing::Test::HasFailure()) return;
    diary += "rings ";
    bell.ring();
    EXPECT_EQ(diary, "asks rings hears ")
        << because << "The bell resumed the innermost task, which should go on from there.";
    ASSERT_TRUE(task.is_done())
        << because << "Five tasks await each other. The innermost was resumed from outside and has "
        << "ended, so each should have gone on and ended, up to the first.";
    EXPECT_EQ(task.result(), 8) << because << "5, and 1 for each of three tasks on the way.";
}

Task<> wait_again_and_again(std::vector<Bell>& bells, std::string& diary) {
    for (Bell& bell : bells) {
        const int heard = co_await wait_and_answer(bell, diary);
        diary += std::to_string(heard + co_await number(1)) + " ";
    }
}

TEST(Behaviour, GoesOnEachTimeItIsResumed) {
    std::vector<Bell> bells(3);
    std::string diary;
    auto task = wait_again_and_again(bells, diary);
    task.start();
    for (Bell& bell : bells) {
        EXPECT_FALSE(task.is_done()) << because << "The task waits for three bells, one by one.";
        if (task.is_done()) return;
        bell.ring();
    }
    EXPECT_EQ(diary, "asks hears 6 asks hears 6 asks hears 6 ")
        << because << "Three times a task awaited another one, which waited for a bell, and then "
        << "one that need not wait. What it noted was: " << diary << ".";
    EXPECT_TRUE(task.is_done()) << because << "All bells have rung.";
}

TEST(Behaviour, TwoTasksWaitAtOnce) {
    std::vector<Bell> bells(2);
    std::string diary;
    auto first = wait_and_answer(bells[0], diary);
    auto second = wait_deep(bells[1], diary, 1);
    first.start();
    second.start();
    bells[1].ring();
    EXPECT_FALSE(first.is_done()) << because << "Only the second task's bell has rung.";
    ASSERT_TRUE(second.is_done()) << because << "The second task's bell has rung.";
    EXPECT_EQ(second.result(), 6) << because << "The second task returns 5 and 1.";
    bells[0].ring();
    ASSERT_TRUE(first.is_done()) << because << "Now the first one's bell has rung, too.";
    EXPECT_EQ(first.result(), 5) << because << "The first task returns 5.";
}

Task<int> in_company(Guest, Bell* bell, int& present) {
    const Guest another(present);
    if (bell != nullptr) co_await *bell;
    co_return 1;
}

Task<int> host(Guest guest, Bell* bell, int& present, int& present_afterwards) {
    const Guest another(present);
    const int result = co_await in_company(guest, bell, present);
    present_afterwards = present;
    co_return result;
}

TEST(Behaviour, FreesWhatItsCoroutineHolds) {
    int present = 0;
    int unused = 0;
    {
        const auto never_begun = in_company(Guest(present), nullptr, present);
        EXPECT_EQ(present, 1) << because << "The coroutine keeps its parameter, and nothing else.";
    }
    EXPECT_EQ(present, 0) << because
                          << "A task was never awaited. Its coroutine keeps a parameter, which "
                          << "should be destroyed with the task.";
    Bell bell;
    {
        auto given_up = host(Guest(present), &bell, present, unused);
        given_up.start();
    }
    EXPECT_EQ(present, 0)
        << because << "A task was destroyed while it awaited another one, which waited "
        << "for a bell. The objects of both should have been destroyed with them, but " << present
        << " were left.";
    use(result_of(host(Guest(present), nullptr, present, unused)));
    EXPECT_EQ(present, 0) << because << "All tasks have ended and been destroyed, but " << present
                          << " objects of theirs are left.";
}

Task<int> come_and_go(int& present) {
    const Guest guest(present);
    co_return 1;
}

Task<int> look_afterwards(int& present) {
    const int come = co_await come_and_go(present);
    co_return 10 * come + present;
}

TEST(Behaviour, GoesOnWhenTheScopeOfTheOtherIsGone) {
    int present = 0;
    EXPECT_EQ(result_of(look_afterwards(present)), 10)
        << because << "A task had an object in its scope and ended. When the one that had awaited "
        << "it went on, the object was still there.";
}

Task<int> sum_of(std::vector<Task<int>>& tasks) {
    const int first = co_await std::move(tasks[0]);
    Task<int> moved = std::move(tasks[1]);
    co_return first + co_await moved;
}

TEST(Behaviour, CanBeMoved) {
    int present = 0;
    std::vector<Task<int>> tasks;
    for (int i = 1; i <= 3; ++i) tasks.push_back(in_company(Guest(present), nullptr, present));
    tasks[0] = std::move(tasks[2]);
    EXPECT_EQ(present, 2) << because
                          << "There were three tasks, and one was assigned to another, whose "
                          << "coroutine should be destroyed. It has one object, so two should be "
                          << "left, but there were " << present << ".";
    tasks.pop_back();
    EXPECT_EQ(result_of(sum_of(tasks)), 2) << because << "Two tasks return 1 each.";
}

Task<int> down(int levels) {
    if (levels == 0) co_return 0;
    co_return 1 + co_await down(levels - 1);
}

Task<int> add_up(int count) {
    int sum = 0;
    for (int i = 0; i < count; ++i) sum += co_await number(1);
    co_return sum;
}

TEST(Behaviour, AwaitsAThousandTimes) {
    EXPECT_EQ(result_of(down(1000)), 1000)
        << because << "A thousand tasks, each of which awaits the next and adds 1.";
    EXPECT_EQ(result_of(add_up(1000)), 1000)
        << because << "One task, which awaits a thousand others, one by one, and adds them up.";
}

// The grader compiles the following as a finished program is compiled, with -O2.

// How far down the stack reaches. Not inlined, so that it is asked where the stack ends.
class Depth {
  public:
    [[gnu::noinline]] void look() {
        const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
        lowest_ = std::min(lowest_, here);
        highest_ = std::max(highest_, here);
    }
    [[nodiscard]] long bytes() const { return static_cast<long>(highest_ - lowest_); }

  private:
    std::uintptr_t lowest_ = UINTPTR_MAX;
    std::uintptr_t highest_ = 0;
};

Task<int> look(Depth& depth) {
    depth.look();
    co_return 1;
}

Task<int> look_often(Depth& depth, int count) {
    int sum = 0;
    for (int i = 0; i < count; ++i) sum += co_await look(depth);
    co_return sum;
}

Task<int> look_deep(Depth& depth, int levels) {
    depth.look();
    if (levels == 0) co_return 0;
    const int below = co_await look_deep(depth, levels - 1);
    depth.look();
    co_return 1 + below;
}

constexpr int few = 3000;  // few enough to see the stack grow before it is full
constexpr long room = 16 * 1024;

TEST(Speed, AMillionAwaitsDoNotGrowTheStack) {
    Depth depth;
    use(result_of(look_often(depth, few)));
    ASSERT_LE(depth.bytes(), room)
        << because
        << "A task awaited 3000 others in a loop, each of which ended at once. The stack "
        << "should be as it was before each of them, but it grew by " << depth.bytes() / few
        << " bytes for each. A million awaits, and it would be full.";
    int sum = 0;
    const auto all = took([&] { sum = result_of(look_often(depth, 1'000'000)); });
    EXPECT_EQ(sum, 1'000'000) << because << "A million tasks return 1 each.";
    EXPECT_AT_MOST(all.work, 2s)
        << "A task awaited a million others in a loop, each of which ended at once. That is a "
           "matter of a tenth of a second.";
}

TEST(Speed, AHundredThousandTasksWithinEachOtherDoNotGrowTheStack) {
    Depth depth;
    use(result_of(look_deep(depth, few)));
    ASSERT_LE(depth.bytes(), room)
        << because
        << "3000 tasks awaited each other, and each went on when the next had ended. They "
        << "live in frames of their own, so the stack should stay as it is, but it grew by "
        << depth.bytes() / few << " bytes for each.";
    int sum = 0;
    const auto all = took([&] { sum = result_of(look_deep(depth, 100'000)); });
    EXPECT_EQ(sum, 100'000) << because << "A hundred thousand tasks, each of which adds 1.";
    EXPECT_AT_MOST(all.work, 2s)
        << "A hundred thousand tasks awaited each other, and each went on when the next had ended. "
           "That is a matter of some hundredths of a second.";
}

}  // namespace
