// How Task is used. Try your own ideas here; the grader's hidden tests go further.
#include "task.h"

#include <gtest/gtest.h>

#include <coroutine>
#include <string>

namespace {

Task<int> price_of(std::string drink) {
    co_return drink == "tea" ? 2 : 3;
}

Task<int> bill() {
    const int tea = co_await price_of("tea");
    co_return tea + co_await price_of("coffee");
}

TEST(Examples, AwaitsOtherTasks) {
    auto task = bill();
    EXPECT_FALSE(task.is_done()) << "Nobody has asked for it yet.";
    task.start();
    ASSERT_TRUE(task.is_done());
    EXPECT_EQ(task.result(), 5);
}

// Something that takes its time. Whoever awaits it is resumed by ring(), much later perhaps.
class Bell {
  public:
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> awaiting) { awaiting_ = awaiting; }
    void await_resume() {}
    void ring() { awaiting_.resume(); }

  private:
    std::coroutine_handle<> awaiting_;
};

Task<> go_home(Bell& bell, std::string& diary) {
    diary += "school; ";
    co_await bell;
    diary += "home; ";
}

TEST(Examples, WaitsForWhatIsNotThereYet) {
    Bell bell;
    std::string diary;
    auto task = go_home(bell, diary);
    task.start();
    ASSERT_FALSE(task.is_done()) << "The bell has not rung.";
    diary += "maths; ";
    bell.ring();
    EXPECT_EQ(diary, "school; maths; home; ");
    EXPECT_TRUE(task.is_done());
}

}  // namespace
