// What every picture must be.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace grader {

// Every element that is opened is closed, in its order.
inline void expect_well_formed(const std::string& svg) {
    std::vector<std::string> open;
    for (std::size_t at = 0; (at = svg.find('<', at)) != std::string::npos;) {
        const std::size_t end = svg.find('>', at);
        ASSERT_NE(end, std::string::npos);
        const std::string tag = svg.substr(at + 1, end - at - 1);
        at = end;
        if (tag.ends_with('/')) continue;
        const std::string name = tag.substr(0, tag.find(' '));
        if (name[0] != '/') {
            open.push_back(name);
            continue;
        }
        ASSERT_FALSE(open.empty());
        EXPECT_EQ("/" + open.back(), name);
        open.pop_back();
    }
    EXPECT_TRUE(open.empty());
}

}  // namespace grader
