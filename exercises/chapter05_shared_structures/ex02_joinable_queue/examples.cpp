// How JoinableQueue and Crew are used. Try your own ideas here; the grader's hidden tests go
// further.
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "crew.h"
#include "joinable_queue.h"

TEST(Examples, KnowsWhenEverythingIsDone) {
    JoinableQueue<std::string> letters;
    letters.put("to Anna");
    letters.put("to Ben");
    std::vector<std::string> delivered;
    std::jthread postman([&] {
        for (int i = 0; i < 2; ++i) {
            delivered.push_back(letters.get());
            letters.task_done();
        }
    });
    letters.join();  // not the postman's end, but the end of his work
    postman.join();
    EXPECT_EQ(delivered, (std::vector<std::string>{"to Anna", "to Ben"}));
    EXPECT_THROW(letters.task_done(), std::logic_error) << "Nothing is unfinished.";
}

TEST(Examples, ACrewDoesItsJobs) {
    std::atomic<int> painted{0};
    {
        Crew crew(3);
        for (int wall = 0; wall < 10; ++wall) crew.hand_in([&] { painted.fetch_add(1); });
    }  // the crew has done everything and is gone
    EXPECT_EQ(painted, 10);
}

TEST(Examples, OneBadJobStopsNobody) {
    std::atomic<int> painted{0};
    int failed = 0;
    {
        Crew crew(1);
        crew.hand_in([] { throw std::runtime_error("out of paint"); });
        crew.hand_in([&] { painted.fetch_add(1); });
        crew.wait();
        failed = crew.failed();
    }
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(painted, 1);
}
