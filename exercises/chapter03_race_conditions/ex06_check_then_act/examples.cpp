// How ChatRooms is used. Try your own ideas here; the grader's hidden tests go further.
#include "chat_rooms.h"

#include <gtest/gtest.h>

#include <string>

TEST(Examples, AddsARoomOnlyIfThereIsNone) {
    ChatRooms rooms;
    EXPECT_EQ(rooms.get_or_add("lobby", [] { return Room{"hello", 20}; })->seats, 20);
    EXPECT_EQ(rooms.get_or_add("lobby", [] { return Room{"again", 99}; })->seats, 20);
    EXPECT_EQ(rooms.size(), 1U);
}

TEST(Examples, FindsChangesAndRemoves) {
    ChatRooms rooms;
    rooms.get_or_add("lobby", [] { return Room{"hello", 20}; });
    EXPECT_TRUE(rooms.set_topic("lobby", "good morning"));
    EXPECT_EQ(rooms.find("lobby")->topic, "good morning");
    EXPECT_TRUE(rooms.remove("lobby"));
    EXPECT_EQ(rooms.find("lobby"), nullptr);
    EXPECT_FALSE(rooms.set_topic("lobby", "anybody here?"));
}

TEST(Examples, VisitsEachRoom) {
    ChatRooms rooms;
    rooms.get_or_add("lobby", [] { return Room{"hello", 20}; });
    rooms.get_or_add("chess", [] { return Room{"Reti opening", 2}; });
    int seats = 0;
    rooms.for_each([&](const std::string&, const Room& room) { seats += room.seats; });
    EXPECT_EQ(seats, 22);
}
