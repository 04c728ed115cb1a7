// Thresholds: what they are chosen to be, and how they get into a manifest without touching the
// rest.
#include "catalogue/bands.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/course.h"

namespace grader {
namespace {

TEST(Bands, LieAsFarAboveTheOneAsBelowTheOther) {
    const auto band = band_between(6.19, 1.12);
    ASSERT_TRUE(band);
    EXPECT_DOUBLE_EQ(band->right, 6.1) << "rounded down";
    EXPECT_DOUBLE_EQ(band->wrong, 1.2) << "rounded up";
    EXPECT_DOUBLE_EQ(band->at_least, 2.7);
    const auto exact = band_between(6.1, 1.2);
    ASSERT_TRUE(exact);
    EXPECT_DOUBLE_EQ(exact->right, 6.1) << "what is round stays";
    EXPECT_DOUBLE_EQ(exact->wrong, 1.2);
    const auto small = band_between(0.8, 0.123);
    ASSERT_TRUE(small);
    EXPECT_DOUBLE_EQ(small->wrong, 0.13);
    EXPECT_DOUBLE_EQ(small->at_least, 0.32);
}

TEST(Bands, AreRefusedWhereTheEndsAreTooNear) {
    EXPECT_TRUE(band_between(3.0, 1.5));
    EXPECT_FALSE(band_between(2.99, 1.5));
    EXPECT_FALSE(band_between(3.0, 1.51)) << "as it would be written: 1.6";
    EXPECT_FALSE(band_between(1, 6));
    EXPECT_FALSE(band_between(0, 0));
    EXPECT_FALSE(band_between(-1, -2));
    EXPECT_FALSE(band_between(std::numeric_limits<double>::quiet_NaN(), 1));
    EXPECT_FALSE(band_between(std::numeric_limits<double>::infinity(), 1));
}

const SpeedBand band{2.7, 6.1, 1.2};

TEST(WithBand, ChangesThreeValuesAndNothingElse) {
    const std::string manifest =
        "title = \"Zwölf\"  # ä [speed.Sums]\n"
        "hints = [\"\"\"\n[speed.Sums]\nat_least = 9\n\"\"\"]\n\n"
        "[speed.Other]\nat_least = 3.0\n\n"
        "[ speed.Sums ]   # measured\n"
        "  wrong=0.5# highest\n"
        "at_least   =   1.25   # θ\n"
        "right = 4\n"
        "[read]\ndefault = \"x\"";
    std::string expected = replaced(manifest, "wrong=0.5#", "wrong=1.2#");
    expected = replaced(expected, "=   1.25   # θ", "=   2.7   # θ");
    expected = replaced(expected, "right = 4\n", "right = 6.1\n");
    EXPECT_EQ(with_band(manifest, "Sums", band), expected);
    EXPECT_EQ(with_band(expected, "Sums", band), expected) << "twice is once";
}

TEST(WithBand, AddsWhatIsNotThere) {
    EXPECT_EQ(with_band("title = \"x\"", "Sums", band),
              "title = \"x\"\n\n[speed.Sums]\nat_least = 2.7\nright = 6.1\nwrong = 1.2\n");
    EXPECT_EQ(with_band("[speed.Sums]\nright = 4.0 # r\n\n[read]\n", "Sums", band),
              "[speed.Sums]\nright = 6.1 # r\nat_least = 2.7\nwrong = 1.2\n\n[read]\n");
    EXPECT_EQ(with_band("[speed.Sums]", "Sums", band),
              "[speed.Sums]\nat_least = 2.7\nright = 6.1\nwrong = 1.2\n");
    EXPECT_EQ(with_band("", "Sums", {3, 6, 1}),
              "\n[speed.Sums]\nat_least = 3.0\nright = 6.0\nwrong = 1.0\n");
}

TEST(WithBand, KeepsTheLineEndsOfWindows) {
    EXPECT_EQ(with_band("a = 1\r\n[speed.Sums]\r\nat_least = 2\r\nb = 3\r\n", "Sums", band),
              "a = 1\r\n[speed.Sums]\r\nat_least = 2.7\r\nright = 6.1\r\nwrong = 1.2\r\nb = 3\r\n");
}

TEST(WithBand, SaysWhereItCannot) {
    EXPECT_NE(error_of([] {
                  (void)with_band("speed.Sums = {at_least = 2}\n", "Sums", band);
              }).find("write it as a table"),
              std::string::npos);
    EXPECT_NE(error_of([] { (void)with_band("a = \n", "Sums", band); }).find("not TOML"),
              std::string::npos);
    EXPECT_NE(error_of([] { (void)with_band("speed = 3\n", "Sums", band); }), "no error");
    EXPECT_NE(error_of([] { (void)with_band("[speed]\nSums.right = 3\n", "Sums", band); }),
              "no error")
        << "what would land in the wrong table is not written";
}

}  // namespace
}  // namespace grader
