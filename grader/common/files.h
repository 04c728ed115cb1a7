// Whole files in and out, and content hashes. A write is all or nothing: readers see the old file
// or the new one, never half of it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace grader {

namespace fs = std::filesystem;

// Throws Error that names the file and the reason: also when it is larger than `most` bytes, and
// when it is no regular file (a learner's folder may hold a named pipe).
[[nodiscard]] std::string read_file(const fs::path& path, std::size_t most = std::size_t{64} << 20);
// Keeps the mode of a file that it replaces; a symbolic link is replaced, not followed.
void write_file(const fs::path& path, std::string_view content);

// 32 hexadecimal digits; different content gives different digits.
[[nodiscard]] std::string content_hash(std::string_view content);

}  // namespace grader
