// Tests of Mailbox.
#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "mailbox.h"

namespace {

using namespace racecourse;
using Numbers = Mailbox<int>;

static_assert(std::is_same_v<decltype(std::declval<Numbers&>().receive()), int>);
static_assert(std::is_same_v<decltype(std::declval<Numbers&>().try_receive()), std::optional<int>>);
static_assert(
    std::is_same_v<decltype(std::declval<Numbers&>().try_send(std::declval<int&>())), bool>);

// Can be moved, and nothing else: there is no copy, and no empty letter.
class Letter {
  public:
    explicit Letter(int number) : number_(std::make_unique<int>(number)) {}
    [[nodiscard]] int number() const { return number_ ? *number_ : -1; }

  private:
    std::unique_ptr<int> number_;
};

std::string text_of(const std::optional<int>& number) {
    return number ? std::to_string(*number) : "nothing";
}

TEST(Behaviour, HoldsOneMessage) {
    Mailbox<Letter> box;
    EXPECT_FALSE(box.try_receive()) << because << "Nothing was sent: try_receive() must return "
                                    << "nothing.";
    Letter first(1);
    EXPECT_TRUE(box.try_send(first))
        << because << "The box is new and so empty: try_send() must say true.";
    Letter second(2);
    EXPECT_FALSE(box.try_send(second))
        << because << "A message is in the box already: try_send() must say false.";
    EXPECT_EQ(second.number(), 2)
        << because << "There was no room for a message, so try_send() must leave it as it was.";
    EXPECT_EQ(box.receive().number(), 1)
        << because << "Message 1 was sent, and for message 2 try_send() had no room. receive() "
        << "must return message 1.";
    EXPECT_FALSE(box.try_receive())
        << because << "The only message was taken out: try_receive() must return nothing.";
    box.send(Letter(3));
    const auto third = box.try_receive();
    EXPECT_EQ(third ? third->number() : 0, 3)
        << because << "Message 3 was sent: try_receive() must return it.";
}

// Gives another thread, which has begun a call, time to fall asleep in it, or to go on. Right code
// passes wherever it is by then.
void let_it_come_far() {
    Gate never;
    (void)never.wait_for(1ms);
}

void let_it_wait(Gate& coming) {
    coming.wait();
    let_it_come_far();
}

TEST(Behaviour, WhoWaitsForRoomIsTold) {
    for (const bool only_tries : {false, true}) {
        repeat(10, [&](int) {
            Numbers box;
            box.send(1);
            Gate coming;
            std::jthread sender([&] {
                coming.open();
                box.send(2);
            });
            let_it_wait(coming);
            const int first = only_tries ? box.try_receive().value_or(0) : box.receive();
            sender.join();
            const int second = box.receive();
            EXPECT_TRUE(first == 1 && second == 2)
                << because << "Message 1 was in the box, and another thread waited in send(2). "
                << "They must be received in this order, but what came out was " << first
                << " and then " << second << ".";
        });
    }
}

TEST(Behaviour, WhoWaitsForAMessageIsTold) {
    for (const bool only_tries : {false, true}) {
        repeat(10, [&](int) {
            Numbers box;
            Gate coming;
            int received = 0;
            std::jthread receiver([&] {
                coming.open();
                received = box.receive();
            });
            let_it_wait(coming);
            int message = 7;
            if (only_tries) use(box.try_send(message));
            if (!only_tries) box.send(message);
            receiver.join();
            EXPECT_EQ(received, 7)
                << because << "One thread waited in receive(), and another sent 7.";
        });
    }
}

TEST(Behaviour, WhoIsWokenTooLateWaitsForTheNextMessage) {
    repeat(40, [](int) {
        Numbers box;
        Gate coming;
        int received = 0;
        std::jthread receiver([&] {
            coming.open();
            received = box.receive();
        });
        let_it_wait(coming);
        box.send(1);
        const auto taken = box.try_receive();  // most likely faster than the one that was woken
        if (taken) {
            let_it_come_far();
            box.send(2);
        }
        receiver.join();
        EXPECT_EQ(received, taken ? 2 : 1)
            << because << "One thread waited in receive() when 1 was sent. "
            << (taken ? "Before it had woken up, try_receive() of somebody else took the 1, and "
                        "then 2 was sent. It must receive 2"
                      : "It must receive 1")
            << ", but it got " << received << ".";
    });
}

TEST(Behaviour, WhoIsWokenTooLateWaitsForRoomAgain) {
    repeat(40, [](int) {
        Numbers box;
        box.send(1);
        Gate coming;
        std::jthread sender([&] {
            coming.open();
            box.send(2);
        });
        let_it_wait(coming);
        const int first = box.receive();
        int third = 3;
        const bool was_faster = box.try_send(third);  // most likely faster than the one woken
        let_it_come_far();
        const int next = box.receive();
        EXPECT_TRUE(first == 1 && next == (was_faster ? 3 : 2))
            << because << "Message 1 was in the box and another thread waited in send(2). The 1 "
            << "was received, and then try_send(3) said " << (was_faster ? "true" : "false")
            << ". So the next message must be " << (was_faster ? 3 : 2)
            << ", but what was received is " << first << " and then " << next
            << ": one of them was lost, because somebody else had been faster.";
        sender.join();
    });
}

// Many senders and receivers. Whoever is not woken is helped on, because this thread puts a parcel
// in and takes one out now and then: that nobody needs this help is what the schedules show.
TEST(Races, EveryMessageIsReceivedOnce) {
    constexpr int people = 3;
    constexpr int each = 100;
    constexpr int the_end = -1;
    constexpr int for_nobody = -2;
    struct Parcel {
        int number;
        std::unique_ptr<int> content;  // written by the sender, read by the receiver
    };
    Mailbox<Parcel> box;
    std::atomic<int> sending{people};
    std::atomic<int> receiving{people};
    std::vector<std::atomic<int>> seen(people * each);
    std::atomic<int> strange{0};
    const auto look_at = [&](const Parcel& parcel) {
        if (parcel.number == the_end || parcel.number == for_nobody) return;
        const bool known = parcel.number >= 0 && parcel.number < people * each;
        if (known && parcel.content && *parcel.content == parcel.number) {
            seen[parcel.number].fetch_add(1);
        } else {
            strange.fetch_add(1);
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int person = 0; person < people; ++person) {
            threads.emplace_back([&, person] {
                for (int i = 0; i < each; ++i) {
                    const int number = person * each + i;
                    Parcel parcel{number, std::make_unique<int>(number)};
                    if (i % 8 != 0 || !box.try_send(parcel)) box.send(std::move(parcel));
                }
                sending.fetch_sub(1);
            });
            threads.emplace_back([&] {
                for (;;) {
                    const Parcel parcel = box.receive();
                    if (parcel.number == the_end) break;
                    look_at(parcel);
                }
                receiving.fetch_sub(1);
            });
        }
        while (receiving > 0) {
            std::this_thread::sleep_for(50us);
            if (const auto parcel = box.try_receive()) look_at(*parcel);
            Parcel other{sending == 0 ? the_end : for_nobody, nullptr};
            use(box.try_send(other));
        }
    }
    while (const auto parcel = box.try_receive()) look_at(*parcel);
    const auto lost = std::ranges::count(seen, 0, [](const auto& n) { return n.load(); });
    const auto doubled = std::ranges::count_if(seen, [](const auto& n) { return n.load() > 1; });
    EXPECT_TRUE(lost == 0 && doubled == 0 && strange == 0)
        << because << "Three threads sent 100 messages each, and three others received them. "
        << "Each must be received once, but " << lost << " were lost, " << doubled
        << " were received more than once, and " << strange << " times something came out that "
        << "nobody had sent.";
}

TEST(Races, KeepsTheOrderOfASender) {
    constexpr int count = 400;
    Numbers box;
    int out_of_order = 0;
    {
        std::jthread sender([&] {
            for (int i = 1; i <= count; ++i) {
                int number = i;
                while (!box.try_send(number)) std::this_thread::yield();
            }
        });
        int before = 0;
        for (int i = 0; i < count && out_of_order == 0; ++i) {
            std::optional<int> number;
            while (!(number = box.try_receive())) std::this_thread::yield();
            if (*number != before + 1) ++out_of_order;
            before = *number;
        }
        // Lets the sender come to its end.
        while (out_of_order > 0 && before < count) {
            if (const auto number = box.try_receive()) before = *number;
        }
    }
    EXPECT_EQ(out_of_order, 0)
        << because << "One thread sent the numbers 1 to 400, and another received them. They must "
        << "come out in their order, each once.";
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, TwoSendersAndOneReceiver) {
    Numbers box;
    box.send(1);
    std::thread first([&] { box.send(2); });
    std::thread second([&] { box.send(3); });
    std::array<int, 3> received{};
    for (int& message : received) message = box.receive();
    first.join();
    second.join();
    EXPECT_TRUE(received == (std::array{1, 2, 3}) || received == (std::array{1, 3, 2}))
        << because << "Message 1 was in the box, and two threads sent 2 and 3. What is received "
        << "must be 1 first, and then 2 and 3 in any order, but it was " << received[0] << ", "
        << received[1] << ", " << received[2] << ".";
}

TEST(Schedules, OneSenderAndTwoReceivers) {
    Numbers box;
    int first_got = 0;
    int second_got = 0;
    std::thread first([&] { first_got = box.receive(); });
    std::thread second([&] { second_got = box.receive(); });
    box.send(1);
    box.send(2);
    first.join();
    second.join();
    EXPECT_TRUE((first_got == 1 && second_got == 2) || (first_got == 2 && second_got == 1))
        << because << "The messages 1 and 2 were sent, and two threads received one each. One must "
        << "get 1 and the other 2, but they got " << first_got << " and " << second_got << ".";
}

TEST(Schedules, WhoOnlyTriesToSendIsToldTheTruth) {
    Numbers box;
    bool sent = false;
    std::thread patient([&] { box.send(1); });
    std::thread hasty([&] {
        int message = 2;
        sent = box.try_send(message);
    });
    const int first = box.receive();
    patient.join();
    hasty.join();
    const std::optional<int> second = box.try_receive();
    const bool right =
        sent ? (first == 1 && second == 2) || (first == 2 && second == 1) : first == 1 && !second;
    EXPECT_TRUE(right) << because << "One thread called send(1) and another try_send(2), which "
                       << "said " << (sent ? "true, so both messages" : "false, so message 1 alone")
                       << " must be received. It was " << first << " and then " << text_of(second)
                       << ".";
}

TEST(Schedules, WhoOnlyTriesToReceiveTakesNobodysMessage) {
    Numbers box;
    int patient_got = 0;
    std::optional<int> hasty_got;
    std::thread patient([&] { patient_got = box.receive(); });
    std::thread hasty([&] { hasty_got = box.try_receive(); });
    box.send(1);
    box.send(2);
    patient.join();
    hasty.join();
    const std::optional<int> left = box.try_receive();
    std::vector<int> all{patient_got};
    for (const auto& message : {hasty_got, left}) {
        if (message) all.push_back(*message);
    }
    std::ranges::sort(all);
    EXPECT_EQ(all, (std::vector{1, 2}))
        << because << "The messages 1 and 2 were sent. One thread called receive() and got "
        << patient_got << ", another called try_receive() and got " << text_of(hasty_got)
        << ", and " << text_of(left) << " was left in the box. Each message must turn up once.";
}

}  // namespace
