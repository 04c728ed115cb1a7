// What every picture needs.
#pragma once

#include <string>
#include <string_view>

namespace grader::svg {

// What a program prints or is called, as text of an SVG.
[[nodiscard]] std::string escaped(std::string_view text);
[[nodiscard]] std::string text_at(int x, int y, std::string_view kind, std::string_view text);

}  // namespace grader::svg
