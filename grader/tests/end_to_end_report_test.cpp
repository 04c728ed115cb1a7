// racecourse report: what a learner has at the end of it, on a tiny course of its own.
#include "tests/end_to_end.h"

#include <cstdlib>

namespace grader {
namespace {

const std::string page_file = ".racecourse/racecourse-report.html";

bool has(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

TEST(EndToEndReportSlow, TellsWhatIsKnownAndGradesWhenAsked) {
    FakeCourse course;
    course.add("ex01_passing", R"("examples")", right_box);
    course.add("ex02_wrong", R"("examples")",
               "#include <cstdio>\n" +
                   box_with("return number_;", "std::puts(\"</script><b>\"); return number_ + 1;"));
    course.add("ex03_not_started", R"("examples")", stub_box);
    const auto report = [&](const auto&... words) {
        return Cmd(course.root(), "report", words...).run();
    };
    const auto page = [&] { return read_file(course.root() / page_file); };

    const Ran first = report();
    EXPECT_EQ(first.status, 0) << first;
    EXPECT_EQ(first.out, "The report is in " + (course.root() / page_file).string() + "\n");
    EXPECT_TRUE(has(page(), "<strong>0 of 3 exercises</strong>")) << page().substr(0, 3000);
    EXPECT_TRUE(has(page(), "<h2>Boxes</h2>"));
    EXPECT_TRUE(has(page(), "changed, not graded yet"));

    EXPECT_EQ(Cmd(course.root(), "check", "chapter01/ex02").run().status, 1);
    EXPECT_EQ(report().status, 0);
    EXPECT_TRUE(has(page(), "get() after put(7) should be 7."));
    EXPECT_TRUE(has(page(), "&lt;/script&gt;&lt;b&gt;"));
    EXPECT_FALSE(has(page(), "</script><b>"));

    const Ran graded = report("--grade");
    EXPECT_EQ(graded.status, 0) << graded;
    EXPECT_EQ(graded.err, "Grading chapter01/ex01 ...\n") << "the others are known";
    EXPECT_TRUE(has(page(), "<strong>1 of 3 exercises</strong>"));
    EXPECT_TRUE(has(page(), "You have learned:</strong> One lock."));
    EXPECT_EQ(report("--grade").err, "") << "nothing is graded twice";

    // An unreadable record costs the explanation, and --grade brings it back.
    for (const auto& entry : fs::directory_iterator(course.root() / ".racecourse/outcomes"))
        if (entry.path().extension() == ".json") write_file(entry.path(), "{");
    EXPECT_EQ(report().status, 0);
    EXPECT_TRUE(has(page(), "The explanation is not kept any more."));
    EXPECT_FALSE(has(page(), "get() after put(7)"));
    EXPECT_TRUE(has(report("--grade").err, "Grading chapter01/ex02"));
    EXPECT_TRUE(has(page(), "get() after put(7)"));

    // A file that its learner has deleted.
    fs::remove(course.root() / "exercises/chapter01_boxes/ex02_wrong/box.h");
    EXPECT_EQ(report().status, 0);
    EXPECT_TRUE(has(page(), "a file is missing"));
}

TEST(EndToEndReportSlow, WritesWhereItIsToldAndNothingHalf) {
    const FakeCourse course;
    course.add("ex01_not_started", R"("examples")", stub_box);
    const auto report = [&](const std::string& file) {
        return Cmd(course.root(), "report", "--output", file).run();
    };
    EXPECT_EQ(report("mine.html").status, 0);
    EXPECT_TRUE(has(read_file(course.root() / "mine.html"), "not started"));
    EXPECT_FALSE(fs::exists(course.root() / page_file));
    const Ran folder = report("chapters");
    EXPECT_EQ(folder.status, 2) << folder;
    EXPECT_EQ(folder.err, "racecourse: chapters is a folder; give --output a file.\n");
    const Ran nowhere = report("none/such/mine.html");
    EXPECT_EQ(nowhere.status, 2) << nowhere;
    EXPECT_TRUE(has(nowhere.err, "there is no such folder to write to")) << nowhere;
    EXPECT_FALSE(fs::exists(course.root() / "none"));
    // What was there before stays when the page cannot be written.
    const Ran device = report("/dev/full/mine.html");
    EXPECT_EQ(device.status, 2) << device;
}

TEST(EndToEndReportSlow, OpensABrowser) {
    const FakeCourse course;
    course.add("ex01_not_started", R"("examples")", stub_box);
    const std::string before = std::getenv("PATH");
    const auto open = [&](const std::string& browser) {
        course.write("bin/xdg-open", browser);
        fs::permissions(course.root() / "bin/xdg-open", fs::perms::owner_all);
        setenv("PATH", ((course.root() / "bin").string() + ":/usr/bin:/bin").c_str(), 1);
        return Cmd(course.root(), "report", "--open").run();
    };
    const fs::path opened = course.root() / "opened";
    const Ran good = open("#!/bin/sh\necho \"$1\" >" + opened.string() + "\n");
    EXPECT_EQ(good.status, 0) << good;
    EXPECT_EQ(read_file(opened), (course.root() / page_file).string() + "\n");
    const Ran bad = open("#!/bin/sh\nexit 3\n");
    EXPECT_EQ(bad.status, 3) << bad;
    EXPECT_TRUE(has(bad.out, page_file)) << "the report is there all the same";
    EXPECT_TRUE(has(bad.err, "No browser could be opened here")) << bad;
    setenv("PATH", before.c_str(), 1);
}

TEST(EndToEndReportSlow, MeasuresTheSpeedupOnce) {
    const FakeCourse course;
    course.add("ex01_shared", R"("speed")", right_box);
    course.write("grader/hidden/chapter01_boxes/ex01_shared/tests.cpp",
                 R"(#include <racecourse/kit.h>
#include <racecourse/speed.h>
#include "box.h"
void work() {
    Box box;
    for (int i = 0; i < 60'000; ++i) box.put(i);
}
TEST(Speed, SharesTheWork) {
    const int threads = racecourse::cores();
    EXPECT_SPEEDUP([&] { for (int i = 0; i < threads; ++i) work(); },
                   [&] {
                       std::vector<std::jthread> all;
                       for (int i = 0; i < threads; ++i) all.emplace_back(work);
                   })
        << "Each works for itself.";
}
)");
    const fs::path manifest = "grader/hidden/chapter01_boxes/ex01_shared/exercise.toml";
    course.write(manifest, read_file(course.root() / manifest) +
                               "[speed.SharesTheWork]\nat_least = 2\nright = 6\nwrong = 1\n");
    const Ran check = Cmd(course.root(), "check", "chapter01/ex01").run();
    ASSERT_EQ(check.status, 0) << check;
    const Ran first = Cmd(course.root(), "report").run();
    EXPECT_EQ(first.status, 0) << first;
    for (const char* cores : {"1 virtual core ...", "2 virtual cores ...", "16 virtual cores ..."})
        EXPECT_TRUE(has(first.err, cores)) << first;
    EXPECT_FALSE(has(first.err, "on 8 ")) << "that is the verdict's";
    const std::string page = read_file(course.root() / page_file);
    std::size_t points = 0;
    for (std::size_t at = 0; (at = page.find("<circle class=\"point\"", at)) != std::string::npos;
         ++at)
        ++points;
    EXPECT_EQ(points, 5u);
    const Ran again = Cmd(course.root(), "report").run();
    EXPECT_EQ(again.err, "") << "it is kept";
    EXPECT_TRUE(has(read_file(course.root() / page_file), "<svg class=\"curve\""));
}

}  // namespace
}  // namespace grader
