// How Worker is used. Try your own ideas here; the grader's hidden tests go further.
#include "worker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

TEST(Examples, HandlesItsMessagesInOrder) {
    Registry registry;
    std::string printed;
    {
        Worker printer(registry, "printer", [&](const std::string& text) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));  // printing takes a while
            printed += text + ";";
        });
        EXPECT_TRUE(printer.post("letter"));
        EXPECT_TRUE(printer.post("invoice"));
    }  // closed and joined
    EXPECT_EQ(printed, "letter;invoice;");
}

TEST(Examples, IsListedAsLongAsItIsAlive) {
    Registry registry;
    Worker printer(registry, "printer", [](const std::string&) {});
    Worker scanner(registry, "scanner", [](const std::string&) {});
    EXPECT_EQ(registry.alive(), (std::vector<std::string>{"printer", "scanner"}));

    printer.close();
    printer.join();
    EXPECT_FALSE(printer.is_alive());
    EXPECT_FALSE(printer.post("too late"));
    EXPECT_TRUE(scanner.is_alive());
}
