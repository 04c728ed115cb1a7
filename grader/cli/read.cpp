// racecourse read: a chapter, or one part of it, in the terminal.
#include <algorithm>

#include <fmt/format.h>

#include "catalogue/anchors.h"
#include "catalogue/chapters.h"
#include "cli/commands.h"
#include "cli/pager.h"
#include "common/text.h"
#include "desk/lines.h"
#include "desk/markdown.h"

namespace grader {
namespace {

Error no_such_part(const Chapter& chapter, const std::string& wanted,
                   const std::vector<Anchor>& all) {
    std::vector<std::string> names;
    for (const Anchor& each : all) names.push_back(each.name);
    const auto meant = nearest(wanted, names);
    return Error(fmt::format(
        "{} has no part \"{}\"{} ./racecourse read {} --contents lists them.", chapter.label,
        wanted, meant ? fmt::format("; did you mean \"{}\"?", *meant) : ".", chapter.label));
}

std::string contents(const std::vector<Anchor>& all, const Terminal& look) {
    std::string text;
    for (const Anchor& each : all) {
        if (each.level < 2) continue;
        const std::string title = std::string(static_cast<std::size_t>(each.level - 2) * 2, ' ') +
                                  replaced(each.title, "`", "");
        text += fmt::format("{:<50} {}\n", title, look.toned(Terminal::Tone::accent, each.name));
    }
    return text;
}

}  // namespace

Exit read_command(const fs::path& root, const ReadOptions& options) {
    // As verdicts write it: chapters/chapter03_race_conditions/README.md#deadlock
    const std::size_t hash = std::min(options.chapter.find('#'), options.chapter.size());
    std::string part = options.part;
    if (part.empty() && hash < options.chapter.size()) part = options.chapter.substr(hash + 1);
    if (part.starts_with('#')) part.erase(0, 1);
    const Chapter chapter = chapter_named(root, options.chapter.substr(0, hash));

    const std::string whole = read_file(root / chapter.text);
    const auto all = anchors_with_places(whole);
    const Terminal look;
    if (options.contents) {
        show_paged(fmt::format("{}  {}\n\n{}", look.toned(Terminal::Tone::bold, chapter.label),
                               title_of(whole), contents(all, look)));
        return Exit::passed;
    }
    const auto text = part.empty() ? std::optional(whole) : section_of(whole, part);
    if (!text) throw no_such_part(chapter, part, all);
    std::size_t width = look.width();
    if (options.width > 0) width = static_cast<std::size_t>(options.width);
    show_paged(text_of(markdown_lines(*text, {width, look.colour(), chapter.text.string()}), look));
    return Exit::passed;
}

}  // namespace grader
