// A folder of its own for one test, gone after it; and the sentence that an Error carries.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/error.h"
#include "common/files.h"

namespace grader {

class TempFolder {
  public:
    TempFolder() {
        std::string name = (fs::temp_directory_path() / "racecourse-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }

    // Writes a file, and makes the folders on the way to it.
    void write(const fs::path& relative, std::string_view content) const {
        fs::create_directories((path_ / relative).parent_path());
        write_file(path_ / relative, content);
    }

  private:
    fs::path path_;
};

// The sentence of the Error that `action` throws; "no error" when it throws none.
template <class Action>
std::string error_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace grader
