// The conductor on its own proof: programs with a fault and their right twins, one for each
// primitive too, and litmus tests whose outcomes the C++ standard allows or forbids.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "checks/conducted.h"
#include "checks/places.h"
#include "common/text.h"
#include "explain/schedule.h"
#include "tests/bench.h"

namespace grader {
namespace {

const fs::path conductor = checkout / "grader/conductor";

std::vector<CorpusProgram> all_programs() {
    auto programs = read_corpus(conductor / "corpus");
    auto more = read_corpus(conductor / "primitives");
    std::move(more.begin(), more.end(), std::back_inserter(programs));
    return programs;
}

class ConductorSlow : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        programs = all_programs();
        faulty = build_corpus(workshop(), programs, true);
        ASSERT_TRUE(faulty.ok) << faulty.diagnostics;
        right = build_corpus(workshop(), programs, false);
        ASSERT_TRUE(right.ok) << right.diagnostics;
        for (const Searched& each : search(sandbox(), faulty.conducted, {1000, 0, -1, "*"}))
            found[each.test] = each;
    }

    static inline std::vector<CorpusProgram> programs;
    static inline Built faulty, right;
    static inline std::map<std::string, Searched> found;
};

TEST_F(ConductorSlow, FindsEveryFaultForWhatItIs) {
    int soon = 0;
    for (const CorpusProgram& program : programs) {
        int at = 0;
        for (const std::string& test : program.tests) {
            const Searched& each = found[test];
            ASSERT_FALSE(each.found.empty()) << test << " did not run";
            if (each.found == "nothing") continue;
            EXPECT_TRUE(as_declared(program, each.found)) << test << ": " << each.found;
            at = at == 0 ? each.schedules : std::min(at, each.schedules);
        }
        EXPECT_GT(at, 0) << program.name << " was not found";
        soon += at > 0 && at <= 100 ? 1 : 0;
    }
    EXPECT_GE(soon * 100, 95 * static_cast<int>(programs.size())) << "within 100 schedules";
}

TEST_F(ConductorSlow, BlamesNoRightProgram) {
    const auto seen = search(sandbox(), right.conducted, {60, 3, -1, "*"});
    EXPECT_GE(seen.size(), programs.size());
    for (const Searched& each : seen) {
        EXPECT_EQ(each.found, "nothing")
            << each.test << ", schedule " << each.schedules << ", token " << each.token;
    }
}

TEST_F(ConductorSlow, GivesTheSameAnswerEachTime) {
    const auto again = search(sandbox(), faulty.conducted, {1000, 0, -1, "*"});
    for (const Searched& each : again) {
        EXPECT_EQ(each.found, found[each.test].found) << each.test;
        EXPECT_EQ(each.schedules, found[each.test].schedules) << each.test;
        EXPECT_EQ(each.token, found[each.test].token) << each.test;
    }
}

// Event loops whose library is compiled with the program, as its exercises use them.
TEST(ConductedAsioSlow, FindsTheRaceAndBlamesNoOther) {
    const Built built = workshop().build({}, programs / "asio/loops.cpp", Flavour::thread, true);
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto seen = search(sandbox(), built.conducted, {300, 0, -1, "*"});
    EXPECT_EQ(seen.size(), 4u);
    for (const Searched& each : seen) {
        const bool racing = each.test == "Schedules.RacesWithoutAStrand";
        EXPECT_EQ(each.found, racing ? "race" : "nothing")
            << each.test << ", schedule " << each.schedules << ", token " << each.token;
    }
}

// The same primitives, with virtual cores in place of a search.
TEST_F(ConductorSlow, EveryRightProgramEndsOnVirtualCores) {
    const auto ends = rehearsals(sandbox(), right.conducted);
    for (const CorpusProgram& program : programs) {
        for (const std::string& test : program.tests) {
            ASSERT_TRUE(ends.contains(test)) << test;
            EXPECT_NE(ends.at(test).find("\"end\":\"nothing\""), std::string::npos)
                << test << ends.at(test).substr(0, 200);
        }
    }
}

TEST_F(ConductorSlow, ReplaysATokenToTheLetter) {
    for (const char* name : {"lost_update_between_two_locked_calls", "two_transfers_lock_crosswise",
                             "wait_without_predicate", "peterson_lock_acquire_release"}) {
        const std::string test = std::string("Schedules.") + name;
        const Searched& each = found[test];
        const std::string first = trace_of(sandbox(), faulty.conducted, test, each.token);
        EXPECT_NE(first.find("\"kind\":\"" + each.found + "\""), std::string::npos) << first;
        for (int i = 0; i < 10; ++i)
            EXPECT_EQ(trace_of(sandbox(), faulty.conducted, test, each.token), first) << name;
    }
}

TEST_F(ConductorSlow, RefusesATokenThatIsNone) {
    const std::string test = "Schedules.two_transfers_lock_crosswise";
    const auto answer = [&](const std::string& token) {
        TestJob job;
        job.program = faulty.conducted;
        job.flavour = Flavour::thread;
        job.conducted = true;
        job.tests = {test};
        job.options = {"--replay=" + token};
        for (const TestSeen& seen : run_tests(sandbox(), job).tests)
            if (seen.name == test) return seen.finding;
        return std::string("no answer");
    };
    const std::string token = found[test].token;
    EXPECT_TRUE(answer(token).starts_with("{")) << answer(token);
    std::string changed = token;
    changed[changed.size() / 2] = changed[changed.size() / 2] == 'a' ? 'b' : 'a';
    EXPECT_NE(answer(changed).find("damaged"), std::string::npos) << answer(changed);
    EXPECT_NE(answer("?").find("damaged"), std::string::npos);
    EXPECT_NE(answer(token.substr(1)).find("The token"), std::string::npos);
    // The same fault in another build.
    const Searched other = search(sandbox(), right.conducted, {1, 0, -1, test}).front();
    EXPECT_EQ(other.found, "nothing");
}

