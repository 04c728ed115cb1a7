// Tests of apply() and filter_folder(). Pictures are small, files are real.
#include "image_pipeline.h"

#include <racecourse/kit.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace racecourse;
namespace fs = std::filesystem;

namespace {

Picture random_picture(int width, int height) {
    static std::mt19937 random(20);
    Picture picture{width, height};
    picture.bytes.resize(static_cast<std::size_t>(width) * height * 4);
    for (std::uint8_t& byte : picture.bytes) byte = static_cast<std::uint8_t>(random());
    return picture;
}

Picture plain_picture(int width, int height, int value) {
    Picture picture{width, height};
    picture.bytes.assign(static_cast<std::size_t>(width) * height * 4,
                         static_cast<std::uint8_t>(value));
    return picture;
}

// The same as apply(), in one thread and on another way: first the picture with a frame.
Picture filtered(const Kernel& kernel, const Picture& picture) {
    const int wide = picture.width + 2;
    std::vector<int> framed(static_cast<std::size_t>(wide) * (picture.height + 2) * 4);
    for (int y = 0; y < picture.height + 2; ++y) {
        const int from_y = std::min(std::max(y - 1, 0), picture.height - 1);
        for (int x = 0; x < wide; ++x) {
            const int from_x = std::min(std::max(x - 1, 0), picture.width - 1);
            for (int i = 0; i < 4; ++i) {
                framed[(y * wide + x) * 4 + i] =
                    picture.bytes[(from_y * picture.width + from_x) * 4 + i];
            }
        }
    }
    Picture result = picture;
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            for (int i = 0; i < 3; ++i) {
                int sum = 0;
                for (int k = 0; k < 9; ++k)
                    sum += kernel.weights[k] * framed[((y + k / 3) * wide + x + k % 3) * 4 + i];
                sum = sum / kernel.divisor + kernel.offset;
                result.bytes[(y * picture.width + x) * 4 + i] =
                    static_cast<std::uint8_t>(std::min(std::max(sum, 0), 255));
            }
        }
    }
    return result;
}

// Where the first pixel is that differs, in words; "" if none does.
std::string difference(const Picture& got, const Picture& wanted) {
    if (got.width != wanted.width || got.height != wanted.height ||
        got.bytes.size() != wanted.bytes.size()) {
        return "The result has another size than the picture.";
    }
    for (std::size_t i = 0; i < got.bytes.size(); ++i) {
        if (got.bytes[i] == wanted.bytes[i]) continue;
        const int x = static_cast<int>(i / 4) % got.width;
        const int y = static_cast<int>(i / 4) / got.width;
        const bool edge = x == 0 || y == 0 || x == got.width - 1 || y == got.height - 1;
        static constexpr const char* parts[] = {"red", "green", "blue", "the opacity"};
        return "In column " + std::to_string(x) + " of row " + std::to_string(y) +
               (edge ? ", a pixel at the edge, " : ", ") + parts[i % 4] + " should be " +
               std::to_string(wanted.bytes[i]) + ", but is " + std::to_string(got.bytes[i]) + ".";
    }
    return "";
}

// A folder with two in it, gone at the end of the test.
class Folders {
  public:
    Folders()
        : top_(fs::temp_directory_path() / ("pictures_" + std::to_string(std::random_device{}()))) {
        fs::create_directories(from());
        fs::create_directories(to());
    }
    ~Folders() {
        std::error_code ignored;
        fs::remove_all(top_, ignored);
    }
    Folders(const Folders&) = delete;
    Folders& operator=(const Folders&) = delete;

    [[nodiscard]] fs::path from() const { return top_ / "from"; }
    [[nodiscard]] fs::path to() const { return top_ / "to"; }
    void add(const std::string& name, const Picture& picture) const {
        write_png(from() / name, picture);
    }
    // At no time is there half a file.
    void replace(const std::string& name, const Picture& picture) const {
        write_png(top_ / name, picture);
        fs::rename(top_ / name, from() / name);
    }
    [[nodiscard]] std::optional<Picture> result(const std::string& name) const {
        try {
            return read_png(to() / name);
        } catch (const PngError&) {
            return std::nullopt;
        }
    }

  private:
    fs::path top_;
};

std::string number(int i) {
    return "p" + std::to_string(100 + i) + ".png";
}

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

std::string list(const std::vector<Failure>& failures) {
    std::vector<std::string> names;
    for (const Failure& failure : failures) names.push_back(failure.file);
    return list(names);
}

// filter_folder() throws nothing for what is wrong with a file.
Report report_of(const Folders& folders, const Filter& filter, int threads) {
    try {
        return filter_folder(folders.from(), folders.to(), filter, threads);
    } catch (const NotStarted&) {
        throw;
    } catch (const std::exception& error) {
        ADD_FAILURE() << because
                      << "What is wrong with one file is a failure in the report, and no reason to "
                      << "stop. But filter_folder() threw: " << error.what();
        return {};
    }
}

