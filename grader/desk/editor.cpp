#include "desk/editor.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/shell.h"

namespace grader {
namespace {

using namespace std::string_view_literals;

constexpr std::array plus_line = {
    "vi"sv,  "vim"sv, "nvim"sv, "nano"sv, "pico"sv, "emacs"sv, "emacsclient"sv,    "micro"sv,
    "kak"sv, "joe"sv, "jed"sv,  "mg"sv,   "ne"sv,   "gedit"sv, "sensible-editor"sv};
constexpr std::array after_colon = {"hx"sv, "helix"sv, "subl"sv, "zed"sv};
constexpr std::array with_goto = {"code"sv, "codium"sv, "code-insiders"sv, "cursor"sv};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string editor_command(const std::string& editor, const std::vector<fs::path>& files,
                           int line) {
    const std::string program = fs::path(editor.substr(0, editor.find(' '))).filename().string();
    const std::string at = std::to_string(line);
    std::string command = editor;
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::string file = files[i].string();
        command += " ";
        if (i == 0 && line > 0) {
            const bool goes_to = among(with_goto, program);
            if (among(plus_line, program)) command += "+" + at + " ";
            if (goes_to) command += "--goto ";
            if (goes_to || among(after_colon, program)) file += ":" + at;
        }
        command += shell_word(file);
    }
    return command;
}

}  // namespace grader
