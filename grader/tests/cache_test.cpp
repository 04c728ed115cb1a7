// The cache: each thing is made once, by whoever comes first; nothing half-made is ever given out.
#include "workshop/cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/temp_folder.h"

namespace grader {
namespace {

using namespace std::chrono_literals;

std::size_t count_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A maker that writes `bytes` bytes.
auto writes(std::size_t bytes) {
    return [bytes](const fs::path& folder) {
        write_file(folder / "thing", std::string(bytes, 'x'));
        return true;
    };
}

bool never(const fs::path&) {
    ADD_FAILURE() << "made again";
    return true;
}

class CacheTest : public testing::Test {
  protected:
    // A process that does `action` with a cache of its own on the same folder.
    template <class Action>
    int in_another_process(Action action) const {
        const pid_t child = fork();
        if (child == 0) {
            Cache own(folder.path());
            action(own);
            _exit(0);
        }
        return child;
    }
    // Used last so long ago.
    void age(const std::string& key, std::chrono::hours hours) const {
        fs::last_write_time(folder.path() / key, fs::file_time_type::clock::now() - hours);
    }

    TempFolder folder;
    Cache cache{folder.path()};
};

TEST_F(CacheTest, GivesWhatWasMade) {
    const fs::path made = cache.get_or_make("key", writes(5));
    EXPECT_EQ(read_file(made / "thing"), "xxxxx");
    EXPECT_EQ(cache.get_or_make("key", never), made);
    EXPECT_NE(cache.get_or_make("other", writes(6)), made);
    EXPECT_EQ(cache.size(), 11u);
}

TEST_F(CacheTest, MakesOnceForManyThreads) {
    std::atomic<int> makers{0}, wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i) {
                    const fs::path got =
                        cache.get_or_make("key" + std::to_string(i), [&](const fs::path& into) {
                            ++makers;
                            std::this_thread::yield();
                            return writes(3)(into);
                        });
                    if (read_file(got / "thing") != "xxx") ++wrong;
                }
            });
        }
    }
    EXPECT_EQ(makers, 20);
    EXPECT_EQ(wrong, 0);
}

TEST_F(CacheTest, MakesOnceForSeveralProcesses) {
    std::vector<pid_t> children;
    const fs::path log = folder.path() / "log";
    for (int c = 0; c < 4; ++c) {
        children.push_back(in_another_process([&](Cache& own) {
            (void)own.get_or_make("key", [&](const fs::path& into) {
                std::FILE* file = std::fopen(log.c_str(), "a");
                std::fputs("made\n", file);
                std::fclose(file);
                std::this_thread::sleep_for(50ms);  // the others come meanwhile
                return writes(3)(into);
            });
        }));
    }
    for (const pid_t child : children) {
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(read_file(log), "made\n");
    EXPECT_EQ(read_file(cache.get_or_make("key", never) / "thing"), "xxx");
}

TEST_F(CacheTest, KeepsNothingOfAFailure) {
    EXPECT_EQ(cache.get_or_make("key", [](const fs::path& into) { return !writes(3)(into); }), "");
    EXPECT_FALSE(fs::exists(folder.path() / "key"));
    EXPECT_EQ(read_file(cache.get_or_make("key", writes(2)) / "thing"), "xx");
}

TEST_F(CacheTest, KeepsNothingWhenTheMakerThrows) {
    EXPECT_THROW((void)cache.get_or_make("key",
                                         [](const fs::path& into) -> bool {
                                             writes(3)(into);
                                             throw std::runtime_error("no");
                                         }),
                 std::runtime_error);
    EXPECT_FALSE(fs::exists(folder.path() / "key"));
    EXPECT_EQ(read_file(cache.get_or_make("key", writes(2)) / "thing"), "xx");
}

TEST_F(CacheTest, StartsAnewWhereAMakerWasKilled) {
    const pid_t child = in_another_process([](Cache& own) {
        (void)own.get_or_make("key", [](const fs::path& into) {
            write_file(into / "half", "x");
            return raise(SIGKILL) == 0;
        });
    });
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    const fs::path made = cache.get_or_make("key", [](const fs::path& into) {
        EXPECT_EQ(count_in(into), 0u) << "the maker is given an empty folder";
        return writes(2)(into);
    });
    EXPECT_EQ(count_in(made), 1u);
}

TEST_F(CacheTest, TrimsWhatWasNotUsedForLongest) {
    for (const char* key : {"a", "b", "c", "d"}) (void)cache.get_or_make(key, writes(1000));
    age("a", 9h);
    age("b", 30h);
    age("c", 20h);
    age("d", 1h);
    (void)cache.get_or_make("b", never);  // used again: now the newest
    cache.trim(4000);
    EXPECT_EQ(cache.size(), 4000u);
    cache.trim(2500);
    EXPECT_EQ(cache.size(), 2000u);
    EXPECT_TRUE(fs::exists(folder.path() / "b"));
    EXPECT_TRUE(fs::exists(folder.path() / "d"));
    EXPECT_EQ(count_in(folder.path()), 4u) << "two folders and their locks";
}

TEST_F(CacheTest, NeverTrimsWhatMayBeRunning) {
    (void)cache.get_or_make("running", writes(1000));
    cache.trim(0);
    EXPECT_EQ(cache.size(), 1000u);
}

TEST_F(CacheTest, NeverTakesAwayWhatIsBeingMade) {
    (void)cache.get_or_make("key", writes(1000));
    age("key", 9h);
    (void)cache.get_or_make("other", [&](const fs::path& into) {
        EXPECT_EQ(cache.clear(), 1000u);
        EXPECT_TRUE(fs::exists(into));
        return writes(10)(into);
    });
    EXPECT_EQ(cache.size(), 10u);
}

TEST_F(CacheTest, ClearsEverything) {
    (void)cache.get_or_make("a", writes(1000));
    (void)cache.get_or_make("b", writes(500));
    EXPECT_EQ(cache.clear(), 1500u);
    EXPECT_EQ(cache.size(), 0u);
    EXPECT_EQ(count_in(folder.path()), 0u);
    EXPECT_EQ(read_file(cache.get_or_make("a", writes(2)) / "thing"), "xx");
}

TEST_F(CacheTest, ClearsWhatKilledMakersLeft) {
    const pid_t child = in_another_process([](Cache& own) {
        (void)own.get_or_make("key", [](const fs::path& into) {
            write_file(into / "half", "x");
            return raise(SIGKILL) == 0;
        });
    });
    waitpid(child, nullptr, 0);
    EXPECT_EQ(cache.size(), 1u);
    EXPECT_EQ(cache.clear(), 1u);
    EXPECT_EQ(count_in(folder.path()), 0u);
}

// Making, using and clearing at the same time, as several graders on one checkout do.
TEST_F(CacheTest, StaysRightWhileItIsCleared) {
    std::atomic<bool> stop{false};
    std::atomic<int> wrong{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) {
                    bool made = false;
                    const fs::path got = cache.get_or_make("key", [&](const fs::path& into) {
                        made = true;
                        return writes(3)(into);
                    });
                    if (made && got.empty()) ++wrong;
                }
            });
        }
        std::jthread clearer([&] {
            while (!stop) (void)cache.clear();
        });
        threads.clear();
        stop = true;
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_LE(count_in(folder.path()), 2u);
}

}  // namespace
}  // namespace grader
