#include "report/verdict.h"

#include <set>

#include <gtest/gtest.h>

namespace grader {
namespace {

TEST(Outcomes, HaveNamesThatLeadBack) {
    std::set<std::string_view> names;
    for (const Outcome outcome : all_outcomes()) {
        EXPECT_EQ(outcome_named(name(outcome)), outcome) << name(outcome);
        names.insert(name(outcome));
    }
    EXPECT_EQ(names.size(), 11u);
    EXPECT_EQ(name(Outcome::does_not_build), "does not build");
    EXPECT_EQ(name(Outcome::too_slow), "too slow");
}

TEST(Outcomes, AreFoundByTheirExactNameOnly) {
    EXPECT_EQ(outcome_named("not started"), Outcome::not_started);
    EXPECT_EQ(outcome_named("not_started"), std::nullopt);
    EXPECT_EQ(outcome_named("Race"), std::nullopt);
    EXPECT_EQ(outcome_named(""), std::nullopt);
}

TEST(Worst, GivesTheSameWhicheverComesFirst) {
    for (const Outcome a : all_outcomes()) {
        for (const Outcome b : all_outcomes())
            EXPECT_EQ(worst(a, b), worst(b, a)) << name(a) << name(b);
        EXPECT_EQ(worst(a, a), a);
        EXPECT_EQ(worst(a, Outcome::pass), a);
        EXPECT_EQ(worst(a, Outcome::rejected), Outcome::rejected);
    }
}

TEST(Worst, PutsAFailedExpectationBeforeNotStarted) {
    EXPECT_EQ(worst(Outcome::wrong, Outcome::not_started), Outcome::wrong);
    EXPECT_EQ(worst(Outcome::too_slow, Outcome::not_started), Outcome::too_slow);
}

TEST(Worst, PutsTheCauseBeforeItsEffects) {
    for (const Outcome effect : {Outcome::crash, Outcome::deadlock, Outcome::wrong}) {
        EXPECT_EQ(worst(effect, Outcome::race), Outcome::race);
        EXPECT_EQ(worst(effect, Outcome::environment), Outcome::environment);
    }
    EXPECT_EQ(worst(Outcome::crash, Outcome::wrong), Outcome::crash);
    EXPECT_EQ(worst(Outcome::deadlock, Outcome::wrong), Outcome::deadlock);
}

TEST(Worst, NeverHidesAFailureBehindABusyMachine) {
    EXPECT_EQ(worst(Outcome::inconclusive, Outcome::too_slow), Outcome::too_slow);
    EXPECT_EQ(worst(Outcome::inconclusive, Outcome::not_started), Outcome::not_started);
}

}  // namespace
}  // namespace grader
