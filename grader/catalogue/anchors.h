// The anchors of a Markdown text, as GitHub makes them: what a link's "#part" can lead to.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace grader {

// Tells code blocks from text, line by line. A block ends with at least as many of the signs that
// opened it and nothing else, so a block of four backticks can show one of three.
class CodeBlocks {
  public:
    // Whether this line, the next after those asked about so far, is part of a code block; the
    // lines that open and close one are.
    [[nodiscard]] bool hold(std::string_view line);

  private:
    std::string fence_;  // what opened the one we are in
};

struct Anchor {
    std::string name;   // "data-races"
    std::string title;  // of a heading, as written; of an <a id="..."> the heading above it
    int level = 0;      // of a heading; 0: an <a id="..."> or <a name="...">
    std::size_t line = 0;
};

// In the order of the text: of every heading outside code blocks ("Data races!" is "data-races", a
// second one "data-races-1"), and every <a id="..."> or <a name="...">.
[[nodiscard]] std::vector<Anchor> anchors_with_places(std::string_view markdown);
[[nodiscard]] std::vector<std::string> anchors(std::string_view markdown);

// From the anchor's line to the next heading that does not stand below its own: what somebody who
// follows the link means to read. Nothing when there is no such anchor.
[[nodiscard]] std::optional<std::string> section_of(std::string_view markdown,
                                                    std::string_view anchor);

}  // namespace grader
