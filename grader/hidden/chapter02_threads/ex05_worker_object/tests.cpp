// Tests of Worker and Registry.
#include "worker.h"

#include <pthread.h>
#include <racecourse/kit.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>

static_assert(std::is_same_v<decltype(std::declval<const Worker&>().is_alive()), bool>);
static_assert(std::is_same_v<decltype(std::declval<Worker&>().post("")), bool>);

namespace {

using namespace racecourse;
using Texts = std::vector<std::string>;

const Worker::Handler ignore = [](const std::string&) {};

// What a handler has seen.
class Notes {
  public:
    void add(const std::string& text) {
        const std::lock_guard lock(mutex_);
        texts_.push_back(text);
    }
    Texts all() {
        const std::lock_guard lock(mutex_);
        return texts_;
    }

  private:
    std::mutex mutex_;
    Texts texts_;
};

std::string listed(const Texts& texts) {
    std::string text;
    for (const auto& one : texts) text += (text.empty() ? "" : ", ") + one;
    return text.empty() ? "nothing" : text;
}

TEST(Behaviour, HandlesAllMessagesInOrderInItsOwnThread) {
    Registry registry;
    Notes handled;
    Texts posted;
    std::atomic<int> in_caller{0};
    const auto caller = std::this_thread::get_id();
    Worker worker(registry, "printer", [&](const std::string& message) {
        if (std::this_thread::get_id() == caller) in_caller.fetch_add(1);
        handled.add(message);
    });
    for (int i = 0; i < 50; ++i) {
        posted.push_back("page " + std::to_string(i));
        worker.post(posted.back());
    }
    worker.close();
    worker.join();
    EXPECT_EQ(handled.all(), posted)
        << because
        << "50 messages were posted, then the worker was closed and joined. "
           "It should have handled what it took, all of it and in order, but "
           "it handled "
        << listed(handled.all()) << ".";
    EXPECT_EQ(in_caller, 0) << because << "The handler ran in a thread that posted.";
}

TEST(Behaviour, WhatWaitsWhenItIsClosedIsHandled) {
    Registry registry;
    Gate go_on;
    Notes handled;
    Worker worker(registry, "printer", [&](const std::string& message) {
        go_on.wait();
        handled.add(message);
    });
    const bool first = worker.post("a");
    const bool second = worker.post("b");
    worker.close();
    const bool third = worker.post("c");
    const bool alive = worker.is_alive();
    worker.close();  // once more does no harm
    go_on.open();
    worker.join();
    EXPECT_TRUE(first && second) << because << "Nobody had closed the worker: post() returns true.";
    EXPECT_FALSE(third) << because
                        << "The worker had been closed, and post() returned true. The sender "
                           "believes that the message will be handled.";
    EXPECT_TRUE(alive) << because
                       << "The worker was closed while it was at work on a message, and "
                          "is_alive() said false: it still has something to handle.";
    EXPECT_EQ(handled.all(), (Texts{"a", "b"}))
        << because
        << "Two messages were posted before the worker was closed, and one after that. It took the "
           "first two and should handle just these, but it handled "
        << listed(handled.all()) << ".";
}

TEST(Behaviour, JoinWaitsForTheLastMessage) {
    Registry registry;
    Gate begun, never;
    std::atomic<bool> done{false};
    Worker worker(registry, "printer", [&](const std::string&) {
        begun.open();
        (void)never.wait_for(150ms);
        done = true;
    });
    worker.post("a thick book");
    begun.wait();
    worker.close();
    worker.join();
    EXPECT_TRUE(done) << because
                      << "join() returned while the last message is still being handled.";
    EXPECT_FALSE(worker.is_alive())
        << because << "join() has returned, but is_alive() still says true.";
    worker.join();  // returns at once
}

TEST(Behaviour, AHandlerMayUseItsWorker) {
    Registry registry;
    Notes handled;
    Gate made;
    std::unique_ptr<Worker> worker;
    worker = std::make_unique<Worker>(registry, "counter", [&](const std::string& message) {
        made.wait();
        handled.add(message);
        const int number = std::stoi(message);
        if (number > 0) worker->post(std::to_string(number - 1));
        if (number == 0) worker->close();
        if (!worker->is_alive()) handled.add("not alive");
        if (registry.alive() != Texts{worker->name()}) handled.add("not listed");
    });
    made.open();
    worker->post("3");
    worker->join();
    EXPECT_EQ(handled.all(), (Texts{"3", "2", "1", "0"}))
        << because
        << "The handler posted to its own worker, counting down from 3, closed it at 0, and looked "
           "each time whether it was alive and listed. What came: "
        << listed(handled.all()) << ".";
}

TEST(Behaviour, TheListShowsWhoIsAlive) {
    Registry registry;
    {
        auto printer = std::make_unique<Worker>(registry, "printer", ignore);
        Worker scanner(registry, "scanner", ignore);
        auto other = std::make_unique<Worker>(registry, "printer", ignore);
        EXPECT_EQ(registry.alive(), (Texts{"printer", "printer", "scanner"}))
            << because << "Three workers were made: printer, scanner, printer. Listed are: "
            << listed(registry.alive()) << ".";
        other.reset();
        EXPECT_EQ(registry.alive(), (Texts{"printer", "scanner"}))
            << because << "Of printer, scanner and printer, one printer is gone. Listed are: "
            << listed(registry.alive()) << ".";
        EXPECT_EQ(scanner.name(), "scanner") << because << "name() is what the worker was given.";
    }
    EXPECT_EQ(registry.alive(), Texts{})
        << because << "All workers are gone, but listed are: " << listed(registry.alive()) << ".";
}

TEST(Behaviour, TheSystemShowsItsName) {
    for (const std::string name : {"scanner", "scanner on the second floor"}) {
        Registry registry;
        std::string seen;
        {
            Worker worker(registry, name, [&seen](const std::string&) {
                char text[64] = "";
                pthread_getname_np(pthread_self(), text, sizeof text);
                seen = text;
            });
            worker.post("?");
        }
        EXPECT_EQ(seen, name.substr(0, 15))
            << because << "The worker's name is \"" << name
            << "\", and the handler asked the system for its thread's name (of which the system "
               "keeps 15 characters). It got \""
            << seen << "\".";
    }
}

TEST(Races, WorkersComeAndGoWhileOthersLookAndSend) {
    Registry registry;
    std::atomic<bool> done{false};
    std::jthread lister([&] {
        while (!done) {
            use(registry.alive().size());
            std::this_thread::yield();
        }
    });
    repeat(25, [&](int) {
        long handled = 0;
        std::atomic<long> taken{0};
        {
            // On the heap, as most are, and each in another place.
            const auto worker = std::make_unique<Worker>(
                registry, "worker", [&](const std::string& text) { handled += text.size(); });
            start_together(3, [&](int) {
                for (int i = 0; i < 5; ++i) {
                    if (worker->post("four")) taken.fetch_add(4);
                }
                use(worker->is_alive());
            });
            worker->close();
            worker->join();
            use(handled);
        }
        EXPECT_TRUE(handled == 60 && taken == 60)
            << because
            << "Three threads posted five messages of four letters each, then the worker was "
               "closed "
               "and joined. 60 letters should have been taken and handled, but "
            << taken << " were taken and " << handled << " handled.";
    });
    done = true;
}

TEST(Races, SeveralCloseAndJoin) {
    Registry registry;
    repeat(25, [&](int) {
        Worker worker(registry, "worker", ignore);
        worker.post("letter");
        start_together(3, [&](int thread) {
            if (thread == 0) worker.post("letter");
            worker.close();
            worker.join();
            use(worker.is_alive());
            use(worker.name().size());
        });
    });
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, WhatIsTakenIsHandled) {
    Registry registry;
    std::atomic<int> handled{0};
    bool taken = false;
    {
        Worker worker(registry, "printer", [&](const std::string&) { handled.fetch_add(1); });
        std::thread sender([&] { taken = worker.post("letter"); });
        worker.close();
        sender.join();
        worker.join();
    }
    EXPECT_EQ(handled, taken ? 1 : 0)
        << because
        << "One thread posted a message while another closed the worker. post() returned "
        << (taken ? "true: the worker took the message and has to handle it"
                  : "false: the worker did not take the message")
        << ", but the handler was called for " << handled << ".";
}

TEST(Schedules, WhoHasEndedIsNotListed) {
    Registry registry;
    Worker worker(registry, "printer", ignore);
    bool listed_when_dead = false;
    std::thread looker([&] {
        if (!worker.is_alive()) listed_when_dead = !registry.alive().empty();
    });
    worker.close();
    worker.join();
    const bool listed_when_joined = !registry.alive().empty();
    const bool alive = worker.is_alive();
    looker.join();
    EXPECT_FALSE(alive) << because << "join() has returned, but is_alive() says true.";
    EXPECT_FALSE(listed_when_joined || listed_when_dead)
        << because << (listed_when_joined ? "join() had returned" : "is_alive() had said false")
        << ", and the worker was still listed as alive.";
}

TEST(Schedules, TwoSendersAndTheDestructor) {
    Registry registry;
    std::array<int, 2> handled{};
    {
        Worker worker(registry, "printer", [&](const std::string& message) {
            const int sender = message[0] - '0';
            const int number = message[1] - '0';
            if (handled[sender] + 1 == number) handled[sender] = number;
        });
        std::thread sender([&] {
            worker.post("01");
            worker.post("02");
        });
        worker.post("11");
        sender.join();
    }
    EXPECT_TRUE(handled[0] == 2 && handled[1] == 1)
        << because
        << "One thread posted two messages, another one, then the worker was destroyed. All should "
           "have been handled by then, each sender's in order, but "
        << handled[0] << " of the first and " << handled[1] << " of the second were.";
}

}  // namespace
