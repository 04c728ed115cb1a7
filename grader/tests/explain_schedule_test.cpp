#include "common/error.h"
#include "schedule_fixture.h"

namespace grader {
namespace {

Problem explained(const std::string& name) {
    return ScheduleFixture(name).explained();
}

std::string first_step(const std::string& name) {
    const Problem problem = explained(name);
    return problem.steps.empty() ? "" : problem.steps[0].text;
}

TEST(ExplainSchedule, SaysWhatIsWrittenBesideEachFinding) {
    EXPECT_GE(ScheduleFixture::all().size(), 30u);
    for (const std::string& name : ScheduleFixture::all())
        EXPECT_EQ(read_aloud(explained(name), 80),
                  read_file(ScheduleFixture::folder() / (name + ".txt")))
            << name;
}

TEST(ExplainSchedule, HasAnOutcomeForEachKind) {
    const std::vector<std::pair<const char*, Outcome>> outcomes = {
        {"lost_update", Outcome::wrong},           {"still_running", Outcome::wrong},
        {"check_then_act_atomic", Outcome::crash}, {"crash", Outcome::crash},
        {"use_after_free", Outcome::crash},        {"double_free", Outcome::crash},
        {"double_unlock", Outcome::crash},         {"unlock_by_other", Outcome::crash},
        {"destroyed_in_use", Outcome::crash},      {"race", Outcome::race},
        {"deadlock", Outcome::deadlock},           {"lost_wakeup", Outcome::deadlock},
        {"livelock", Outcome::deadlock},           {"starvation", Outcome::deadlock},
        {"too_long", Outcome::too_slow},           {"environment", Outcome::environment},
    };
    for (const auto& [name, outcome] : outcomes)
        EXPECT_EQ(explained(name).outcome, outcome) << name;
}

TEST(ExplainSchedule, TellsWhatTheDecidingSwitchDid) {
    EXPECT_EQ(first_step("lost_update"),
              "Thread 2 changed `value_` between thread 1's read and thread 1's write of it, so "
              "thread 2's change is lost. All of it happens in this line:");
    EXPECT_EQ(
        first_step("let_go_between"),
        "Thread 1 read `balance_` and let go of `mutex_` before it wrote; in between thread 2 "
        "changed `balance_`, so thread 2's change is lost.");
    EXPECT_EQ(first_step("check_then_act"),
              "Thread 1 looked at `count_` and let go of `mutex_`. Before it went on, thread 2 "
              "changed `count_`, so what thread 1 had seen was no longer true.");
    EXPECT_EQ(first_step("check_then_act_atomic"),
              "Thread 1 looked at `free_`, and before it acted on what it had seen, thread 2 "
              "changed `free_`.");
    EXPECT_EQ(first_step("stale_read"),
              "Thread 2 read an old value of `text_` (0), although thread 1 had already changed "
              "it: nothing orders the read after the change.");
    EXPECT_EQ(first_step("order_of_two"), "Thread 1 read `rounds_` before the test wrote it.");
    EXPECT_EQ(first_step("any_switch"),
              "Thread 1 was interrupted in the middle of `call`, and thread 2 went on: this switch "
              "decides it.");
    EXPECT_EQ(first_step("interrupted_in_the_middle"),
              "Thread 1 was interrupted in the middle of `remove`, and thread 2 went on.");
}

TEST(ExplainSchedule, TellsALateWaitFromANotifyThatNeverCame) {
    EXPECT_EQ(explained("lost_wakeup").headline,
              "Nobody will wake thread 1: the notify came at step 6, before it began to wait at "
              "step 8.");
    EXPECT_EQ(explained("lost_wakeup_no_notify").headline,
              "Nobody will wake thread 1: it waits for the condition variable `filled_`, and "
              "nobody notifies.");
    EXPECT_EQ(explained("lost_wakeup_other_woken").headline,
              "Nobody will wake thread 1: the last notify (step 11) woke thread 3, and no other "
              "one comes.");
}

TEST(ExplainSchedule, TellsANotifyOfAnAtomicThatCameTooEarlyFromNone) {
    EXPECT_EQ(explained("atomic_notified_too_early").headline,
              "Nobody will wake thread 1: the notify came (step 2) before it began to wait (step "
              "7).");
    EXPECT_EQ(explained("atomic_notified_before_the_change").headline,
              "Nobody will wake thread 1: the notify came (step 2) before `ready_` was changed "
              "(step 7).");
    EXPECT_EQ(
        explained("atomic_never_notified").headline,
        "Nobody will wake thread 1: thread 2 changes `ready_` (step 6), and nobody notifies.");
}

TEST(ExplainSchedule, SaysWhoHadWhatWasReleased) {
    EXPECT_EQ(explained("semaphore_other_was_faster").headline,
              "Thread 3 waits for the semaphore `full_`: what was released last (step 2) went to "
              "thread 2 (step 5), and no other release comes.");
    EXPECT_EQ(explained("semaphore_never_released").headline,
              "Thread 1 waits for the semaphore `full_`: nobody releases it.");
    EXPECT_EQ(explained("deadlock_semaphore").headline,
              "Thread 2 waits for the semaphore `free_`: the last permit went to thread 1 (step "
              "2), and nobody releases one.");
}

TEST(ExplainSchedule, SaysWhatTheEvidenceLooksLike) {
    const std::vector<std::pair<const char*, Pattern>> patterns = {
        {"lost_update", Pattern::lost_update},
        {"let_go_between", Pattern::let_go_between},
        {"check_then_act", Pattern::let_go_between},
        {"check_then_act_atomic", Pattern::look_then_act},
        {"stale_read", Pattern::old_value},
        {"order_of_two", Pattern::unlucky_order},
        {"any_switch", Pattern::none},
        {"deadlock", Pattern::lock_ring},
        {"deadlock_own_lock", Pattern::own_lock},
        {"deadlock_while_waiting", Pattern::waits_holding_a_lock},
        {"lost_wakeup", Pattern::too_early_to_wake},
        {"lost_wakeup_no_notify", Pattern::never_woken},
        {"lost_wakeup_other_woken", Pattern::other_woken},
        {"atomic_notified_too_early", Pattern::too_early_to_wake},
        {"atomic_notified_before_the_change", Pattern::too_early_to_wake},
        {"atomic_never_notified", Pattern::never_woken},
        {"semaphore_other_was_faster", Pattern::other_woken},
        {"semaphore_never_released", Pattern::never_woken},
        {"livelock", Pattern::livelock},
        {"starvation", Pattern::starvation},
        {"race_without_lock", Pattern::lock_on_one_side},
        {"use_after_free", Pattern::freed_memory},
        {"still_running", Pattern::not_joined},
    };
    for (const auto& [name, pattern] : patterns)
        EXPECT_EQ(explained(name).pattern, pattern) << name;
}

TEST(ExplainSchedule, SaysWhoHoldsWhat) {
    EXPECT_EQ(explained("deadlock_named").headline,
              "A deadlock: thread 1 holds `left_` and waits for `right_`, thread 2 holds `right_` "
              "and waits for `left_`.");
    EXPECT_EQ(explained("deadlock").headline,
              "A deadlock: thread 1 holds `mutex` A and waits for `mutex` B, thread 2 holds "
              "`mutex` B and waits for `mutex` A.");
    EXPECT_EQ(explained("deadlock_of_five").headline,
              "A deadlock: 5 threads wait for each other in a ring, for ever.");
}

TEST(ExplainSchedule, NeverShowsHiddenTestsOrAddresses) {
    for (const std::string& name : ScheduleFixture::all()) {
        const Problem problem = explained(name);
        const std::string text = read_aloud(problem, 120);
        for (const char* noise :
             {"test/", "TestBody", "/usr/", "7fff", "0x", "code/", "pthread", "counter.value()"})
            EXPECT_EQ(text.find(noise), std::string::npos) << noise << " in:\n" << text;
        EXPECT_FALSE(problem.raw.empty()) << name;
        EXPECT_EQ(problem.raw.find("7fff"), std::string::npos) << problem.raw;
    }
}

TEST(ExplainSchedule, RefusesWhatItCannotRead) {
    const auto refused = [](const std::string& text) {
        try {
            (void)explain_schedule(text, Names());
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("not refused");
    };
    EXPECT_EQ(refused("no JSON"),
              "What the schedules check found cannot be read: it is not JSON. Please report this "
              "with the command that you gave.");
    EXPECT_EQ(refused("[]"), refused("no JSON"));
    EXPECT_TRUE(refused("{}").starts_with("What the schedules check found cannot be read ("));
    EXPECT_TRUE(refused(R"({"kind": 3})").starts_with("What the schedules check found cannot"));
    EXPECT_TRUE(refused(R"({"kind": "race", "events": [{"n": "one"}]})")
                    .starts_with("What the schedules check found cannot"));
    EXPECT_TRUE(refused(R"({"kind": "race", "events": 7})").starts_with("What the schedules"));
    EXPECT_TRUE(refused(R"({"kind": "eclipse"})").find("eclipse") != std::string::npos);
}

// Whatever was cut off or is missing, there is an Error or a sentence, never a crash.
TEST(ExplainSchedule, SurvivesFindingsThatLackSomething) {
    for (const std::string& name : ScheduleFixture::all()) {
        const ScheduleFixture fixture(name);
        for (std::size_t length = 0; length < fixture.finding.size(); length += 211)
            EXPECT_THROW((void)explain_schedule(fixture.finding.substr(0, length), fixture.names),
                         Error);
        const auto document = nlohmann::json::parse(fixture.finding);
        for (const auto& [member, value] : document.items()) {
            if (member == "kind") continue;
            auto less = document;
            less.erase(member);
            EXPECT_FALSE(explain_schedule(less.dump(), fixture.names).headline.empty())
                << name << " without " << member;
        }
        EXPECT_FALSE(explain_schedule(fixture.finding, Names()).headline.empty()) << name;
    }
}

TEST(SplitBecause, FindsTheAuthorsSentence) {
    EXPECT_EQ(split_because("a == b\n\x1e They differ.\n").because, "They differ.");
    EXPECT_EQ(split_because("a == b\n\x1e They differ.\n").message, "a == b");
    EXPECT_EQ(split_because("a == b").because, "");
    EXPECT_EQ(split_because("a == b").message, "a == b");
}

}  // namespace
}  // namespace grader
