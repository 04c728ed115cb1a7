// Fails: examples, wrong, "apply(blur"
// The pixels at the edge have no neighbours on one side, so they stay as they are. A frame around
// the picture remains unfiltered.
#pragma once

#include <racecourse/png.h>
#include <racecourse/thread_pool.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <string>
#include <thread>
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

namespace detail {

// One colour of one pixel. Where the kernel reaches beyond the edge, it takes the nearest inside.
inline std::uint8_t value_at(const Kernel& kernel, const racecourse::Picture& picture, int x, int y,
                             int colour) {
    if (x == 0 || y == 0 || x == picture.width - 1 || y == picture.height - 1) {
        return picture.bytes[(y * picture.width + x) * 4 + colour];
    }
    int sum = 0;
    for (int row = 0; row < 3; ++row) {
        const int from_y = std::clamp(y + row - 1, 0, picture.height - 1);
        for (int column = 0; column < 3; ++column) {
            const int from_x = std::clamp(x + column - 1, 0, picture.width - 1);
            const int at = (from_y * picture.width + from_x) * 4 + colour;
            sum += kernel.weights[row * 3 + column] * picture.bytes[at];
        }
    }
    return static_cast<std::uint8_t>(std::clamp(sum / kernel.divisor + kernel.offset, 0, 255));
}

// The rows from `first` to before `last`. No other thread writes these.
inline void apply_to_rows(const Kernel& kernel, const racecourse::Picture& picture, int first,
                          int last, racecourse::Picture& result) {
    for (int y = first; y < last; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const int at = (y * picture.width + x) * 4;
            for (int colour = 0; colour < 3; ++colour) {
                result.bytes[at + colour] = value_at(kernel, picture, x, y, colour);
            }
            result.bytes[at + 3] = picture.bytes[at + 3];
        }
    }
}

}  // namespace detail

// The filtered picture, made by `threads` threads (at least 1). They share the rows evenly, so
// that none has to wait long for another. The picture may have fewer rows than that, or none.
[[nodiscard]] inline racecourse::Picture apply(const Kernel& kernel,
                                               const racecourse::Picture& picture, int threads) {
    // All read the one picture, and each writes rows of its own in another.
    racecourse::Picture result{picture.width, picture.height};
    result.bytes.resize(picture.bytes.size());
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
        const int first = picture.height * i / threads;
        const int last = picture.height * (i + 1) / threads;
        workers.emplace_back([&kernel, &picture, &result, first, last] {
            detail::apply_to_rows(kernel, picture, first, last, result);
        });
    }
    workers.clear();  // joins them
    return result;
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
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(from)) {
        if (entry.path().extension() == ".png") names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());

    // The queue holds names only: a picture is read by the thread that goes on with it.
    racecourse::ThreadPool pool(threads);
    std::vector<std::future<void>> done;
    for (const std::string& name : names) {
        done.push_back(pool.submit([&from, &to, &filter, &name] {
            const racecourse::Picture picture = racecourse::read_png(from / name);
            racecourse::write_png(to / name, filter(picture));
        }));
    }
    Report report;
    for (std::size_t i = 0; i < names.size(); ++i) {
        try {
            done[i].get();
            report.written.push_back(names[i]);
        } catch (const std::exception& error) {
            report.failed.push_back({names[i], error.what()});
        }
    }
    return report;
}
