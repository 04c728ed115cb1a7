// Pictures in PNG files, for the exercises whose task says so.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace racecourse {

// Rows from the top, pixels from the left, each of four bytes: red, green, blue, and how opaque it
// is.
struct Picture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> bytes = {};  // width * height * 4

    bool operator==(const Picture&) const = default;
};

// what() names the file and says why it cannot be read or written.
class PngError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Throws PngError for what is missing, no PNG, cut off, or has more than 100 million pixels. Any
// number of threads may read and write different files at the same time.
[[nodiscard]] Picture read_png(const std::filesystem::path& file);
// Replaces what was there. Throws PngError, and then leaves no file.
void write_png(const std::filesystem::path& file, const Picture& picture);

}  // namespace racecourse
