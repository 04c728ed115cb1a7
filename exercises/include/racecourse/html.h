// Reads a page of the web, for the exercises whose task says so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace racecourse {

struct HtmlPage {
    std::string title;               // without blanks at its ends; empty if there is none
    std::vector<std::string> links;  // the targets of <a href="...">, as written, in their order
};

// Any text is a page: what is wrong in it is read as a browser would.
[[nodiscard]] HtmlPage read_html(std::string_view text);

// The address to which `link` leads on the page at `base`, both http: "/b", "b" and "../b" are
// relative to the page. Without what follows a '#'. Empty if it leads nowhere that can be fetched
// ("mailto:...", "https://...").
[[nodiscard]] std::string address_of(std::string_view base, std::string_view link);

}  // namespace racecourse
