// The report in a browser: headless Chromium shows it, wide and narrow, light and dark, and a
// script (page_browser.js) looks at every picture and steps through every timeline.
#include "tests/end_to_end.h"

#include "page_fixture.h"

namespace grader {
namespace {

// Of the packages that grader/tests/packages.txt names, or what else is there.
std::string chromium() {
    for (const char* path : {"/usr/bin/chromium-headless-shell", "/usr/bin/chromium"})
        if (fs::exists(path)) return path;
    return {};
}

struct Seen {
    std::string result;   // what the script wrote
    std::string console;  // what the page said there
    Ran ran;
};

class ReportPageSlow : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_NE(chromium(), "") << "apt-get install chromium-headless-shell";
    }
    [[nodiscard]] Ran browse(const std::string& html, std::vector<std::string> options) const {
        const TempFolder folder;
        folder.write("page.html", html);
        std::vector<std::string> words = {chromium(),
                                          "--headless",
                                          "--no-sandbox",
                                          "--disable-gpu",
                                          "--disable-dev-shm-usage",
                                          "--hide-scrollbars",
                                          "--enable-logging=stderr",
                                          "--user-data-dir=" + (folder.path() / "user").string()};
        words.insert(words.end(), options.begin(), options.end());
        words.push_back("file://" + (folder.path() / "page.html").string());
        return Running(words, folder.path()).finish(std::chrono::seconds(120));
    }
    [[nodiscard]] Seen see(const std::string& script, int width, bool dark = false) const {
        PageLook look = page_look(RACECOURSE_ROOT);
        look.script += script;
        std::vector<std::string> options = {"--dump-dom", "--virtual-time-budget=5000",
                                            fmt::format("--window-size={},800", width)};
        if (dark) options.emplace_back("--blink-settings=preferredColorScheme=0");
        Seen seen;
        seen.ran = browse(page(page_course(), "today", look), options);
        for (const std::string& line : split_lines(seen.ran.err))
            if (line.find("CONSOLE") != std::string::npos) seen.console += line + "\n";
        const std::string open = "<pre id=\"result\">";
        if (const auto at = seen.ran.out.find(open); at != std::string::npos) {
            const auto from = at + open.size();
            seen.result = seen.ran.out.substr(from, seen.ran.out.find("</pre>", from) - from);
        }
        return seen;
    }
    static std::string looking() {
        return read_file(fs::path(RACECOURSE_ROOT) / "grader/tests/page_browser.js");
    }
    static void expect_no_fault(const Seen& seen, int width, const char* colours) {
        EXPECT_EQ(seen.console, "");
        EXPECT_EQ(split_lines(seen.result).size(), 1u) << seen.result << seen.ran.err;
        EXPECT_NE(seen.result.find(fmt::format("{} wide, {}", width, colours)), std::string::npos)
            << seen.result << seen.ran.err;
    }
};

TEST_F(ReportPageSlow, IsDrawnAndSteppedThroughInAWideWindow) {
    const Seen seen = see(looking(), 1280);
    expect_no_fault(seen, 1280, "light");
    EXPECT_EQ(seen.result.find(" 0 timelines"), std::string::npos) << seen.result;
}

TEST_F(ReportPageSlow, IsDrawnAndSteppedThroughOnAPhone) {
    expect_no_fault(see(looking(), 390), 390, "light");
}

TEST_F(ReportPageSlow, CanBeReadInTheDark) {
    expect_no_fault(see(looking(), 1280, true), 1280, "dark");
}

// What a broken page would look like to the tests above.
TEST_F(ReportPageSlow, FaultsAreSeen) {
    const Seen error = see("console.error('oh');" + looking() + "throw new Error('broken');", 1280);
    EXPECT_NE(error.console.find("oh"), std::string::npos) << error.ran.err;
    EXPECT_NE(error.result.find("an error: Uncaught Error: broken"), std::string::npos)
        << error.result;
    const Seen asks = see(looking() + "fetch('page.html').catch(() => 0);", 1280);
    EXPECT_NE(asks.result.find("refused: connect-src"), std::string::npos) << asks.result;
    const Seen empty =
        see("document.querySelector('svg.strip').style.width = '1px';"
            "document.querySelector('.dot').style.left = '-50px';"
            "document.querySelector('h4').style.color = '#ddd';" +
                looking(),
            1280);
    for (const char* fault : {"an empty picture", "a dot outside", "a contrast of"})
        EXPECT_NE(empty.result.find(fault), std::string::npos) << fault << empty.result;
}

TEST_F(ReportPageSlow, CanBePrinted) {
    const TempFolder folder;
    const fs::path file = folder.path() / "report.pdf";
    const Ran ran = browse(page(page_course(), "today", page_look(RACECOURSE_ROOT)),
                           {"--print-to-pdf=" + file.string(), "--no-pdf-header-footer"});
    ASSERT_TRUE(fs::exists(file)) << ran;
    EXPECT_TRUE(read_file(file).starts_with("%PDF")) << ran;
    EXPECT_GT(fs::file_size(file), 20'000u);
}

}  // namespace
}  // namespace grader
