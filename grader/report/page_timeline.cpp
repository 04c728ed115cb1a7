// A timeline as a table that is a picture: a column for each thread with its line, a dot for each
// step, bars for the locks it holds. What reads tables aloud reads it; the script steps through it.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "common/text.h"
#include "report/page_parts.h"

namespace grader::page_parts {
namespace {

constexpr std::size_t colours = 6;  // for locks; more locks than that share them

class Table {
  public:
    Table(const Timeline& timeline, const Code& code, Ids& ids)
        : timeline_(timeline), code_(code), ids_(ids) {
        for (const TimelineRow& row : timeline.rows) {
            for (const std::string& lock : row.holds) locks_.try_emplace(lock, locks_.size());
            if (row.place && std::ranges::find(files_, row.place->file) == files_.end())
                files_.push_back(row.place->file);
        }
        held_.resize(timeline.threads.size());
    }

    std::string markup() {
        const std::string title = ids_.next();
        std::string result = fmt::format(
            "<figure class=\"timeline\" role=\"group\" aria-labelledby=\"{0}\">\n"
            "<figcaption id=\"{0}\">{1}</figcaption>\n<div class=\"stage\">\n"
            "<div class=\"picture\"><table class=\"lanes locks{2}\" style=\"--threads:{3}\" "
            "aria-labelledby=\"{0}\">\n",
            title, prose(timeline_.title), std::min(locks_.size(), colours),
            timeline_.threads.size());
        result += "<thead><tr><th scope=\"col\">step</th>";
        for (const std::string& thread : timeline_.threads)
            result += "<th scope=\"col\">" + escaped(thread) + "</th>";
        if (!locks_.empty()) result += "<th scope=\"col\" class=\"holds\">locks held</th>";
        result += "</tr></thead>\n<tbody>\n";
        if (timeline_.left_out > 0)
            result += across("left-out", fmt::format("{} before this {} left out",
                                                     counted(timeline_.left_out, "step"),
                                                     timeline_.left_out == 1 ? "is" : "are"));
        for (std::size_t i = 0; i < timeline_.rows.size(); ++i) result += row(i);
        result += "</tbody></table></div>\n</div>\n";
        if (!locks_.empty()) {
            std::vector<std::string> legend(locks_.size());
            for (const auto& [lock, index] : locks_)
                legend[index] =
                    fmt::format("<li><i class=\"key lock{}\"></i>holds <code>{}</code></li>",
                                index % colours, escaped(lock));
            result += "<ul class=\"legend\">" + joined(legend, "\n") + "</ul>\n";
        }
        for (const std::string& note : timeline_.notes)
            result += "<p class=\"note\">" + prose(note) + "</p>\n";
        return result + "</figure>\n";
    }

  private:
    [[nodiscard]] std::string across(std::string_view kind, const std::string& text) const {
        return fmt::format("<tr class=\"{}\"><td colspan=\"{}\">{}</td></tr>\n", kind,
                           timeline_.threads.size() + (locks_.empty() ? 1 : 2), escaped(text));
    }

    [[nodiscard]] std::string deciding(std::size_t i) const {
        std::string text = "the deciding switch";
        if (i > 0 && timeline_.rows[i - 1].thread != timeline_.rows[i].thread) {
            const TimelineRow& before = timeline_.rows[i - 1];
            text += ": ";
            if (before.action != "ends")
                text += timeline_.threads[before.thread] + " is interrupted, ";
            text += timeline_.threads[timeline_.rows[i].thread] + " goes on";
        }
        return text;
    }

    std::string row(std::size_t i) {
        const TimelineRow& row = timeline_.rows[i];
        std::string result;
        if (row.is(Mark::deciding)) result += across("switch", deciding(i));
        std::string kind = "step";
        if (row.is(Mark::last)) kind += " bad";
        if (row.is(Mark::stale) || row.is(Mark::timed_out) || row.is(Mark::spurious))
            kind += " odd";
        result += fmt::format("<tr class=\"{}\" data-thread=\"{}\" data-after=\"{}\"{}>", kind,
                              row.thread, row.after, data_place(row));
        result += fmt::format("<th scope=\"row\">{}</th>",
                              row.number > 0 ? std::to_string(row.number) : "");
        const auto before = std::exchange(held_[row.thread], row.holds);
        for (std::size_t thread = 0; thread < timeline_.threads.size(); ++thread) {
            const bool here = thread == row.thread;
            result += here ? "<td class=\"here\">" : "<td>";
            result += bars(here ? before : held_[thread], held_[thread]);
            if (here) result += content(row);
            result += "</td>";
        }
        if (!locks_.empty()) {
            result += "<td class=\"holds\">";
            for (const std::string& lock : row.holds)
                result += "<code>" + escaped(lock) + "</code> ";
            result += "</td>";
        }
        return result + "</tr>\n";
    }

    // Where the step's line is listed on this page.
    [[nodiscard]] std::string data_place(const TimelineRow& row) const {
        if (!row.place) return "";
        const LearnerFile* const file = file_of(*row.place, code_);
        if (file == nullptr) return "";
        return fmt::format(" data-file=\"{}\" data-line=\"{}\"",
                           ids_.file(static_cast<std::size_t>(file - code_.data())),
                           row.place->line);
    }

    // A bar lasts from the step after which the lock is held to the first after which it is not.
    [[nodiscard]] std::string bars(const std::vector<std::string>& before,
                                   const std::vector<std::string>& after) const {
        std::string result;
        for (const auto& [lock, index] : locks_) {
            const bool was = std::ranges::find(before, lock) != before.end();
            const bool is = std::ranges::find(after, lock) != after.end();
            if (was || is)
                result += fmt::format("<i class=\"bar lock{}{}\"></i>", index % colours,
                                      was && is ? ""
                                      : is      ? " from"
                                                : " to");
        }
        return result;
    }

    [[nodiscard]] std::string content(const TimelineRow& row) const {
        std::string result =
            "<i class=\"dot\"></i><span class=\"action\">" + prose(row.action) + "</span>";
        if (row.after > 0)
            result += fmt::format("<span class=\"unseen\"> (after step {})</span>", row.after);
        if (row.place && !row.place->text.empty()) {
            const std::string where =
                files_.size() > 1 ? fs::path(row.place->file).filename().string() + ":" : "";
            result += fmt::format(
                "<span class=\"line\"><span class=\"no\">{}{}</span><code>{}</code></span>",
                escaped(where), row.place->line, escaped(trimmed(row.place->text)));
        }
        return result;
    }

    const Timeline& timeline_;
    const Code& code_;
    Ids& ids_;
    std::map<std::string, std::size_t> locks_;
    std::vector<std::vector<std::string>> held_;  // by each thread, after the rows so far
    std::vector<std::string> files_;
};

}  // namespace

std::string timeline(const Timeline& timeline, const Code& code, Ids& ids) {
    return Table(timeline, code, ids).markup();
}

}  // namespace grader::page_parts
