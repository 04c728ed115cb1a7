// How a manager and its proxies are used. Add your own; the grader's hidden tests go further.
#include "manager.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace {

const std::string path = "/tmp/manager.example";

TEST(Examples, ADict) {
    Manager manager(path);
    SharedDict dict(path);
    dict.set("colour", "red");
    EXPECT_EQ(dict.get("colour"), "red");
    EXPECT_EQ(dict.get("size"), std::nullopt);
}

TEST(Examples, AList) {
    Manager manager(path);
    SharedList list(path);
    list.append("first");
    list.append("second");
    EXPECT_EQ(list.all(), (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(list.pop(), "second");
    EXPECT_EQ(list.at(0), "first");
}

TEST(Examples, AnotherProcessAddsOne) {
    Manager manager(path);
    SharedDict(path).set("n", "41");
    const pid_t child = fork();
    if (child == 0) {
        try {
            SharedDict theirs(path);  // its own
            theirs.update("n", [](const std::optional<std::string>& value) {
                return std::to_string(std::stol(value.value_or("0")) + 1);
            });
        } catch (...) {
            _exit(1);
        }
        _exit(0);
    }
    waitpid(child, nullptr, 0);
    EXPECT_EQ(SharedDict(path).get("n"), "42");
}

}  // namespace