TEST(Behaviour, EveryPixelIsRight) {
    const std::vector<std::pair<std::string, Kernel>> kernels = {
        {"blur", blur},
        {"sharpen", sharpen},
        {"contour", contour},
        {"emboss", emboss},
        {"another kernel", {{1, -2, 3, -4, 5, 6, -7, 8, 2}, 7, 31}}};
    for (const auto& [width, height] : {std::pair(12, 9), {1, 1}, {3, 2}, {1, 7}, {40, 3}}) {
        const Picture picture = random_picture(width, height);
        for (const auto& [name, kernel] : kernels) {
            for (const int threads : {1, 3, 8}) {
                const std::string wrong =
                    difference(apply(kernel, picture, threads), filtered(kernel, picture));
                ASSERT_EQ(wrong, "")
                    << because << wrong << " That was a picture of " << width << " by " << height
                    << " pixels, filtered with " << name << " by " << threads
                    << (threads == 1 ? " thread." : " threads.");
            }
        }
    }
}

TEST(Behaviour, APictureWithoutPixels) {
    EXPECT_EQ(apply(blur, Picture{}, 4).bytes.size(), 0u)
        << because << "A picture without pixels, filtered, is a picture without pixels.";
}

TEST(Behaviour, FiltersEveryPictureOfAFolder) {
    const Folders folders;
    std::vector<std::string> names;
    std::vector<Picture> wanted;
    for (int i = 0; i < 9; ++i) {
        const Picture picture = random_picture(3 + i, 12 - i);
        names.push_back(number(i));
        wanted.push_back(filtered(emboss, picture));
        folders.add(names.back(), picture);
    }
    std::ofstream(folders.from() / "notes.txt") << "not a picture";
    const Report report = report_of(
        folders, [](const Picture& picture) { return filtered(emboss, picture); }, 3);
    EXPECT_EQ(report.written, names)
        << because << "The folder held " << list(names) << ". Three threads filtered it, and the "
        << "report should list these as written, in this order, but lists " << list(report.written)
        << ".";
    EXPECT_EQ(report.failed.size(), 0u)
        << because << "Nothing was wrong with any picture, and a text file is none, but "
        << list(report.failed) << " failed.";
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto result = folders.result(names[i]);
        ASSERT_TRUE(result) << because << "The result of " << names[i] << " cannot be read.";
        EXPECT_EQ(difference(*result, wanted[i]), "")
            << because << "The result of " << names[i] << " is not what the filter made of it.";
    }
}

TEST(Behaviour, AFolderWithoutPictures) {
    const Folders folders;
    const Report report = report_of(
        folders, [](const Picture& picture) { return picture; }, 2);
    EXPECT_TRUE(report.written.empty() && report.failed.empty())
        << because << "The folder is empty, so nothing is written and nothing fails.";
}

// The beginning of a PNG file whose picture is 60000 by 60000 pixels. It would need 14 GB.
std::string huge_png() {
    std::string header = "IHDR";
    for (int i = 0; i < 2; ++i) header += {'\0', '\0', '\xea', '\x60'};
    header += {'\x08', '\x06', '\0', '\0', '\0'};
    std::uint32_t check = 0xffffffffu;
    for (const char letter : header) {
        check ^= static_cast<std::uint8_t>(letter);
        for (int bit = 0; bit < 8; ++bit) check = (check >> 1) ^ (check & 1 ? 0xedb88320u : 0u);
    }
    check = ~check;
    std::string text = "\x89PNG\r\n\x1a\n" + std::string{'\0', '\0', '\0', '\x0d'} + header;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(check >> shift & 0xff);
    return text + std::string{'\0', '\0', '\0', '\x01'} + "IDAT";
}

TEST(Behaviour, ABadFileIsOneOfTheResults) {
    const Folders folders;
    for (int i = 0; i < 8; ++i) folders.add(number(i), plain_picture(5, i == 4 ? 4 : 6, 20 * i));
    folders.add(number(3), random_picture(40, 40));
    fs::resize_file(folders.from() / number(3), fs::file_size(folders.from() / number(3)) / 2);
    std::ofstream(folders.from() / number(1), std::ios::binary) << huge_png();
    std::ofstream(folders.from() / number(6)) << "this is no picture";

    const Report report = report_of(
        folders,
        [](const Picture& picture) {
            if (picture.height == 4) throw std::runtime_error("out of ink");
            return picture;
        },
        2);
    const std::vector<std::string> good = {number(0), number(2), number(5), number(7)};
    EXPECT_EQ(report.written, good)
        << because << "Of eight files one was huge, one was cut off, one was no picture, and one "
        << "the filter refused. The others should all be written: " << list(good)
        << ". The report says " << list(report.written) << ".";
    ASSERT_EQ(list(report.failed), list({number(1), number(3), number(4), number(6)}))
        << because << "Of eight files one was huge, one was cut off, one was no picture, and one "
        << "the filter refused. The report should list these as failed, in the order of their "
        << "names.";
    EXPECT_EQ(report.failed[2].why, "out of ink")
        << because << "The filter threw an exception, \"out of ink\". This is why there is no "
        << "result, but the report says \"" << report.failed[2].why << "\".";
    EXPECT_NE(report.failed[0].why.find("pixels"), std::string::npos)
        << because << "read_png() said that a file has too many pixels. The report should say the "
        << "same, but says \"" << report.failed[0].why << "\".";
    for (const Failure& failure : report.failed) {
        EXPECT_FALSE(fs::exists(folders.to() / failure.file))
            << because << failure.file << " failed, but there is a result.";
    }
}