TEST_F(ConductorSlow, TellsEachFindingInWords) {
    Names names;
    for (const CorpusProgram& program : programs)
        names.add("code/" + program.name + ".cpp", program.name + ".cpp", program.source);
    for (const CorpusProgram& program : programs) {
        const Searched& each = found[program.tests.front()];
        if (each.found.empty() || each.found == "nothing" || each.token.empty()) continue;
        // One of each kind is enough here.
        static std::set<std::string> kinds;
        if (!kinds.insert(each.found).second) continue;
        std::string json = trace_of(sandbox(), faulty.conducted, each.test, each.token);
        if (json.find("\"kind\":\"vanished\"") != std::string::npos) continue;
        add_places(sandbox(), faulty.conducted, json);
        const Problem problem = explain_schedule(json, names);
        EXPECT_FALSE(problem.headline.empty()) << each.test;
        EXPECT_EQ(problem.headline.find("0x"), std::string::npos) << problem.headline;
        EXPECT_TRUE(problem.timeline || each.found == "environment") << each.test;
    }
}

TEST(ConductorSlowAlone, AFixtureIsNoHindrance) {
    const std::string text = read_file(conductor / "primitives/alone/gtest_fixture.cpp");
    for (const bool faulty : {true, false}) {
        const Code code = {{"alone.cpp", "alone.cpp", (faulty ? "#define FAULTY\n" : "") + text}};
        const Built built = build_conducted(workshop(), code);
        ASSERT_TRUE(built.ok) << built.diagnostics;
        int bad = 0;
        for (const Searched& each : search(sandbox(), built.conducted, {200, 0, -1, "*"}))
            bad += each.found == "nothing" ? 0 : 1;
        EXPECT_EQ(bad > 0, faulty);
    }
}

TEST(ConductorSlowAlone, SaysWhatIsTooMuchForIt) {
    const Code code = {{"limits.cpp", "limits.cpp", R"(
#include <racecourse/kit.h>
TEST(Schedules, TooManyThreads) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 70; ++i) threads.emplace_back([] {});
    for (auto& thread : threads) thread.join();
}
TEST(Schedules, TooMuchMemory) {
    std::vector<char*> blocks;
    for (int i = 0; i < 100; ++i) blocks.push_back(new char[100'000'000]);
    for (char* block : blocks) delete[] block;
}
TEST(Schedules, TooManySteps) {
    std::atomic<int> n{0};
    std::thread other([&] { for (int i = 0; i < 100'000; ++i) ++n; });
    for (int i = 0; i < 100'000; ++i) ++n;
    other.join();
}
)"}};
    const Built built = build_conducted(workshop(), code);
    ASSERT_TRUE(built.ok) << built.diagnostics;
    const auto seen = search(
        sandbox(), built.conducted,
        {20, 0, -1, "Schedules.TooManyThreads:Schedules.TooMuchMemory:Schedules.TooManySteps"});
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].found, "too_many_threads");
    EXPECT_EQ(seen[1].found, "environment");
    EXPECT_EQ(seen[2].found, "too_long");
}

TEST(LitmusSlow, OutcomesAreThoseThatTheLanguageAllows) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(conductor / "litmus"))
        if (entry.path().extension() == ".cpp") files.push_back(entry.path());
    std::ranges::sort(files);
    ASSERT_GE(files.size(), 40u);
    std::vector<CorpusProgram> programs;
    for (const fs::path& file : files)
        programs.push_back({file.stem().string(), {}, {}, read_file(file), file});
    const Built built = build_corpus(workshop(), programs, false);
    ASSERT_TRUE(built.ok) << built.diagnostics;
    int whole = 0;
    for (const fs::path& file : files) {
        const Litmus litmus = read_litmus(file);
        const bool all = file.stem().string().starts_with("store_buffering") ||
                         file.stem().string().starts_with("message_passing");
        const auto seen = litmus_outcomes(sandbox(), built, litmus.test, all ? 1000 : 250);
        std::set<std::string> outcomes;
        for (const LitmusSeen& each : seen) {
            outcomes.insert(each.outcome);
            EXPECT_TRUE(std::ranges::find(litmus.allowed, each.outcome) != litmus.allowed.end())
                << file << ": " << each.outcome << ", token " << each.token;
        }
        EXPECT_FALSE(seen.empty()) << file;
        if (!all) continue;
        std::size_t missing = 0;
        for (const std::string& outcome : litmus.allowed) {
            const bool hidden =
                std::ranges::find(litmus.not_shown, outcome) != litmus.not_shown.end();
            if (!hidden && !outcomes.contains(outcome)) ++missing;
        }
        whole += missing == 0 ? 1 : 0;
    }
    EXPECT_GE(whole, 42) << "of the store buffering and message passing tests, with all outcomes";
}

}  // namespace
}  // namespace grader
