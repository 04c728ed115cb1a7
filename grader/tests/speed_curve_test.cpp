#include "report/speed_curve.h"

#include <gtest/gtest.h>

namespace grader {
namespace {

TEST(SpeedCurve, ComesBackFromJson) {
    const std::vector<SpeedCurve> curves = {{"Speed.A", {{1, 0.95}, {16, 12.5}}}, {"Speed.B", {}}};
    const auto read = curves_from_json(to_json(curves));
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 2u);
    EXPECT_EQ(read->at(0).test, "Speed.A");
    ASSERT_EQ(read->at(0).points.size(), 2u);
    EXPECT_EQ(read->at(0).points[1].cores, 16);
    EXPECT_DOUBLE_EQ(read->at(0).points[1].speedup, 12.5);
    EXPECT_TRUE(read->at(1).points.empty());
    EXPECT_TRUE(curves_from_json("[]")->empty());
}

TEST(SpeedCurve, IsNotReadWhereItIsDamaged) {
    for (const char* text :
         {"", "[", "{\"test\":1}", "[{\"test\":\"a\"}]", "[{\"test\":1,\"points\":[]}]",
          "[{\"test\":\"a\",\"points\":[[8]]}]", "[{\"test\":\"a\",\"points\":[[0,1]]}]",
          "[{\"test\":\"a\",\"points\":[[8,-1]]}]", "[{\"test\":\"a\",\"points\":[[8,null]]}]",
          "[{\"test\":\"a\",\"points\":[[99999,1]]}]"})
        EXPECT_FALSE(curves_from_json(text)) << text;
}

}  // namespace
}  // namespace grader
