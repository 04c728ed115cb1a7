// How Mailbox is used. Try your own ideas here; the grader's hidden tests go further.
#include "mailbox.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

TEST(Examples, CarriesAMessage) {
    Mailbox<std::string> box;
    box.send("hello");
    EXPECT_EQ(box.receive(), "hello");
    EXPECT_FALSE(box.try_receive());
}

TEST(Examples, HasRoomForOneMessage) {
    Mailbox<std::string> box;
    std::string first = "first";
    std::string second = "second";
    EXPECT_TRUE(box.try_send(first));
    EXPECT_FALSE(box.try_send(second));
    EXPECT_EQ(second, "second");  // still there, to be sent later
}

TEST(Examples, TheSenderWaitsUntilThereIsRoom) {
    Mailbox<int> box;
    int sum = 0;
    {
        std::jthread sender([&] {
            for (int i = 1; i <= 3; ++i) box.send(i);
        });
        for (int i = 1; i <= 3; ++i) sum += box.receive();
    }
    EXPECT_EQ(sum, 6);
}
