#include "report/svg.h"

#include <fmt/format.h>

#include "common/text.h"

namespace grader::svg {

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : harmless(text)) {
        if (c == '&')
            result += "&amp;";
        else if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '"')
            result += "&quot;";
        else
            result += c;
    }
    return result;
}

std::string text_at(int x, int y, std::string_view kind, std::string_view text) {
    return fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\">{}</text>\n", x, y, kind,
                       escaped(text));
}

}  // namespace grader::svg
