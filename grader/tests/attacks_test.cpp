// Submissions that try to cheat or to harm (grader/tests/attacks), graded like any other. Each must
// end as its first line declares, and the grading behind all of them must be right.
#include <gtest/gtest.h>

#include <regex>

#include "catalogue/catalogue.h"
#include "catalogue/course_rules.h"
#include "checks/check.h"
#include "common/text.h"
#include "sandbox/process_tree.h"

namespace grader {
namespace {

const fs::path root = RACECOURSE_ROOT;

struct Place {
    Catalogue catalogue{root};
    Sandbox sandbox{fs::path(RACECOURSE_BINARIES) / "racecourse-stage"};
    Workshop workshop{root, sandbox};
    const Exercise& exercise = catalogue.one("chapter03/ex01");
};

Place& place() {
    static Place one;
    return one;
}

std::vector<Verdict> graded(const fs::path& folder) {
    const Code code = read_code(place().exercise, folder, root);
    return grade({place().sandbox, place().workshop}, place().exercise, code, {});
}

class Attack : public testing::Test {
  public:
    explicit Attack(fs::path folder) : folder_(std::move(folder)) {}

    void TestBody() override {
        static const std::regex form(R"re(^// Ends: ([a-z |]+), "([^"]+)"\s*$)re");
        const std::string first = split_lines(read_file(folder_ / "safe_counter.h")).front();
        std::smatch declared;
        ASSERT_TRUE(std::regex_match(first, declared, form)) << first;
        const auto verdicts = graded(folder_);
        ASSERT_FALSE(verdicts.empty());
        const Verdict& last = verdicts.back();
        const std::string allowed = "|" + declared[1].str() + "|";
        EXPECT_NE(allowed.find("|" + std::string(name(last.outcome)) + "|"), std::string::npos)
            << "declared " << declared[1] << ", ended " << last.check << ": " << name(last.outcome)
            << "\n"
            << words_of(last);
        EXPECT_NE(words_of(last).find(declared[2].str()), std::string::npos)
            << "the explanation lacks \"" << declared[2] << "\":\n"
            << words_of(last);
        // Nobody is left behind: this process has no children.
        EXPECT_EQ(descendants(getpid()).size(), 1u);
    }

  private:
    fs::path folder_;
};

// The suite is registered by folder, so that each attack is one test with its own name.
const int registered = [] {
    for (const std::string& name : folders_in(root / "grader/tests/attacks")) {
        testing::RegisterTest("AttacksSlow", name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [name]() -> testing::Test* {
                                  return new Attack(root / "grader/tests/attacks" / name);
                              });
    }
    return 0;
}();

// Registered behind them, so it runs after the last attack.
class GradingAfterwards : public testing::Test {
  public:
    void TestBody() override {
        for (const Verdict& verdict : graded(root / "solutions" / place().exercise.relative)) {
            EXPECT_EQ(verdict.outcome, Outcome::pass) << verdict.check << "\n" << words_of(verdict);
        }
    }
};
const int registered_last = [] {
    testing::RegisterTest("AttacksSlow", "zz_the_solution_still_passes", nullptr, nullptr, __FILE__,
                          __LINE__, []() -> testing::Test* { return new GradingAfterwards; });
    return registered;
}();

}  // namespace
}  // namespace grader
