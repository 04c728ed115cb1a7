#include "desk/markdown.h"

#include <md4c.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "common/error.h"
#include "common/files.h"
#include "common/text.h"
#include "desk/lines.h"
#include "desk/table.h"

namespace grader {
namespace {

using Tone = Terminal::Tone;

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> entities = {{
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&amp;", "&"},
    {"&quot;", "\""},
    {"&apos;", "'"},
    {"&nbsp;", " "},
    {"&ndash;", "–"},
    {"&mdash;", "—"},
    {"&hellip;", "…"},
    {"&times;", "×"},
    {"&rarr;", "→"},
    {"&larr;", "←"},
    {"&le;", "≤"},
    {"&ge;", "≥"},
}};

std::string utf8(unsigned code) {
    if (code >= 0x110000) return "?";
    std::string text;
    const auto last = [&](unsigned bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += {static_cast<char>(0xc0 | (code >> 6)), last(code)};
    } else if (code < 0x10000) {
        text += {static_cast<char>(0xe0 | (code >> 12)), last(code >> 6), last(code)};
    } else {
        text +=
            {static_cast<char>(0xf0 | (code >> 18)), last(code >> 12), last(code >> 6), last(code)};
    }
    return harmless(text);
}

// "&lt;" is "<"; what is not known stays as it is.
std::string entity(std::string_view text) {
    for (const auto& [name, sign] : entities)
        if (text == name) return std::string(sign);
    if (text.starts_with("&#") && text.ends_with(';')) {
        text.remove_prefix(2);
        const bool hex = text.starts_with('x') || text.starts_with('X');
        if (hex) text.remove_prefix(1);
        unsigned code = 0;
        const auto [end, error] =
            std::from_chars(text.data(), text.data() + text.size() - 1, code, hex ? 16 : 10);
        if (error == std::errc{} && end == text.data() + text.size() - 1 && code > 0)
            return utf8(code);
        return "?";
    }
    return std::string(text);
}

std::string attribute(const MD_ATTRIBUTE& its) {
    return its.text == nullptr ? "" : std::string(its.text, its.size);
}

// What a Mermaid picture says to those who cannot see it: "Title. Description."
std::string told_of(const std::string& mermaid) {
    std::string told;
    for (const std::string& line : split_lines(mermaid)) {
        const std::string text = trimmed(line);
        for (const std::string_view key : {"accTitle:", "accDescr:"}) {
            if (!text.starts_with(key)) continue;
            const std::string its = trimmed(text.substr(key.size()));
            told += (told.empty() ? "" : " ") + its + (its.ends_with('.') ? "" : ".");
        }
    }
    return told;
}

// What stands before the lines of a list item or a quotation: before its first, before the others.
struct Margin {
    Line first, others;
    bool begun = false;
};

class Renderer {
  public:
    explicit Renderer(const MarkdownStyle& style) : style_(style) {}

