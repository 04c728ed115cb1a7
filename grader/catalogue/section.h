// One table of a manifest, read strictly: every value is asked for by type and range, and what is
// wrong is refused with "FILE:LINE: what is wrong; allowed: what is allowed". What the keys mean is
// manifest.cpp's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "common/error.h"
#include "common/text.h"

namespace grader {

[[noreturn]] inline void refuse(std::string_view file, std::size_t line, std::string_view sentence,
                                std::string_view allowed = "") {
    throw Error(fmt::format("{}:{}: {}{}{}", file, line, sentence,
                            allowed.empty() ? "" : "; allowed: ", allowed));
}

// The whole file, and what it says. Both refuse what cannot be read; `allowed` is for a missing
// file.
[[nodiscard]] std::string manifest_text(const std::filesystem::path& path, const std::string& shown,
                                        std::string_view allowed);
[[nodiscard]] toml::table parsed_manifest(const std::string& text, const std::string& shown);

class Section {
  public:
    struct Text {
        std::string value;
        std::size_t line = 0;
    };

    // `name` is empty for the whole file. Every key but those `keys` is refused here; `noun` is
    // what a key stands for.
    Section(std::string file, std::string name, const toml::table* table,
            const std::vector<std::string>& keys, std::string_view noun = "key")
        : file_(std::move(file)), name_(std::move(name)), table_(table) {
        refuse_other_keys(keys, noun);
    }

    // The line of a key's value, or else of the table.
    [[nodiscard]] std::size_t line(std::string_view key = "") const {
        if (table_ == nullptr) return 1;
        const toml::node* node = table_->get(key);
        return std::max<std::size_t>(1, (node ? node : table_)->source().begin.line);
    }

    [[noreturn]] void refuse(std::size_t line, std::string_view sentence,
                             std::string_view allowed = "") const {
        grader::refuse(file_, line, sentence, allowed);
    }

    // Refuses a word that is none of `allowed`, with the one that was probably meant.
    [[noreturn]] void refuse_word(std::string sentence, const Text& word,
                                  const std::vector<std::string>& allowed) const {
        if (const auto meant = nearest(word.value, allowed)) {
            sentence += fmt::format(" (did you mean \"{}\"?)", *meant);
        }
        refuse(word.line, sentence, joined(allowed, ", "));
    }

    // "limits.processes"
    [[nodiscard]] std::string full(std::string_view key) const {
        return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
    }

    [[nodiscard]] bool has(std::string_view key) const { return table_ && table_->get(key); }

    [[nodiscard]] std::vector<std::string> keys() const {
        std::vector<std::string> result;
        if (table_ == nullptr) return result;
        for (const auto& [key, node] : *table_) result.emplace_back(key.str());
        return result;
    }

    [[nodiscard]] const toml::table* table(std::string_view key) const {
        const toml::node* node = find(key);
        if (node == nullptr) return nullptr;
        if (!node->is_table()) refuse_type(key, *node, fmt::format("a table, [{}]", full(key)));
        return node->as_table();
    }

    // The tables of [[key]]; none when the key is not there.
    [[nodiscard]] std::vector<const toml::table*> tables(std::string_view key) const {
        std::vector<const toml::table*> result;
        const toml::node* node = find(key);
        if (node == nullptr) return result;
        if (!node->is_array_of_tables())
            refuse_type(key, *node, fmt::format("tables, each with [[{}]] above it", full(key)));
        for (const toml::node& element : *node->as_array()) result.push_back(element.as_table());
        return result;
    }

    // The text of a key; it must be there.
    [[nodiscard]] Text text(std::string_view key) const {
        const toml::node* node = find(key);
        if (node == nullptr)
            refuse(line(), fmt::format("{} is missing", full(key)), "a text in quotes");
        return text_of(key, *node);
    }

