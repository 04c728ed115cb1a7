// Code addresses of a finding, and what they stand for.
#include "checks/places.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/bench.h"

namespace grader {
namespace {

TEST(Places, StandBesideEveryAddressHoweverMany) {
    nlohmann::json stack = nlohmann::json::array();
    for (int i = 0; i < 10000; ++i) stack.push_back(fmt::format("{:x}", 0x10000 + i * 16));
    std::string finding = nlohmann::json{{"events", {{{"stack", stack}}}}}.dump();
    add_places(sandbox(), stage, finding);
    const auto places = nlohmann::json::parse(finding)["places"];
    EXPECT_EQ(places.size(), stack.size());
    for (const auto& [address, frames] : places.items()) EXPECT_FALSE(frames.empty()) << address;
}

TEST(Places, AreAskedForOnlyByWhatIsAnAddress) {
    std::string finding = R"({"events": [{"stack": ["--help", "@/etc/passwd", "12", ""]}]})";
    add_places(sandbox(), stage, finding);
    EXPECT_EQ(nlohmann::json::parse(finding)["places"].size(), 1u) << finding;
    std::string none = "not JSON";
    add_places(sandbox(), stage, none);
    EXPECT_EQ(none, "not JSON");
}

}  // namespace
}  // namespace grader
