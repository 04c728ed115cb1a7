// The anchors of a Markdown text, as GitHub makes them: what a link's "#part" can lead to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace grader {

// In the order of the text: of every heading outside code blocks ("Data races!" is "data-races", a
// second one "data-races-1"), and every <a id="..."> or <a name="...">.
[[nodiscard]] std::vector<std::string> anchors(std::string_view markdown);

}  // namespace grader
