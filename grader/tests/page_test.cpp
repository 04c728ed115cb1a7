// The report as a page: what it says of each exercise, and that nothing of a learner's becomes
// markup. How it looks and steps is page_browser_test.cpp's.
#include "report/page.h"

#include <regex>
#include <set>

#include "page_fixture.h"
#include "well_formed.h"

namespace grader {
namespace {

const PageLook only_body{"{{body}}", "", ""};

std::string body(const PageExercise& one) {
    return page({{"03 Races", {one}}}, "today", only_body);
}

bool has(const std::string& page, const std::string& text) {
    return page.find(text) != std::string::npos;
}

// As a reader without pictures has it: without tags, blanks folded.
std::string text_of(const std::string& markup) {
    std::string text = std::regex_replace(markup, std::regex("<[^>]*>"), " ");
    text = std::regex_replace(text, std::regex("\\s+"), " ");
    for (const auto& [from, to] :
         {std::pair("&lt;", "<"), {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
        text = replaced(text, from, to);
    return text;
}

std::string said(const PageExercise& one) {
    return text_of(body(one));
}

int count(const std::string& text, const std::string& what) {
    int found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size())
        ++found;
    return found;
}

TEST(Page, CountsSolvedPuzzles) {
    const std::string whole = page(page_course(), "today", only_body);
    const std::string text = text_of(whole);
    EXPECT_TRUE(has(text, "1 of 2 puzzles solved")) << text;
    EXPECT_TRUE(has(text, "./racecourse play two_deposits Two deposits ✓ solved")) << text;
    EXPECT_TRUE(has(text, "not solved"));
    EXPECT_FALSE(has(whole, "<b>Lost"));
    EXPECT_FALSE(
        has(text_of(body(page_exercise("fresh", Standing::not_started, Outcome::not_started))),
            "puzzle"));
}

TEST(Page, IsWellFormedAndHasNoElementTwice) {
    const std::string whole = page(page_course(), "today", only_body);
    expect_well_formed(whole);
    std::set<std::string> ids;
    const std::regex id(" id=\"([^\"]*)\"");
    for (std::sregex_iterator each(whole.begin(), whole.end(), id), end; each != end; ++each)
        EXPECT_TRUE(ids.insert((*each)[1]).second) << (*each)[1];
    const std::regex referred("(?:aria-labelledby=\"|data-file=\"|href=\"#)([^\"]*)\"");
    for (std::sregex_iterator each(whole.begin(), whole.end(), referred), end; each != end; ++each)
        EXPECT_TRUE(ids.contains((*each)[1])) << (*each)[1];
}

TEST(Page, SaysWhereTheLearnerStands) {
    const std::string whole = text_of(page(page_course(), "1 May", only_body));
    EXPECT_TRUE(has(whole, "Made on 1 May")) << whole.substr(0, 300);
    const auto exercises = page_course()[0].exercises.size();
    EXPECT_TRUE(has(whole, fmt::format("1 of {} exercises passed", exercises + 1)));
    EXPECT_TRUE(has(whole, fmt::format("03 Races & locks 1 of {} passed", exercises)));
    EXPECT_TRUE(has(whole, "04 More 0 of 1 passed"));
    const auto state = [](Standing standing, Outcome outcome) {
        return said(page_exercise("ex01", standing, outcome));
    };
    EXPECT_TRUE(has(state(Standing::not_started, Outcome::not_started),
                    "Begin with exercises/chapter03_races/ex01_x/README.md ."));
    const std::string changed = state(Standing::changed, Outcome::not_started);
    EXPECT_TRUE(has(changed, "changed, not graded yet"));
    EXPECT_TRUE(has(changed, "./racecourse check chapter03/ex01 grades it"));
    EXPECT_TRUE(
        has(state(Standing::graded, Outcome::race), "./racecourse report --grade grades it"));
    PageExercise gone = page_exercise("ex01", Standing::graded, Outcome::pass);
    gone.code.clear();
    EXPECT_TRUE(has(said(gone), "a file is missing"));
    EXPECT_TRUE(has(said(gone), "0 of 1 exercise passed"));
}

TEST(Page, TellsWhatAPassTaught) {
    const std::string fast = said(page_of_speed("fast", Outcome::pass));
    EXPECT_TRUE(has(fast, "You have learned: Take one lock."));
    EXPECT_TRUE(has(fast, "✓ examples 3 tests"));
    EXPECT_TRUE(has(fast, "races: not run"));
    EXPECT_FALSE(has(said(page_of_speed("slow", Outcome::too_slow)), "You have learned"));
}

// Every word that the terminal has.
TEST(Page, HasTheWholeExplanation) {
    for (const std::string& name : ScheduleFixture::all()) {
        const Problem problem = ScheduleFixture(name).explained();
        if (!problem.timeline) continue;
        const std::string markup = body(page_of_finding(name)), text = text_of(markup);
        const auto expect = [&](const std::string& words) {
            const std::string wanted = text_of(replaced(words, "`", " "));
            const auto plain = [](const std::string& any) { return replaced(any, " ", ""); };
            EXPECT_TRUE(has(plain(text), plain(wanted))) << name << ": " << wanted;
        };
        expect(problem.headline);
        expect(problem.why);
        expect(problem.mend);
        for (const Step& step : problem.steps) expect(step.text);
        for (const std::string& note : problem.timeline->notes) expect(note);
        for (const TimelineRow& row : problem.timeline->rows) expect(row.action);
        EXPECT_EQ(count(markup, "<tr class=\"step"),
                  static_cast<int>(problem.timeline->rows.size()));
        EXPECT_EQ(count(markup, "class=\"dot\""), static_cast<int>(problem.timeline->rows.size()));
    }
}

TEST(Page, DrawsAnInterleavingAsLanes) {
    const std::string markup = body(page_of_finding("deadlock_named"));
    EXPECT_TRUE(has(markup,
                    "<th scope=\"col\">thread 1</th><th scope=\"col\">thread 2</th>"
                    "<th scope=\"col\" class=\"holds\">locks held</th>"));
    EXPECT_TRUE(
        has(text_of(markup), "the deciding switch: thread 1 is interrupted, thread 2 goes on"));
    // Thread 1 holds left_ from step 2 to the end, thread 2 right_ from step 4.
    EXPECT_EQ(count(markup, "class=\"bar lock0 from\""), 1);
    EXPECT_EQ(count(markup, "class=\"bar lock1 from\""), 1);
    EXPECT_EQ(count(markup, "class=\"bar lock0\""), 4);
    EXPECT_EQ(count(markup, "class=\"bar lock1\""), 2);
    EXPECT_EQ(count(markup, " to\""), 0);
    EXPECT_TRUE(has(markup, "data-line=\"4\""));
    EXPECT_TRUE(has(said(page_of_finding("several_locks")), "(after step 7)"));
    EXPECT_TRUE(has(said(page_of_finding("too_long")), "105 steps before this are left out"));
}

TEST(Page, ShowsTheTwoRacingLinesWithTheirNeighbours) {
    const PageExercise race = page_of_race("reader_without_lock");
    const std::string markup = body(race);
    EXPECT_TRUE(has(markup, "<ol class=\"steps racing\">"));
    EXPECT_EQ(count(markup, "<span class=\"line chosen\">"), 2);
    EXPECT_FALSE(has(body(page_of_finding("deadlock_named")), "racing"));
    // Another file now than the one that was graded: only the line of then.
    PageExercise other = race;
    other.code[0].content = "other\n";
    EXPECT_EQ(count(body(other), "<span class=\"line chosen\">"), 2);
    EXPECT_LT(count(body(other), "<span class=\"line\">"), count(markup, "<span class=\"line\">"));
}

TEST(Page, MarksWhatTheColumnPointsAt) {
    Problem problem;
    problem.outcome = Outcome::does_not_build;
    problem.headline = "numbr_ is not known here.";
    problem.steps = {{"", Place{"mine/a.h", 3, 12, "    return numbr_;"}},
                     {"", Place{"mine/a.h", 3, 1, "ü"}},
                     {"", Place{"mine/a.h", 3, 99, "short"}},
                     {"", Place{"mine/a.h", 0, 0, ""}}};
    const std::string markup =
        body(page_exercise("ex01", Standing::graded, Outcome::does_not_build,
                           {page_verdict("examples", Outcome::does_not_build, {problem})}));
    EXPECT_TRUE(has(markup, "    return <mark>numbr_</mark>;"));
    EXPECT_TRUE(has(markup, "<mark>ü</mark>"));
    EXPECT_TRUE(has(markup, "<code>short</code>"));
    expect_well_formed(markup);
}

TEST(Page, SaysTheSameOnlyOnce) {
    Problem problem;
    problem.headline = "It is wrong.";
    std::vector<Problem> three(3, problem);
    three[0].test = "Behaviour.A";
    three[1].test = "Behaviour.B";
    three[2].test = "Behaviour.C";
    const std::string text = said(page_exercise("ex01", Standing::graded, Outcome::wrong,
                                                {page_verdict("examples", Outcome::wrong, three)}));
    EXPECT_EQ(count(text, "It is wrong."), 1);
    EXPECT_TRUE(has(text, "The same in Behaviour.B, Behaviour.C."));
}

TEST(Page, ShowsWhatTheCoresDid) {
    const std::string slow = body(page_of_speed("slow", Outcome::too_slow));
    EXPECT_EQ(count(slow, "<svg class=\"strip\""), 3) << "once, with the problem";
    EXPECT_TRUE(has(text_of(slow), "the test 80 % waiting for something else, 20 % busy 20 %"));
    EXPECT_TRUE(has(slow, "<path class=\"share2\""));
    EXPECT_EQ(count(body(page_of_speed("fast", Outcome::pass)), "<svg class=\"strip\""), 3);
}

TEST(Page, DrawsTheSpeedupWithTheMachinesOwnPoint) {
    const std::string fast = body(page_of_speed("fast", Outcome::pass)), text = text_of(fast);
    EXPECT_EQ(count(fast, "<circle class=\"point\""), 5);
    EXPECT_EQ(count(fast, "<path class=\"machine\""), 1);
    EXPECT_EQ(count(fast, "<path class=\"needed\""), 1);
    EXPECT_TRUE(has(text, "virtual cores 1 2 4 8 16 times as fast 0.95 2.0 4.1 6.8 7.5"));
    EXPECT_TRUE(has(text, "with 2 cores, it is 1.9 times as fast."));
    EXPECT_TRUE(has(text,
                    "6.8 times as fast as the sequential version on 8 virtual cores; 2.7 "
                    "needed; right solutions reach 6.1."));
    PageExercise one = page_of_speed("fast", Outcome::pass);
    one.verdicts->at(1).speed[0].wall_speedup = 0;
    EXPECT_FALSE(has(body(one), "<path class=\"machine\""));
    EXPECT_TRUE(has(said(one), "not measured by the clock of a real machine"));
    one.curves[0].points = {{8, 1e-9}, {16, 1e9}};
    expect_well_formed(body(one));
    one.curves.clear();
    EXPECT_FALSE(has(body(one), "<svg class=\"curve\""));
}

TEST(Page, NothingOfALearnersBecomesMarkup) {
    const std::string markup = body(page_of_hostility());
    expect_well_formed(markup);
    for (const char* tag : {"<script", "</script", "<img", "</style", "<b>", "\x1b", "\xff"})
        EXPECT_FALSE(has(markup, tag)) << tag;
    // The words are there nevertheless, and no tag has got an attribute from them.
    EXPECT_TRUE(has(markup, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    const std::regex tag("<[^>]*(onclick|onerror|alert)[^>]*>");
    EXPECT_FALSE(std::regex_search(markup, tag));
    EXPECT_TRUE(has(markup, "<code>a&lt;b&gt;</code>")) << "backquotes still mean code";
}

TEST(Page, FillsItsFrameOnce) {
    const PageLook look{"<{{style}}|{{script}}|{{nonce}}|{{nonce}}|{{other}}|{{body}}>{{", "STYLE",
                        "SCRIPT {{body}}"};
    const std::string whole = page({{"T", {page_of_hostility()}}}, "today", look);
    EXPECT_TRUE(whole.starts_with("<STYLE|SCRIPT {{body}}|")) << whole.substr(0, 80);
    EXPECT_TRUE(whole.ends_with(">{{"));
    EXPECT_EQ(count(whole, "SCRIPT"), 1) << "{{script}} in a learner's text is text";
    std::smatch nonces;
    ASSERT_TRUE(
        std::regex_search(whole, nonces, std::regex("\\|([0-9a-f]{32})\\|([0-9a-f]{32})\\|\\|")));
    EXPECT_EQ(nonces[1], nonces[2]);
    const std::string other = page({{"T2", {page_of_hostility()}}}, "today", look);
    EXPECT_FALSE(has(other, nonces[1])) << "another page, another nonce";
}

TEST(Page, NeedsNothingFromOutside) {
    const PageLook look = page_look(RACECOURSE_ROOT);
    const std::string whole = page(page_course(), "today", look);
    EXPECT_TRUE(has(whole, "default-src 'none'"));
    for (const char* outside : {" src=", "<link", "@import", "url(h", "fetch(", "innerHTML"})
        EXPECT_FALSE(has(look.frame + look.style + look.script, outside)) << outside;
    for (const char* end : {"</script", "</style"})
        EXPECT_EQ(count(look.script + look.style, end), 0);
    EXPECT_FALSE(has(whole, "{{style}}"));
}

}  // namespace
}  // namespace grader
