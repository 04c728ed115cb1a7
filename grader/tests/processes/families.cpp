// For processes_test.cpp: what a program with children leaves behind, and what the kit says of it.
#include <fcntl.h>
#include <racecourse/processes.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

using namespace racecourse;

TEST(Left, Zombie) {
    const LeavesNothing nothing("After it");
    if (fork() == 0) _exit(3);
}

TEST(Left, RunningChild) {
    const LeavesNothing nothing("After it");
    if (fork() == 0)
        for (;;) pause();
}

TEST(Left, Orphan) {
    const LeavesNothing nothing("After it");
    const pid_t child = fork();
    if (child == 0) {
        if (fork() == 0)
            for (;;) pause();
        _exit(0);
    }
    waitpid(child, nullptr, 0);
}

TEST(Left, Descriptor) {
    const LeavesNothing nothing("After it");
    EXPECT_GE(open("/dev/null", O_RDONLY), 0);
}

TEST(Left, Segment) {
    const LeavesNothing nothing("After it");
    close(shm_open("/racecourse-left", O_CREAT | O_RDWR | O_EXCL, 0600));
}

TEST(Left, Exit) {
    const LeavesNothing nothing("After it");
    const pid_t child = fork();
    if (child == 0) std::exit(7);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(Left, SecondSelf) {
    const LeavesNothing nothing("After it");
    const pid_t child = fork();
    if (child == 0) return;
    waitpid(child, nullptr, 0);
}

// Before anybody has asked the kit to watch: the child runs all that its parent has planned for its
// end, and the grader's pipe stays as it was.
TEST(Right, AChildsEndIsNotItsParents) {
    const pid_t child = fork();
    if (child == 0) std::exit(0);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST(Right, NothingIsLeft) {
    const LeavesNothing nothing("After it");
    const Shared<std::atomic<int>> number{0};
    TestChild child([&] { *number = 5; });
    EXPECT_TRUE(child.wait().ended);
    EXPECT_EQ(number->load(), 5);
}

TEST(Right, SeesThatAChildIsStuck) {
    const LeavesNothing nothing("After it");
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    TestChild child([&] {
        char byte = 0;
        (void)!read(ends[0], &byte, 1);
    });
    EXPECT_TRUE(child.waits());
    EXPECT_TRUE(child.wait().stuck);
    close(ends[0]);
    close(ends[1]);
}

TEST(Right, InterruptsEveryWait) {
    const LeavesNothing nothing("After it");
    const Interruptions interruptions;
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    int interrupted = 0;
    for (int i = 0; i < 10; ++i) {
        char byte = 0;
        if (read(ends[0], &byte, 1) < 0 && errno == EINTR) ++interrupted;
    }
    EXPECT_EQ(interrupted, 10);
    close(ends[0]);
    close(ends[1]);
}

TEST(Right, KillsAtTheChosenPoint) {
    const LeavesNothing nothing("After it");
    for (int number = 1; number <= 6; ++number) {
        const Shared<std::atomic<int>> passed{0};
        std::mutex mutex;
        TestChild child([&] {
            die_at_point(number);
            mutex.lock();  // points 1 and 2
            ++*passed;
            point();  // 3
            ++*passed;
            mutex.unlock();  // 4 and 5
            ++*passed;
            _exit(points());
        });
        const auto end = child.wait();
        EXPECT_EQ(end.signal, number <= 5 ? SIGKILL : 0) << number;
        EXPECT_EQ(passed->load(), number <= 2   ? 0
                                  : number == 3 ? 1
                                  : number <= 5 ? 2
                                                : 3)
            << number;
    }
}

}  // namespace