    void markdown(const std::string& text) {
        MD_PARSER parser{};
        parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS;
        parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
            static_cast<Renderer*>(self)->enter(type, detail);
            return 0;
        };
        parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
            static_cast<Renderer*>(self)->leave(type);
            return 0;
        };
        parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
            static_cast<Renderer*>(self)->enter(type, detail);
            return 0;
        };
        parser.leave_span = [](MD_SPANTYPE type, void* detail, void* self) {
            static_cast<Renderer*>(self)->leave(type, detail);
            return 0;
        };
        parser.text = [](MD_TEXTTYPE type, const MD_CHAR* begin, MD_SIZE size, void* self) {
            static_cast<Renderer*>(self)->text(type, std::string_view(begin, size));
            return 0;
        };
        if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, this) != 0)
            throw Error("This text could not be read as Markdown.", Exit::environment);
    }

    void html(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] == '<') {
                const bool comment = text.substr(at).starts_with("<!--");
                const std::string_view ending = comment ? "-->" : ">";
                const std::size_t end = text.find(ending, at);
                if (end == text.npos) break;
                if (!comment) tag(text.substr(at, end + 1 - at));
                at = end + ending.size();
            } else if (const std::size_t end = text.find(';', at);
                       text[at] == '&' && end != text.npos && end - at < 12) {
                add(entity(text.substr(at, end + 1 - at)));
                at = end + 1;
            } else {
                add(text[at] == '\n' ? " " : std::string(1, text[at]));
                ++at;
            }
        }
    }

    std::vector<Line> done() {
        paragraph();
        return std::move(lines_);
    }

  private:
    [[nodiscard]] std::size_t width() const {
        std::size_t margin = 0;
        for (const Margin& each : margins_) margin += columns(each.others);
        return style_.width > margin ? style_.width - margin : 1;
    }

    void put(const Line& line) {
        Line whole;
        for (Margin& each : margins_) {
            const Line& margin = each.begun ? each.others : each.first;
            whole.insert(whole.end(), margin.begin(), margin.end());
            each.begun = true;
        }
        whole.insert(whole.end(), line.begin(), line.end());
        while (!whole.empty()) {
            std::string& text = whole.back().text;
            text.erase(text.find_last_not_of(' ') + 1);
            if (!text.empty()) break;
            whole.pop_back();
        }
        lines_.push_back(std::move(whole));
    }

    // An empty line between blocks, but not at the beginning nor in a tight list.
    void begin_block() {
        if (std::exchange(gap_, false) && !lines_.empty()) {
            // A list item that has not begun keeps its mark for the line to come.
            std::vector<Margin> open;
            while (!margins_.empty() && !margins_.back().begun) {
                open.insert(open.begin(), margins_.back());
                margins_.pop_back();
            }
            put({});
            margins_.insert(margins_.end(), open.begin(), open.end());
        }
    }

    void block(const std::vector<Line>& lines) {
        begin_block();
        for (const Line& line : lines) put(line);
        gap_ = true;
    }

    // What has come together so far, as a paragraph.
    void paragraph() {
        Line text = std::exchange(inline_, {});
        std::string signs = plain(text);
        if (!trimmed(signs).empty()) block(wrapped(text, width()));
    }

    [[nodiscard]] Tone tone() const {
        if (code_ > 0) return style_.colour ? Tone::accent : Tone::plain;
        return strong_ > 0 ? Tone::bold : Tone::plain;
    }

    void add(const std::string& text) { inline_.push_back({tone(), text}); }
    void add(Tone its, const std::string& text) { inline_.push_back({its, text}); }
    void backtick() {
        if (!style_.colour) add("`");
    }

    // As a path from the checkout's root, where it is one.
    [[nodiscard]] std::string path_of(const std::string& target) const {
        if (target.find("://") != std::string::npos || target.starts_with("mailto:") ||
            target.starts_with('#') || style_.file.empty())
            return target;
        return (fs::path(style_.file).parent_path() / target).lexically_normal().string();
    }

    void enter(MD_BLOCKTYPE type, void* detail) {
        switch (type) {
            case MD_BLOCK_QUOTE:
                paragraph();
                begin_block();
                margins_.push_back({{{Tone::quiet, "│ "}}, {{Tone::quiet, "│ "}}});
                break;
            case MD_BLOCK_UL:
                paragraph();
                if (!lists_.empty() && lists_.back().tight) gap_ = false;
                lists_.push_back(
                    {static_cast<MD_BLOCK_UL_DETAIL*>(detail)->is_tight != 0, std::nullopt});
                break;
            case MD_BLOCK_OL: {
                paragraph();
                if (!lists_.empty() && lists_.back().tight) gap_ = false;
                const auto* list = static_cast<MD_BLOCK_OL_DETAIL*>(detail);
                lists_.push_back({list->is_tight != 0, list->start});
                break;
            }
            case MD_BLOCK_LI: {
                List& list = lists_.back();
                const std::string mark =
                    list.number ? std::to_string((*list.number)++) + ". " : "• ";
                margins_.push_back(
                    {{{Tone::plain, mark}}, {{Tone::plain, std::string(columns(mark), ' ')}}});
                break;
            }
            case MD_BLOCK_H:
                level_ = static_cast<MD_BLOCK_H_DETAIL*>(detail)->level;
                ++strong_;
                break;
            case MD_BLOCK_CODE:
                language_ = attribute(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang);
                verbatim_.clear();
                break;
            case MD_BLOCK_HTML:
                verbatim_.clear();
                in_html_ = true;
                break;
            case MD_BLOCK_TABLE:
                rows_.clear();
                break;
            case MD_BLOCK_TR:
                rows_.emplace_back();
                break;
            default:
                break;
        }
    }

    void leave(MD_BLOCKTYPE type) {
        switch (type) {
            case MD_BLOCK_QUOTE:
                paragraph();
                margins_.pop_back();
                gap_ = true;
                break;
            case MD_BLOCK_UL:
            case MD_BLOCK_OL:
                lists_.pop_back();
                gap_ = lists_.empty() || !lists_.back().tight;
                break;
            case MD_BLOCK_LI:
                paragraph();
                if (!margins_.back().begun) put({});  // an empty item
                margins_.pop_back();
                gap_ = !lists_.back().tight;
                break;
            case MD_BLOCK_HR:
                block({{{Tone::quiet, repeated("─", std::min<std::size_t>(width(), 40))}}});
                break;
            case MD_BLOCK_H:
                --strong_;
                heading();
                break;
            case MD_BLOCK_CODE:
                code();
                break;
            case MD_BLOCK_HTML:
                in_html_ = false;
                html(std::exchange(verbatim_, {}));
                paragraph();
                break;
            case MD_BLOCK_P:
                paragraph();
                break;
            case MD_BLOCK_TABLE:
                block(table_lines(rows_, width()));
                break;
            case MD_BLOCK_TH:
            case MD_BLOCK_TD:
                rows_.back().push_back(std::exchange(inline_, {}));
                break;
            default:
                break;
        }
    }

    void heading() {
        const Line text = std::exchange(inline_, {});
        auto lines = wrapped(text, width());
        std::size_t wide = 0;
        for (const Line& line : lines) wide = std::max(wide, columns(line));
        if (level_ <= 2) lines.push_back({{Tone::quiet, repeated(level_ == 1 ? "═" : "─", wide)}});
        block(lines);
    }

    void code() {
        if (language_ == "mermaid") {
            const std::string told = told_of(verbatim_);
            add(Tone::quiet,
                fmt::format("[picture{}] ", style_.file.empty() ? "" : " in " + style_.file));
            add(told);
            paragraph();
            if (!told.empty()) return;
        }
        std::vector<Line> lines;
        const std::size_t margin = width() >= 14 ? 4 : 0;
        for (const std::string& text : split_lines(verbatim_)) {
            for (Line& part : broken(text, width() - margin)) {
                part.insert(part.begin(), {Tone::plain, std::string(margin, ' ')});
                lines.push_back(std::move(part));
            }
        }
        verbatim_.clear();
        block(lines);
    }

    void enter(MD_SPANTYPE type, void* detail) {
        switch (type) {
            case MD_SPAN_EM:
            case MD_SPAN_STRONG:
                ++strong_;
                break;
            case MD_SPAN_CODE:
                backtick();
                ++code_;
                break;
            case MD_SPAN_IMG:
                add(Tone::quiet,
                    "[picture " +
                        path_of(attribute(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src)) + "] ");
                break;
            case MD_SPAN_A:
                link_begins_ = inline_.size();
                break;
            default:
                break;
        }
    }

    void leave(MD_SPANTYPE type, void* detail) {
        switch (type) {
            case MD_SPAN_EM:
            case MD_SPAN_STRONG:
                --strong_;
                break;
            case MD_SPAN_CODE:
                --code_;
                backtick();
                break;
            case MD_SPAN_A: {
                const std::string target =
                    path_of(attribute(static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
                const Line text(inline_.begin() + static_cast<std::ptrdiff_t>(link_begins_),
                                inline_.end());
                if (plain(text) != target) add(Tone::quiet, " (" + target + ")");
                break;
            }
            default:
                break;
        }
    }

    void text(MD_TEXTTYPE type, std::string_view text) {
        if (in_html_) {
            verbatim_ += text;
            return;
        }
        switch (type) {
            case MD_TEXT_BR:
                add("\n");
                break;
            case MD_TEXT_SOFTBR:
                add(" ");
                break;
            case MD_TEXT_ENTITY:
                add(entity(text));
                break;
            case MD_TEXT_CODE:
                if (code_ > 0)
                    add(std::string(text));
                else
                    verbatim_ += text;
                break;
            case MD_TEXT_HTML:
                html(text);
                break;
            default:
                add(std::string(text));
        }
    }

    void tag(std::string_view text) {
        std::string name;
        const bool closes = text.starts_with("</");
        for (std::size_t i = closes ? 2 : 1; i < text.size(); ++i) {
            const auto c = static_cast<unsigned char>(text[i]);
            if (std::isalnum(c) == 0) break;
            name += static_cast<char>(std::tolower(c));
        }
        if (name == "code") {
            if (!closes) backtick();
            code_ = closes ? 0 : 1;
            if (closes) backtick();
        } else if (name == "em" || name == "strong" || name == "b" || name == "i") {
            strong_ = std::max(0, strong_ + (closes ? -1 : 1));
        } else if (name == "br") {
            add("\n");
        } else if (name == "summary" && !closes) {
            add("▸ ");
            ++strong_;
        } else if (name == "summary") {
            strong_ = std::max(0, strong_ - 1);
            paragraph();
            // The answer stands below its question, without a gap.
            gap_ = false;
            margins_.push_back({{{Tone::plain, "  "}}, {{Tone::plain, "  "}}});
            ++cards_;
        } else if (name == "details" && closes && cards_ > 0) {
            paragraph();
            margins_.pop_back();
            --cards_;
            gap_ = true;
        }
    }

    static std::string repeated(std::string_view sign, std::size_t times) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) text += sign;
        return text;
    }

    struct List {
        bool tight = true;
        std::optional<unsigned> number;  // of the next item, where they are numbered
    };

    MarkdownStyle style_;
    std::vector<Line> lines_;
    std::vector<Margin> margins_;
    std::vector<List> lists_;
    std::vector<TableRow> rows_;
    Line inline_;           // the text of the block that is being read
    std::string verbatim_;  // of a code block or an HTML block
    std::string language_;
    std::size_t link_begins_ = 0;
    unsigned level_ = 0;
    int strong_ = 0, code_ = 0;
    int cards_ = 0;  // <details> that are open
    bool in_html_ = false;
    bool gap_ = false;
};

}  // namespace

std::vector<Line> markdown_lines(std::string_view markdown, const MarkdownStyle& style) {
    Renderer renderer(style);
    renderer.markdown(replaced(harmless(markdown), "\t", "    "));
    return renderer.done();
}

std::vector<Line> html_lines(std::string_view html, const MarkdownStyle& style) {
    Renderer renderer(style);
    renderer.html(harmless(html));
    return renderer.done();
}

}  // namespace grader