    // The list of texts of a key, empty when the key is not there. No text twice.
    [[nodiscard]] std::vector<Text> texts(std::string_view key) const {
        std::vector<Text> result;
        const toml::node* node = find(key);
        if (node == nullptr) return result;
        if (!node->is_array())
            refuse_type(key, *node, R"(a list of texts, such as ["one", "two"])");
        std::set<std::string> seen;
        for (const toml::node& element : *node->as_array()) {
            result.push_back(text_of(key, element));
            const auto& [value, line] = result.back();
            if (!seen.insert(value).second) {
                refuse(line, fmt::format("{} names \"{}\" twice", full(key), value), "each once");
            }
        }
        return result;
    }

    // A number of a key within [least, most]; `value` when the key is not there.
    [[nodiscard]] double number(std::string_view key, double value, double least,
                                double most) const {
        const toml::node* node = find(key);
        if (node == nullptr) return value;
        const std::string allowed = fmt::format("a number from {} to {}", least, most);
        if (!node->is_number()) refuse_type(key, *node, allowed);
        const double given = *node->value<double>();
        // Turned round, so that nan is refused too.
        if (!(given >= least && given <= most)) refuse_range(key, *node, given, allowed);
        return given;
    }

    [[nodiscard]] int whole(std::string_view key, int value, int least, int most) const {
        const toml::node* node = find(key);
        if (node == nullptr) return value;
        const std::string allowed = fmt::format("a whole number from {} to {}", least, most);
        if (!node->is_integer()) refuse_type(key, *node, allowed);
        const std::int64_t given = *node->value<std::int64_t>();
        if (given < least || given > most) refuse_range(key, *node, given, allowed);
        return static_cast<int>(given);
    }

  private:
    [[nodiscard]] const toml::node* find(std::string_view key) const {
        return table_ ? table_->get(key) : nullptr;
    }

    // The first unknown key of the file, not of the alphabet: toml++ sorts its keys.
    void refuse_other_keys(const std::vector<std::string>& keys, std::string_view noun) const {
        if (table_ == nullptr) return;
        std::optional<Text> first;
        for (const auto& [key, node] : *table_) {
            if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
            const std::size_t line = key.source().begin.line;
            if (!first || line < first->line) first = Text{std::string(key.str()), line};
        }
        if (!first) return;
        const std::string where = name_.empty() ? "" : fmt::format(" in [{}]", name_);
        refuse_word(fmt::format("unknown {} \"{}\"{}", noun, shown(first->value), where), *first,
                    keys);
    }

    [[nodiscard]] Text text_of(std::string_view key, const toml::node& node) const {
        if (!node.is_string()) refuse_type(key, node, "a text in quotes");
        Text text{node.as_string()->get(), node.source().begin.line};
        if (trimmed(text.value).empty()) {
            refuse(text.line, fmt::format("{} is empty", full(key)),
                   "a text with at least one word");
        }
        // They would reach the learner's terminal.
        for (const char c : text.value) {
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f) {
                refuse(text.line, fmt::format("{} holds a control character", full(key)),
                       "letters, digits, signs, blanks and line ends");
            }
        }
        return text;
    }

    [[noreturn]] void refuse_type(std::string_view key, const toml::node& node,
                                  std::string_view allowed) const {
        const auto found = [&]() -> std::string_view {
            switch (node.type()) {
                case toml::node_type::string:
                    return "a text";
                case toml::node_type::integer:
                    return "a whole number";
                case toml::node_type::floating_point:
                    return "a number with a fraction";
                case toml::node_type::boolean:
                    return "true or false";
                case toml::node_type::array:
                    return "a list";
                case toml::node_type::table:
                    return "a table";
                default:
                    return "a date or a time";
            }
        }();
        refuse(node.source().begin.line, fmt::format("{} has {}", full(key), found), allowed);
    }

    template <class Number>
    [[noreturn]] void refuse_range(std::string_view key, const toml::node& node, Number given,
                                   std::string_view allowed) const {
        refuse(node.source().begin.line, fmt::format("{} is {}", full(key), given), allowed);
    }

    // A key comes from the file without text_of's look at it.
    [[nodiscard]] static std::string shown(std::string text) {
        for (char& c : text) {
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
        }
        return text;
    }

    std::string file_;
    std::string name_;
    const toml::table* table_;
};

}  // namespace grader
