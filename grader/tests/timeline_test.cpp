#include "report/json.h"
#include "report/timeline_svg.h"
#include "schedule_fixture.h"
#include "well_formed.h"

namespace grader {
namespace {

std::vector<std::pair<std::string, Timeline>> timelines() {
    std::vector<std::pair<std::string, Timeline>> all;
    for (const std::string& name : ScheduleFixture::all())
        if (const Problem problem = ScheduleFixture(name).explained(); problem.timeline)
            all.emplace_back(name, *problem.timeline);
    return all;
}

Timeline timeline_of(const std::string& name) {
    return ScheduleFixture(name).explained().timeline.value();
}

TEST(TimelineText, PutsTwoThreadsSideBySide) {
    EXPECT_EQ(plain_timeline(timeline_of("lost_update"), 80),
              R"(    How it happened, step by step (try 12 of 1000, 2 switches between threads):

          thread 1                            thread 2
          ──────────────────────────────────  ──────────────────────────────────
       2  begins
       3  reads value_ → 0
          4 | value_ = value_ + 1;
    ── the deciding switch: thread 1 is interrupted, thread 2 goes on ──────────
       4                                      begins
       5                                      reads value_ → 0,
                                                writes value_ = 1
                                              4 | value_ = value_ + 1;
       7                                      ends
       8  writes value_ = 1
          4 | value_ = value_ + 1;
       9  ends
)");
}

TEST(TimelineText, ShowsTheLocksWhereThereIsRoom) {
    for (const char* name : {"deadlock_named", "deadlock_of_five", "check_then_act"})
        EXPECT_EQ(read_aloud(ScheduleFixture(name).explained(), 120),
                  read_file(ScheduleFixture::folder() / (std::string(name) + ".wide.txt")))
            << name;
}

TEST(TimelineText, FitsIntoEveryWidth) {
    for (const auto& [name, timeline] : timelines())
        for (const std::size_t width : {60u, 80u, 100u, 110u, 120u, 200u})
            for (const std::string& line : split_lines(plain_timeline(timeline, width)))
                EXPECT_LE(columns(line), width) << name << ": " << line;
}

TEST(TimelineText, SurvivesAnImpossibleWidth) {
    for (const auto& [name, timeline] : timelines())
        for (const std::size_t width : {0u, 1u, 20u, 40u})
            EXPECT_FALSE(plain_timeline(timeline, width).empty()) << name;
}

TEST(TimelineText, HasColourOnlyFromTheTones) {
    const Timeline timeline = timeline_of("deadlock");
    std::string toned = timeline_text(timeline, 100, [](Terminal::Tone, const std::string& text) {
        return text.empty() ? text : "\x1b[2m" + text + "\x1b[0m";
    });
    EXPECT_NE(toned.find("\x1b[2m"), std::string::npos);
    toned = replaced(replaced(toned, "\x1b[2m", ""), "\x1b[0m", "");
    // Blanks that nobody sees may stand before a tone's end.
    std::string plain;
    for (const std::string& line : split_lines(toned))
        plain += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    EXPECT_EQ(plain, plain_timeline(timeline, 100));
}

TEST(TimelineText, CutsNoSignInTwo) {
    Timeline timeline;
    timeline.threads = {"thread 1"};
    timeline.rows.push_back({1,
                             0,
                             "reads größe_",
                             Place{"mine/a.h", 3, 0, "    größe_größe_größe_größe_größe_größe_;"},
                             {},
                             {},
                             0});
    const std::string text = plain_timeline(timeline, 40);
    EXPECT_NE(text.find("größe_größe_"), std::string::npos);
    EXPECT_EQ(text.find("\xc3."), std::string::npos) << text;
}

TEST(Timeline, LeavesOutTheBeginningOfALongStory) {
    const Timeline timeline = timeline_of("too_long");
    EXPECT_LE(timeline.rows.size(), 40u);
    EXPECT_EQ(timeline.left_out, 105);
    EXPECT_NE(plain_timeline(timeline, 80).find("(105 steps before this are left out)"),
              std::string::npos);
}

TEST(Timeline, KnowsWhichStepLetAnotherHappen) {
    const Timeline woken = timeline_of("lost_wakeup_other_woken");
    const auto at = [](const Timeline& timeline, int number) {
        return *std::find_if(timeline.rows.begin(), timeline.rows.end(),
                             [&](const TimelineRow& row) { return row.number == number; });
    };
    EXPECT_EQ(at(woken, 13).after, 11);
    EXPECT_EQ(at(timeline_of("several_locks"), 10).after, 7);
    EXPECT_EQ(at(timeline_of("order_of_two"), 2).after, 1);
    EXPECT_EQ(at(woken, 11).after, 0);
}

TEST(Timeline, MarksWhatIsSpecial) {
    const auto has = [](const std::string& name, Mark mark) {
        const Timeline timeline = timeline_of(name);
        return std::any_of(timeline.rows.begin(), timeline.rows.end(),
                           [&](const TimelineRow& row) { return row.is(mark); });
    };
    EXPECT_TRUE(has("lost_update", Mark::deciding));
    EXPECT_TRUE(has("lost_update", Mark::switched));
    EXPECT_TRUE(has("stale_read", Mark::stale));
    EXPECT_TRUE(has("time_out", Mark::timed_out));
    EXPECT_TRUE(has("spurious", Mark::spurious));
    EXPECT_TRUE(has("deadlock", Mark::last));
    EXPECT_FALSE(has("time_out", Mark::deciding));
}

TEST(TimelineJson, HoldsWhatTheTimelineHolds) {
    Verdict verdict;
    verdict.problems = {ScheduleFixture("deadlock").explained(), Problem()};
    const auto document = nlohmann::json::parse(to_json(std::vector{verdict}));
    const auto& problems = document["verdicts"][0]["problems"];
    const auto& timeline = problems[0]["timeline"];
    EXPECT_EQ(timeline["threads"], nlohmann::json({"thread 1", "thread 2"}));
    EXPECT_EQ(timeline["rows"][1]["action"], "locks mutex A");
    EXPECT_EQ(timeline["rows"][1]["holds"], nlohmann::json({"mutex A"}));
    EXPECT_EQ(timeline["rows"][1]["place"]["file"], "mine/bank.h");
    EXPECT_EQ(timeline["rows"][2]["marks"], nlohmann::json({"switch", "deciding"}));
    EXPECT_EQ(problems[0]["token"], "");
    EXPECT_TRUE(problems[1]["timeline"].is_null());
}

TEST(TimelineSvg, IsAPictureThatCanBeReadAloud) {
    for (const auto& [name, timeline] : timelines()) {
        const std::string svg = timeline_svg(timeline);
        expect_well_formed(svg);
        EXPECT_NE(svg.find("<title>How it happened"), std::string::npos) << name;
        EXPECT_NE(svg.find("<desc>Step "), std::string::npos) << name;
        EXPECT_NE(svg.find("prefers-color-scheme: dark"), std::string::npos) << name;
        EXPECT_EQ(svg.find("http", svg.find("viewBox")), std::string::npos) << name;
    }
    const std::string svg = timeline_svg(timeline_of("deadlock"));
    EXPECT_NE(svg.find("<title>thread 1 holds mutex A</title>"), std::string::npos);
    EXPECT_NE(svg.find("the deciding switch"), std::string::npos);
}

TEST(TimelineSvg, EscapesWhatTheLearnerWrote) {
    Timeline timeline;
    timeline.title = "a & b";
    timeline.threads = {"<script>"};
    timeline.rows.push_back({1,
                             0,
                             "reads \"x\"",
                             Place{"mine/a.h", 3, 0, "if (a < b && c > d)\x1b[31m"},
                             {"<m>"},
                             {},
                             0});
    const std::string svg = timeline_svg(timeline);
    expect_well_formed(svg);
    EXPECT_EQ(svg.find("<script>"), std::string::npos);
    EXPECT_EQ(svg.find('\x1b'), std::string::npos);
    EXPECT_NE(svg.find("if (a &lt; b &amp;&amp; c &gt; d)"), std::string::npos);
}

}  // namespace
}  // namespace grader
