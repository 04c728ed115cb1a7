// read_html(), by Gumbo, which reads as HTML5 says browsers have to.
#include <gumbo.h>
#include <racecourse/html.h>

#include <algorithm>
#include <memory>

namespace racecourse {
namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

void collect(const GumboNode& root, HtmlPage& page) {
    // Not by recursion: a page may nest as deep as it likes.
    std::vector<const GumboNode*> open{&root};
    while (!open.empty()) {
        const GumboNode& node = *open.back();
        open.pop_back();
        if (node.type != GUMBO_NODE_ELEMENT) continue;
        const GumboElement& element = node.v.element;
        if (element.tag == GUMBO_TAG_TITLE && page.title.empty() && element.children.length > 0) {
            const auto* text = static_cast<const GumboNode*>(element.children.data[0]);
            if (text->type == GUMBO_NODE_TEXT || text->type == GUMBO_NODE_WHITESPACE)
                page.title = trimmed(text->v.text.text);
        }
        if (element.tag == GUMBO_TAG_A) {
            const GumboAttribute* target = gumbo_get_attribute(&element.attributes, "href");
            if (target != nullptr) page.links.push_back(trimmed(target->value));
        }
        for (unsigned i = element.children.length; i-- > 0;)
            open.push_back(static_cast<const GumboNode*>(element.children.data[i]));
    }
}

// What comes before the path: "http://host:8080".
std::string_view site_of(std::string_view url) {
    return url.substr(0, std::min(url.find('/', 7), url.size()));
}

// Without "." and "..".
std::string straight(std::string_view path) {
    std::vector<std::string_view> parts;
    bool folder = false;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, end);
        path.remove_prefix(end);
        folder = part == "." || part == ".." || (part.empty() && path.empty());
        if (part == ".." && !parts.empty()) parts.pop_back();
        if (part != "." && part != ".." && !(part.empty() && path.empty())) parts.push_back(part);
    }
    std::string result;
    for (const std::string_view part : parts) result.append("/").append(part);
    return folder || result.empty() ? result + "/" : result;
}

}  // namespace

HtmlPage read_html(std::string_view text) {
    const auto end = [](GumboOutput* output) {
        gumbo_destroy_output(&kGumboDefaultOptions, output);
    };
    const std::unique_ptr<GumboOutput, decltype(end)> output(
        gumbo_parse_with_options(&kGumboDefaultOptions, text.data(), text.size()), end);
    HtmlPage page;
    if (output) collect(*output->root, page);
    return page;
}

std::string address_of(std::string_view base, std::string_view link) {
    constexpr std::string_view scheme = "http://";
    if (!base.starts_with(scheme)) return {};
    link = link.substr(0, link.find('#'));
    base = base.substr(0, base.find_first_of("?#"));
    const std::size_t colon = link.find(':');
    if (colon < link.find_first_of("/?")) {
        if (!link.starts_with(scheme) || link.size() == scheme.size()) return {};
        const std::string_view site = site_of(link);
        return site.size() == link.size() ? std::string(link) + "/" : std::string(link);
    }
    const std::string site(site_of(base));
    if (link.starts_with("//")) return address_of(base, "http:" + std::string(link));
    std::string_view path = base.substr(site.size());
    if (path.empty()) path = "/";
    if (link.empty()) return site + std::string(path);
    if (link.starts_with("?")) return site + std::string(path) + std::string(link);
    const std::size_t question = std::min(link.find('?'), link.size());
    const std::string_view query = link.substr(question), target = link.substr(0, question);
    const std::string whole =
        target.starts_with("/")
            ? std::string(target)
            : std::string(path.substr(0, path.rfind('/') + 1)) + std::string(target);
    return site + straight(whole) + std::string(query);
}

}  // namespace racecourse
