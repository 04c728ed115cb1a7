// How pictures are filtered. Try your own ideas here; the grader's hidden tests go further.
#include "image_pipeline.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

using racecourse::Picture;

namespace {

// Grey pixels, fully opaque.
Picture grey(int width, int height, std::initializer_list<int> values) {
    Picture picture{width, height};
    for (const int value : values) {
        for (int i = 0; i < 3; ++i) picture.bytes.push_back(static_cast<std::uint8_t>(value));
        picture.bytes.push_back(255);
    }
    return picture;
}

}  // namespace

TEST(Examples, BlursAPoint) {
    const Picture point = grey(3, 3, {0, 0, 0, 0, 90, 0, 0, 0, 0});
    EXPECT_EQ(apply(blur, point, 2), grey(3, 3, {10, 10, 10, 10, 10, 10, 10, 10, 10}));
}

TEST(Examples, BeyondTheEdgeThePictureGoesOn) {
    // Of the nine values of the left pixel, six are 90 and three are 0.
    EXPECT_EQ(apply(blur, grey(2, 1, {90, 0}), 1), grey(2, 1, {60, 30}));
}

TEST(Examples, AFolder) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "racecourse_pictures";
    fs::remove_all(folder);
    fs::create_directories(folder / "in");
    fs::create_directories(folder / "out");
    racecourse::write_png(folder / "in" / "a.png", grey(2, 1, {90, 0}));
    racecourse::write_png(folder / "in" / "c.png", grey(1, 1, {7}));

    const Report report = filter_folder(
        folder / "in", folder / "out",
        [](const Picture& picture) { return apply(blur, picture, 1); }, 2);
    EXPECT_EQ(report.written, (std::vector<std::string>{"a.png", "c.png"}));
    EXPECT_TRUE(report.failed.empty());
    EXPECT_EQ(racecourse::read_png(folder / "out" / "a.png"), grey(2, 1, {60, 30}));
    fs::remove_all(folder);
}
