// A folder of pictures, filtered in parallel: many pictures at once, or many rows of one.
#pragma once

#include <racecourse/not_started.h>
#include <racecourse/png.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

// What becomes of a pixel. Each of its colours (red, green, blue; for itself) is the sum of nine
// values, the pixel's own and those around it, each times its weight; rows from the top, pixels
// from the left. Then it is divided by `divisor`, `offset` is added, and what is below 0 or above
// 255 becomes 0 or 255. Beyond the edge, the picture goes on with the pixels of its edge: what lies
// outside has the value of the nearest pixel inside. How opaque a pixel is (the fourth byte) stays.
struct Kernel {
    std::array<int, 9> weights;
    int divisor = 1;
    int offset = 0;
};

inline constexpr Kernel blur{{1, 1, 1, 1, 1, 1, 1, 1, 1}, 9, 0};
inline constexpr Kernel sharpen{{-2, -2, -2, -2, 32, -2, -2, -2, -2}, 16, 0};
inline constexpr Kernel contour{{-1, -1, -1, -1, 8, -1, -1, -1, -1}, 1, 255};
inline constexpr Kernel emboss{{-1, 0, 0, 0, 1, 0, 0, 0, 0}, 1, 128};

// The filtered picture, made by `threads` threads (at least 1). They share the rows evenly, so
// that none has to wait long for another. The picture may have fewer rows than that, or none.
[[nodiscard]] inline racecourse::Picture apply(const Kernel& kernel,
                                               const racecourse::Picture& picture, int threads) {
    racecourse::not_started("apply");
}

// Why there is no result for a file, in the words of the exception.
struct Failure {
    std::string file;  // its name, without the folder
    std::string why;
};

// What has become of a folder. Both lists are in the order of the names.
struct Report {
    std::vector<std::string> written;
    std::vector<Failure> failed;
};

using Filter = std::function<racecourse::Picture(const racecourse::Picture&)>;

// Reads each file of folder `from` whose name ends in .png, filters it, and writes the result under
// the same name into folder `to`, which exists already.
//
// - `threads` threads (at least 1) do so at once, each with a file of its own: `filter` runs in as
//   many of them, if there are as many files. Returns when all are done.
// - A file that cannot be read, filtered or written (any std::exception) is a failure in the
//   report, leaves no result, and is no reason to stop: all others are done.
// - A picture is read only when its turn has come, and kept no longer than needed: however many
//   files there are, never are more than two for each thread in memory.
[[nodiscard]] inline Report filter_folder(const std::filesystem::path& from,
                                          const std::filesystem::path& to, const Filter& filter,
                                          int threads) {
    racecourse::not_started("filter_folder");
}