TEST(Behaviour, AsManyAtOnceAsThereAreThreads) {
    const Folders folders;
    for (int i = 0; i < 6; ++i) folders.add(number(i), plain_picture(2, 2, i));
    Gauge inside;
    Gate three;
    std::atomic<int> calls{0};
    (void)report_of(
        folders,
        [&](const Picture& picture) {
            const Gauge::Inside here(inside);
            if (inside.now() >= 3) three.open();
            // The first three wait for each other. Only where they cannot meet, they wait in vain.
            if (calls.fetch_add(1) < 3 && !three.wait_for(3s)) three.open();
            return picture;
        },
        3);
    EXPECT_EQ(inside.highest(), 3)
        << because << "Six pictures were filtered by three threads. Three should be in the filter "
        << "at once, also when the first took long, but the most at once were " << inside.highest()
        << ".";
}

TEST(Behaviour, KeepsFewPicturesInMemory) {
    const Folders folders;
    constexpr int files = 16;
    for (int i = 0; i < files; ++i) folders.add(number(i), plain_picture(2, 2, 10));
    Gate begun;
    Gate go_on;
    Report report;
    {
        std::jthread worker([&] {
            report = report_of(
                folders,
                [&](const Picture& picture) {
                    begun.open();
                    go_on.wait();
                    return picture;
                },
                2);
        });
        (void)begun.wait_for(5s);
        // Whatever is read from now on has another colour.
        for (int i = 0; i < files; ++i) folders.replace(number(i), plain_picture(2, 2, 200));
        go_on.open();
    }
    int early = 0;
    for (int i = 0; i < files; ++i) {
        const auto result = folders.result(number(i));
        ASSERT_TRUE(result) << because << "The result of " << number(i) << " cannot be read.";
        if (result->bytes[0] == 10) ++early;
    }
    EXPECT_LE(early, 4) << because << "Two threads filtered 16 pictures, and the filter held up "
                        << "the first. Never are more than two pictures for each thread in "
                        << "memory, but " << early << " had been read already. With pictures "
                        << "enough, that does not fit.";
}

TEST(Races, ThreadsShareOnePicture) {
    repeat(20, [](int round) {
        const Picture picture = random_picture(16, 20 + round);
        EXPECT_EQ(difference(apply(sharpen, picture, 4), filtered(sharpen, picture)), "")
            << because << "Four threads filtered one picture.";
    });
}

TEST(Races, ThreadsShareOneReport) {
    const Folders folders;
    for (int i = 0; i < 24; ++i) folders.add(number(i), plain_picture(2, 2, 10 * (i % 2)));
    repeat(4, [&](int) {
        std::atomic<int> calls{0};
        Gate all;
        const Report report = report_of(
            folders,
            [&](const Picture& picture) {
                // Four threads meet here, and go on together.
                const int call = ++calls;
                if (call == 4) all.open();
                if (call < 4 && !all.wait_for(2s)) all.open();
                if (picture.bytes[0] == 0) throw std::runtime_error("out of ink");
                return picture;
            },
            4);
        EXPECT_TRUE(report.written.size() == 12 && report.failed.size() == 12)
            << because << "Four threads filtered 24 pictures, and 12 of them failed. The report "
            << "lists " << report.written.size() << " as written and " << report.failed.size()
            << " as failed.";
    });
}

// The grader runs the following on eight virtual cores.

TEST(Speed, RowsAreSharedOutEvenly) {
    const Picture picture = random_picture(12'000, 15);
    EXPECT_SPEEDUP([&] { use(filtered(contour, picture).bytes[0]); },
                   [&] { use(apply(contour, picture, cores()).bytes[0]); })
        << "The picture has 15 long rows, and no pixel needs the new value of another. So of eight "
           "threads, seven can filter two rows and one the last, all at the same time. If one has "
           "more to do, or they work one after the other, it takes longer.";
}

}  // namespace
