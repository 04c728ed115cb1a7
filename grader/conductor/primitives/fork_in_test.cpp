// Work is given to a thread; the mistake: to a forked process, which the schedules cannot follow.
// Finds: environment
#include <racecourse/kit.h>

#include <sys/wait.h>
#include <unistd.h>

TEST(Schedules, ForkInTest) {
    int status = -1;
#ifdef FAULTY
    const pid_t child = fork();
    ASSERT_NE(child, -1);
    if (child == 0) _exit(0);
    EXPECT_EQ(waitpid(child, &status, 0), child);
#else
    std::thread child([&] { status = 0; });
    child.join();
#endif
    EXPECT_EQ(status, 0);
}
