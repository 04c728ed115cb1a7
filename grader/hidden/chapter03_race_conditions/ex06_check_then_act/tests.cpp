// Tests of ChatRooms. The functions that a caller passes in let a test stand in the middle of
// get_or_add and of for_each, and see what other callers can do meanwhile.
#include <racecourse/kit.h>

#include <array>
#include <map>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "chat_rooms.h"

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(
    std::is_same_v<decltype(std::declval<ChatRooms&>().find("")), std::shared_ptr<const Room>>);
static_assert(std::is_same_v<decltype(std::declval<ChatRooms&>().set_topic("", "")), bool>);
static_assert(std::is_same_v<decltype(std::declval<ChatRooms&>().remove("")), bool>);
static_assert(std::is_same_v<decltype(std::declval<ChatRooms&>().size()), std::size_t>);

namespace {

using namespace racecourse;

void add(ChatRooms& rooms, const std::string& name, const std::string& topic) {
    rooms.get_or_add(name, [&] { return Room{topic, 10}; });
}

std::string topic_of(const ChatRooms::RoomPtr& room) {
    return room ? room->topic : "(no room)";
}

// Runs `call` in another thread and says whether it came to its end while somebody was held at
// `hold`. Opens `hold` in any case.
template <class Call>
[[nodiscard]] bool ends_meanwhile(Gate& hold, Call call) {
    Gate ended;
    std::jthread thread([&] {
        call();
        ended.open();
    });
    const bool in_time = ended.wait_for(2s);
    hold.open();
    return in_time;
}

TEST(Behaviour, VisitMayAddAndRemoveRooms) {
    ChatRooms rooms;
    for (const std::string name : {"lobby", "chess", "music", "garden", "help"}) {
        add(rooms, name, "about " + name);
    }
    std::map<std::string, int> visits;
    rooms.for_each([&](const std::string& name, const Room& room) {
        if (room.seats != 10) return;  // one of those that were added on the way
        const std::string visited = name;
        ++visits[visited];
        rooms.remove(visited);
        rooms.get_or_add("after " + visited, [] { return Room{"new", 1}; });
    });
    for (const std::string name : {"lobby", "chess", "music", "garden", "help"}) {
        EXPECT_EQ(visits[name], 1)
            << because
            << "There were five rooms, and visit removed each when it came to it. It should "
               "have come to each of the five once, but it came "
            << visits[name] << " times to \"" << name << "\".";
    }
    EXPECT_EQ(rooms.size(), 5U) << because
                                << "Each of five rooms was removed while it was being visited, and "
                                   "another one added for it. "
                                   "Five rooms should be there, but there are "
                                << rooms.size() << ".";
}

TEST(Behaviour, ARoomLivesAsLongAsSomebodyKeepsIt) {
    ChatRooms rooms;
    add(rooms, "lobby", "hello, everybody in this room");
    const auto found = rooms.find("lobby");
    const auto got = rooms.get_or_add("lobby", [] { return Room{}; });
    EXPECT_TRUE(rooms.remove("lobby")) << because << "There was a room \"lobby\" to remove.";
    EXPECT_EQ(topic_of(found), "hello, everybody in this room")
        << because
        << "find() handed out a room, then it was removed. Whoever has it may still read it.";
    EXPECT_EQ(topic_of(got), "hello, everybody in this room")
        << because
        << "get_or_add() handed out a room, then it was removed. Whoever has it may still read it.";
}

TEST(Behaviour, WhatIsHandedOutNeverChanges) {
    ChatRooms rooms;
    add(rooms, "lobby", "old topic");
    const auto before = rooms.find("lobby");
    EXPECT_TRUE(rooms.set_topic("lobby", "new topic"))
        << because << "There was a room \"lobby\" to give a new topic to.";
    EXPECT_EQ(topic_of(rooms.find("lobby")), "new topic")
        << because << "After set_topic(), find() should return the room with its new topic.";
    EXPECT_EQ(topic_of(before), "old topic")
        << because
        << "find() handed out a room, then set_topic() gave the room another topic. What was "
           "handed out "
           "should never change: its owner reads it without any lock.";
    EXPECT_EQ(rooms.find("lobby")->seats, 10)
        << because << "set_topic() should leave the number of seats as it was.";
}

TEST(Behaviour, MakeMayUseTheRegistry) {
    ChatRooms rooms;
    const auto lobby = rooms.get_or_add("lobby", [&] {
        const auto annex = rooms.get_or_add("annex", [] { return Room{"next to the lobby", 5}; });
        return Room{"next to the annex", annex->seats + 10};
    });
    EXPECT_EQ(lobby->seats, 15)
        << because
        << "make() of one room asked the registry for another one with 5 seats, and added 10.";
    EXPECT_EQ(rooms.size(), 2U) << because
                                << "make() of one room added another one. Both should be there.";
}

TEST(Behaviour, AddsNothingWhenMakeFails) {
    ChatRooms rooms;
    bool failed = false;
    try {
        rooms.get_or_add("lobby", []() -> Room { throw std::runtime_error("no more rooms"); });
    } catch (const std::runtime_error&) {
        failed = true;
    }
    EXPECT_TRUE(failed) << because
                        << "make() failed, and the exception should have reached the caller.";
    EXPECT_EQ(rooms.find("lobby"), nullptr)
        << because << "make() failed, so no room should have been added, but find() returns one.";
}

TEST(Behaviour, MakesNothingWhenTheRoomIsThere) {
    ChatRooms rooms;
    add(rooms, "lobby", "first");
    int made = 0;
    const auto room = rooms.get_or_add("lobby", [&] {
        ++made;
        return Room{"second", 2};
    });
    EXPECT_EQ(made, 0) << because << "The room was there, so make() should not have been called.";
    EXPECT_EQ(topic_of(room), "first")
        << because << "The room was there, so get_or_add() should have returned it.";
}

TEST(Behaviour, KeepsARoomThatWasAddedInTheMiddleOfGetOrAdd) {
    ChatRooms rooms;
    Gate making;
    Gate go_on;
    ChatRooms::RoomPtr of_slow;
    ChatRooms::RoomPtr of_quick;
    bool in_time = false;
    {
        std::jthread slow([&] {
            of_slow = rooms.get_or_add("lobby", [&] {
                making.open();
                go_on.wait();
                return Room{"of the slow caller", 1};
            });
        });
        making.wait();
        in_time = ends_meanwhile(go_on, [&] {
            of_quick = rooms.get_or_add("lobby", [] { return Room{"of the quick caller", 2}; });
        });
    }
    EXPECT_TRUE(in_time) << because
                         << "While make() of one caller was running, another caller was held up "
                            "for two seconds. make() "
                            "may take long: no lock should be held meanwhile.";
    EXPECT_EQ(topic_of(rooms.find("lobby")), "of the quick caller")
        << because
        << "One caller found no room and began to make it. While it was being made, another caller "
           "added "
           "a room of that name. That room should have stayed, but the first caller put its own in "
           "its "
           "place.";
    EXPECT_EQ(topic_of(of_slow), topic_of(of_quick))
        << because
        << "Two callers asked for the same room at once, and both should get the one that is in "
           "the "
           "registry, but the two callers got different rooms.";
}

TEST(Behaviour, VisitHoldsUpNobody) {
    ChatRooms rooms;
    for (int i = 0; i < 20; ++i) add(rooms, "room " + std::to_string(i), "a topic to talk about");
    Gate visiting;
    Gate go_on;
    std::atomic<int> readable{0};
    std::jthread visitor([&] {
        rooms.for_each([&](const std::string&, const Room& room) {
            visiting.open();
            go_on.wait();
            if (room.topic == "a topic to talk about") readable.fetch_add(1);
        });
    });
    visiting.wait();
    EXPECT_TRUE(ends_meanwhile(go_on,
                               [&] {
                                   rooms.set_topic("room 0", "a topic to talk about");
                                   for (int i = 1; i < 20; ++i) {
                                       rooms.remove("room " + std::to_string(i));
                                   }
                                   add(rooms, "one more", "a topic to talk about");
                               }))
        << because
        << "While one thread was in the middle of for_each, another wanted to change the registry, "
           "and "
           "was held up for two seconds. visit may take long: no lock should be held meanwhile.";
    visitor.join();
    EXPECT_GE(readable, 1) << because
                           << "While for_each visited a room, most rooms were removed. The room "
                              "being visited should have "
                              "stayed readable until visit had returned.";
}

TEST(Races, GivesAllCallersTheSameRoom) {
    ChatRooms rooms;
    repeat(40, [&](int round) {
        const std::string name = "room " + std::to_string(round);
        std::array<std::string, 4> topics;
        start_together(4, [&](int thread) {
            topics[thread] = topic_of(rooms.get_or_add(name, [&] {
                return Room{"made by " + std::to_string(thread), thread};
            }));
        });
        const std::string winner = topic_of(rooms.find(name));
        for (const std::string& topic : topics) {
            EXPECT_EQ(topic, winner) << because
                                     << "Four threads asked for the same new room at once. All "
                                        "should get the one that is in "
                                        "the registry afterwards.";
        }
    });
}

TEST(Races, ReadsAndVisitsRoomsWhileTheyChange) {
    constexpr int rounds = 200;
    constexpr int names = 8;
    ChatRooms rooms;
    std::atomic<int> odd{0};
    const auto look_at = [&](const Room& room) {
        if (!room.topic.starts_with("topic") || room.seats != 10) odd.fetch_add(1);
    };
    // Each thread calls one function only: in between it meets no lock of another function, which
    // would put its accesses in order with those of the others by chance.
    start_together(6, [&](int thread) {
        for (int i = 0; i < rounds; ++i) {
            const std::string name = "room " + std::to_string(i % names);
            if (thread == 0) {
                const auto room = rooms.get_or_add(name, [] { return Room{"topic of today", 10}; });
                if (room) {
                    look_at(*room);
                } else {
                    odd.fetch_add(1);
                }
            } else if (thread == 1) {
                rooms.remove(name);
            } else if (thread == 2) {
                rooms.set_topic(name, "topic number " + std::to_string(i));
            } else if (thread == 3) {
                if (const auto found = rooms.find(name)) look_at(*found);
            } else if (thread == 4) {
                rooms.for_each([&](const std::string& visited, const Room& room) {
                    use(visited.size());
                    look_at(room);
                });
            } else {
                use(rooms.size());
            }
        }
    });
    EXPECT_EQ(odd, 0) << because
                      << "Six threads added, removed, changed, looked up, visited and counted "
                         "rooms that all had a "
                         "topic and 10 seats. "
                      << odd
                      << " times one of them was given no room, or one that nobody had made.";
    EXPECT_LE(rooms.size(), static_cast<std::size_t>(names))
        << because << "There were never more than 8 names, but there are " << rooms.size()
        << " rooms.";
}

// The grader runs the following in many different orders of the threads' steps, so they are small.

TEST(Schedules, CallersOfANewNameGetTheSameRoom) {
    ChatRooms rooms;
    ChatRooms::RoomPtr first_got;
    ChatRooms::RoomPtr second_got;
    ChatRooms::RoomPtr found;
    std::thread first([&] {
        first_got = rooms.get_or_add("lobby", [] { return Room{"of the first", 1}; });
    });
    std::thread second([&] {
        second_got = rooms.get_or_add("lobby", [] { return Room{"of the second", 2}; });
    });
    std::thread reader([&] { found = rooms.find("lobby"); });
    first.join();
    second.join();
    reader.join();
    const std::string stayed = topic_of(rooms.find("lobby"));
    EXPECT_TRUE(topic_of(first_got) == stayed && topic_of(second_got) == stayed)
        << because
        << "Two threads asked for the same new room. Both should get the one that is in the "
           "registry afterwards, \""
        << stayed << "\", but they got \"" << topic_of(first_got) << "\" and \""
        << topic_of(second_got) << "\".";
    EXPECT_TRUE(!found || topic_of(found) == stayed)
        << because
        << "Two threads asked for the same new room, and a third looked for it. The room that is "
           "there first should stay, but find() returned \""
        << topic_of(found) << "\", and afterwards \"" << stayed << "\" was there.";
}

TEST(Schedules, ACallerGetsARoomAlsoWhenItIsRemoved) {
    ChatRooms rooms;
    ChatRooms::RoomPtr first_got;
    ChatRooms::RoomPtr second_got;
    bool removed = false;
    std::thread first([&] {
        first_got = rooms.get_or_add("lobby", [] { return Room{"of the first", 1}; });
    });
    std::thread second([&] {
        second_got = rooms.get_or_add("lobby", [] { return Room{"of the second", 2}; });
    });
    std::thread remover([&] { removed = rooms.remove("lobby"); });
    first.join();
    second.join();
    remover.join();
    EXPECT_TRUE(first_got && second_got)
        << because
        << "Two threads asked get_or_add() for the same new room, while a third removed it. Both "
           "should get the room that was there or the one that they made themselves, but one of "
           "them got none.";
    if (!first_got || !second_got) return;
    EXPECT_TRUE(removed || topic_of(first_got) == topic_of(second_got))
        << because
        << "Two threads asked get_or_add() for the same new room, and a third called remove(), "
           "which found nothing to remove. Both should get the same room, but they got \""
        << topic_of(first_got) << "\" and \"" << topic_of(second_got) << "\".";
    EXPECT_TRUE(removed || rooms.find("lobby"))
        << because
        << "Two threads asked get_or_add() for the same new room, and a third called remove(), "
           "which found nothing to remove. The room should be there afterwards, but it is not.";
}

TEST(Schedules, ARemovedRoomStaysRemoved) {
    ChatRooms rooms;
    add(rooms, "lobby", "old");
    bool changed = false;
    bool removed = false;
    bool found_afterwards = false;
    std::thread changer([&] { changed = rooms.set_topic("lobby", "new"); });
    std::thread remover([&] {
        removed = rooms.remove("lobby");
        found_afterwards = rooms.find("lobby") != nullptr;
    });
    changer.join();
    remover.join();
    EXPECT_TRUE(removed)
        << because
        << "There was a room \"lobby\". One thread gave it another topic while another thread "
           "removed it. remove() should say true.";
    EXPECT_FALSE(found_afterwards || rooms.find("lobby"))
        << because
        << "One thread removed the room \"lobby\", and nobody added it again, while another thread "
           "gave it a new topic, which was "
        << (changed ? "granted" : "refused")
        << ". It should be gone, but afterwards find() returned the room: set_topic() brought it "
           "back.";
}

TEST(Schedules, ARoomIsThereWhileItsTopicChanges) {
    ChatRooms rooms;
    add(rooms, "lobby", "old");
    ChatRooms::RoomPtr found;
    std::vector<std::string> visited;
    std::thread changer([&] { rooms.set_topic("lobby", "new"); });
    std::thread reader([&] {
        found = rooms.find("lobby");
        rooms.for_each([&](const std::string&, const Room& room) {
            // visit may wait for others who use the registry.
            if (changer.joinable()) changer.join();
            visited.push_back(room.topic);
        });
    });
    reader.join();
    if (changer.joinable()) changer.join();
    const std::string topic = topic_of(found);
    EXPECT_TRUE(topic == "old" || topic == "new")
        << because
        << "The room \"lobby\" had the topic \"old\", and a thread gave it the topic \"new\". "
           "Meanwhile another thread looked for it, and should find it with one topic or the "
           "other, but it got \""
        << topic << "\".";
    EXPECT_EQ(visited.size(), 1U)
        << because
        << "There was one room all the time, and while its topic changed another thread called "
           "for_each(). It should visit the room once, but it made "
        << visited.size() << " visits.";
    EXPECT_FALSE(topic == "new" && !visited.empty() && visited[0] == "old")
        << because
        << "find() returned the room with its new topic, so the for_each() after it should show "
           "the new one too, but it showed the old topic.";
    EXPECT_EQ(topic_of(rooms.find("lobby")), "new")
        << because << "set_topic() gave the room the topic \"new\", so it should have it.";
}

TEST(Schedules, NoChangeUndoesAnother) {
    ChatRooms rooms;
    add(rooms, "lobby", "old");
    add(rooms, "cellar", "old");
    std::thread changer([&] { rooms.set_topic("lobby", "new"); });
    std::thread adder([&] { add(rooms, "annex", "added"); });
    std::thread remover([&] { rooms.remove("cellar"); });
    changer.join();
    adder.join();
    remover.join();
    EXPECT_TRUE(rooms.find("annex"))
        << because
        << "Three threads changed three rooms, and one of them added \"annex\". It should be "
           "there, but the change of another thread undid that.";
    EXPECT_FALSE(rooms.find("cellar"))
        << because
        << "Three threads changed three rooms, and one of them removed \"cellar\". It should be "
           "gone, but the change of another thread undid that.";
    EXPECT_EQ(topic_of(rooms.find("lobby")), "new")
        << because
        << "Three threads changed three rooms, and one of them gave \"lobby\" the topic \"new\". "
           "It should have it, but the change of another thread undid that.";
    EXPECT_EQ(rooms.size(), 2U)
        << because
        << "Of two rooms one was removed, while a third one was added, so there should be two, "
           "but size() says "
        << rooms.size() << ".";
}

}  // namespace
