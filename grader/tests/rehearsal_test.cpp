// Virtual cores: each primitive of the library works on them in both builds, plain and
// instrumented, and every wait lasts as long as it says.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include <nlohmann/json.hpp>

#include "checks/conducted.h"
#include "tests/bench.h"

namespace grader {
namespace {

using Json = nlohmann::json;

class RehearsalSlow : public testing::TestWithParam<Flavour> {};

// Every demand of the program's tests holds.
void expect_held(const fs::path& source, Flavour flavour, std::size_t least) {
    const Built built = workshop().build({}, source, flavour, true);
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto measured = rehearsals(sandbox(), built.conducted);
    const auto tests = tests_in(read_file(source), "Speed");
    EXPECT_GE(tests.size(), least);
    for (const std::string& test : tests) {
        ASSERT_TRUE(measured.contains(test)) << test;
        expect_demands_hold(measured.at(test), test);
    }
}

TEST_P(RehearsalSlow, WaitsLastAsLongAsTheySay) {
    expect_held(checkout / "grader/conductor/timed/waits.cpp", GetParam(), 31);
}

TEST_P(RehearsalSlow, EventsComeInTime) {
    expect_held(checkout / "grader/conductor/timed/events.cpp", GetParam(), 9);
}

TEST_P(RehearsalSlow, AsioRunsInVirtualTime) {
    expect_held(programs / "asio/loops.cpp", GetParam(), 8);
}

TEST_P(RehearsalSlow, EveryPrimitiveWorks) {
    const auto programs = read_corpus(checkout / "grader/conductor/primitives");
    const Built built = build_corpus(workshop(), programs, false, GetParam());
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto measured = rehearsals(sandbox(), built.conducted);
    for (const CorpusProgram& program : programs) {
        for (const std::string& test : program.tests) {
            ASSERT_TRUE(measured.contains(test)) << test;
            EXPECT_NE(measured.at(test).find("\"end\":\"nothing\""), std::string::npos)
                << test << measured.at(test).substr(0, 200);
        }
    }
}

// Nobody is without a core while one is free, and nobody computes without one.
TEST(RehearsalOnFewCoresSlow, UsesEachOfThem) {
    const fs::path shares = checkout / "grader/conductor/timed/shares.cpp";
    const Built built = workshop().build({}, shares, Flavour::plain, true);
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto tests = tests_in(read_file(shares), "Speed");
    ASSERT_EQ(tests.size(), 4u);
    for (const int cores : {1, 2, 3, 8}) {
        const auto measured = rehearsals(sandbox(), built.conducted, cores);
        for (const std::string& test : tests) {
            ASSERT_TRUE(measured.contains(test)) << test;
            const Json demand = Json::parse(measured.at(test))["demands"][0];
            const double speedup =
                demand["sequential"].get<double>() / demand["parallel"].get<double>();
            // A real core may run at another pace from one moment to the next.
            EXPECT_GT(speedup, 0.6 * cores) << test << " on " << cores;
            EXPECT_LT(speedup, 1.5 * cores) << test << " on " << cores;
        }
    }
}

// What really blocks, and what never ends, is said by name, as in a search.
TEST_P(RehearsalSlow, NamesWhatItCannotControl) {
    const Code code = {{"outside.cpp", "outside.cpp", R"(
#include <racecourse/kit.h>
#include <unistd.h>
TEST(Speed, ReadsFromAPipe) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    std::jthread other([&] { char byte; racecourse::use(read(ends[0], &byte, 1)); });
}
TEST(Speed, WaitsForEachOther) {
    std::mutex one;
    one.lock();
    std::jthread other([&] { one.lock(); });
}
TEST(Speed, SpinsForEver) {
    std::atomic<bool> never{false};
    std::jthread other([&] { while (!never) {} });
}
)"}};
    const Built built = build_conducted(workshop(), code, GetParam());
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto measured = rehearsals(sandbox(), built.conducted);
    const auto end = [&](const char* test) {
        return Json::parse(measured.at(test))["end"].get<std::string>();
    };
    EXPECT_EQ(end("Speed.ReadsFromAPipe"), "environment");
    EXPECT_NE(measured.at("Speed.ReadsFromAPipe").find("read()"), std::string::npos);
    EXPECT_EQ(end("Speed.WaitsForEachOther"), "deadlock");
    EXPECT_EQ(end("Speed.SpinsForEver"), "too_long");
}

// As many threads as there are cores to run them: virtual ones, or by the clock the machine's own,
// and never more than were asked for.
TEST_P(RehearsalSlow, TellsTestsHowManyCoresThereAre) {
    const Code code = {{"cores.cpp", "cores.cpp", R"(
#include <racecourse/kit.h>
#include <racecourse/speed.h>
TEST(Speed, AsksForCores) { EXPECT_AT_MOST(racecourse::cores(), 1000); }
)"}};
    const Built built = build_conducted(workshop(), code, GetParam());
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto cores = [&](int wanted, const std::vector<std::string>& options = {}) {
        const auto measured = rehearsals(sandbox(), built.conducted, wanted, options);
        return Json::parse(measured.at("Speed.AsksForCores"))["demands"][0]["measured"].get<int>();
    };
    const int here = static_cast<int>(std::thread::hardware_concurrency());
    for (const int wanted : {1, 4, 8, 16}) {
        EXPECT_EQ(cores(wanted), wanted);
        EXPECT_EQ(cores(wanted, {"--wall-clock=1"}), std::min(here, wanted));
    }
}

INSTANTIATE_TEST_SUITE_P(Both, RehearsalSlow, testing::Values(Flavour::plain, Flavour::thread),
                         [](const auto& of) {
                             return of.param == Flavour::plain ? "plain" : "instrumented";
                         });

}  // namespace
}  // namespace grader
