#include "cli/complete.h"

#include <algorithm>

#include <fmt/format.h>

#include "catalogue/anchors.h"
#include "catalogue/catalogue.h"
#include "catalogue/chapters.h"
#include "catalogue/course_rules.h"
#include "catalogue/puzzle.h"
#include "cli/session.h"
#include "common/text.h"

namespace grader {
namespace {

bool takes_a_value(const CLI::Option& option) {
    return option.get_items_expected_max() > 0;
}

// The words so far, read as the command line would read them, but without complaint.
struct Typed {
    const CLI::App* app = nullptr;         // the command that the word belongs to
    const CLI::Option* waiting = nullptr;  // the option whose value the word is
    std::vector<std::string> positionals;  // of the command, before the word
    bool only_positionals = false;         // behind "--"
    std::string word, before;              // "--only=ra": before is "--only="
};

const CLI::App* command_in(const CLI::App& app, const std::string& name) {
    for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
        if (each->get_name() == name) return each;
    return nullptr;
}

const CLI::Option* option_in(const CLI::App& app, const std::string& name) {
    for (const CLI::Option* each : app.get_options())
        if (each->nonpositional() && each->check_name(name)) return each;
    return nullptr;
}

Typed read(const CLI::App& app, std::vector<std::string> words) {
    Typed typed;
    typed.app = &app;
    typed.word = words.empty() ? "" : words.back();
    if (!words.empty()) words.pop_back();
    for (const std::string& word : words) {
        if (typed.waiting != nullptr) {
            // bash cuts "--only=races" into three words.
            if (word != "=") typed.waiting = nullptr;
        } else if (!typed.only_positionals && word == "--") {
            typed.only_positionals = true;
        } else if (!typed.only_positionals && word.size() > 1 && word[0] == '-') {
            const CLI::Option* option = option_in(*typed.app, word.substr(0, word.find('=')));
            const bool has_value = word.find('=') != std::string::npos;
            if (option != nullptr && takes_a_value(*option) && !has_value) typed.waiting = option;
        } else if (const CLI::App* command = command_in(*typed.app, word);
                   command != nullptr && typed.positionals.empty()) {
            typed.app = command;
        } else {
            typed.positionals.push_back(word);
        }
    }
    if (typed.waiting != nullptr && typed.word == "=") typed.word.clear();
    const std::size_t equals = typed.word.find('=');
    if (typed.waiting == nullptr && typed.word.starts_with("--") && equals != std::string::npos) {
        typed.waiting = option_in(*typed.app, typed.word.substr(0, equals));
        typed.before = typed.word.substr(0, equals + 1);
        typed.word.erase(0, equals + 1);
    }
    return typed;
}

class Names {
  public:
    Names(const fs::path& root, const Typed& typed) : root_(root), typed_(typed) {}

    [[nodiscard]] std::vector<Candidate> of(const std::string& kind) {
        if (kind == "FILE") return {{ask_for_files, ""}};
        if (kind == "DIR") return {{ask_for_folders, ""}};
        if (kind == "SHELL") return {{"bash", ""}, {"zsh", ""}, {"fish", ""}};
        if (kind == "CHAPTER") return chapters();
        if (kind == "EXERCISE") return exercises();
        if (kind == "EXERCISES") {
            auto all = chapters();
            for (Candidate& each : exercises()) all.push_back(std::move(each));
            all.push_back({"all", "every exercise"});
            return all;
        }
        if (kind == "PUZZLE") {
            std::vector<Candidate> all;
            for (const Puzzle& puzzle : find_puzzles(root_))
                all.push_back({puzzle.name, puzzle.title});
            for (Candidate& each : exercises()) all.push_back(std::move(each));
            return all;
        }
        if (kind == "CHECK") return checks();
        if (kind == "TEST") return tests();
        if (kind == "IMPOSTOR") return impostors();
        if (kind == "PART") return parts();
        return {};
    }

  private:
    [[nodiscard]] std::vector<Candidate> chapters() const {
        std::vector<Candidate> found;
        for (const Chapter& chapter : chapters_of(root_))
            found.push_back({chapter.label, title_of(read_file(root_ / chapter.text))});
        return found;
    }
    [[nodiscard]] std::vector<Candidate> exercises() const {
        std::vector<Candidate> found;
        const Catalogue catalogue(root_);
        for (const Exercise& exercise : catalogue.exercises()) {
            // Who has typed beyond the number gets the name in full.
            const std::string full = exercise.label + "/" + exercise.name;
            const bool beyond =
                typed_.word.size() > exercise.id.size() && full.starts_with(typed_.word);
            found.push_back({beyond ? full : exercise.id, exercise.title});
        }
        return found;
    }
    // Of the exercises that stand before the word; of all when there is none.
    template <class Use>
    void each_named(Use use) const {
        const Catalogue catalogue(root_);
        bool any = false;
        for (const std::string& word : typed_.positionals) {
            try {
                for (const Exercise* exercise : catalogue.named(word)) {
                    use(*exercise);
                    any = true;
                }
            } catch (const Error&) {
                // Not typed to its end, or another kind of word.
            }
        }
        if (any) return;
        for (const Exercise& exercise : catalogue.exercises()) use(exercise);
    }
    [[nodiscard]] std::vector<Candidate> checks() const {
        std::vector<Candidate> found;
        for (const std::string& check : known_checks()) {
            bool there = false;
            each_named([&](const Exercise& exercise) {
                there = there || std::ranges::find(exercise.checks, check) != exercise.checks.end();
            });
            if (there) found.push_back({check, ""});
        }
        return found;
    }
    [[nodiscard]] std::vector<Candidate> tests() const {
        std::vector<Candidate> found;
        each_named([&](const Exercise& exercise) {
            for (std::string& test : tests_of(exercise))
                found.push_back({std::move(test), exercise.id});
        });
        return found;
    }
    [[nodiscard]] std::vector<Candidate> impostors() const {
        std::vector<Candidate> found;
        each_named([&](const Exercise& exercise) {
            for (std::string& name : folders_in(exercise.hidden / "impostors"))
                found.push_back({std::move(name), exercise.id});
        });
        return found;
    }
    // The parts of the chapter before the word.
    [[nodiscard]] std::vector<Candidate> parts() const {
        std::vector<Candidate> found;
        if (typed_.positionals.empty()) return found;
        const Chapter chapter = chapter_named(root_, typed_.positionals.front());
        for (Anchor& anchor : anchors_with_places(read_file(root_ / chapter.text)))
            found.push_back({std::move(anchor.name), replaced(anchor.title, "`", "")});
        return found;
    }

    const fs::path& root_;
    const Typed& typed_;
};

std::string first_words(const std::string& text) {
    return text.substr(0, std::min(text.find_first_of(";:("), text.size()));
}

std::vector<Candidate> options_of(const CLI::App& app) {
    std::vector<Candidate> found;
    for (const CLI::Option* option : app.get_options()) {
        if (!option->nonpositional() || option->get_group().empty()) continue;
        for (const std::string& name : option->get_lnames())
            found.push_back({"--" + name, first_words(option->get_description())});
    }
    return found;
}

std::vector<Candidate> commands_of(const CLI::App& app) {
    std::vector<Candidate> found;
    for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!each->get_group().empty())
            found.push_back({each->get_name(), first_words(each->get_description())});
    return found;
}

// The argument without a name that comes next; the last one may stand for several words.
const CLI::Option* positional_for(const CLI::App& app, std::size_t index) {
    std::vector<const CLI::Option*> all;
    for (const CLI::Option* option : app.get_options())
        if (!option->nonpositional()) all.push_back(option);
    if (all.empty()) return nullptr;
    if (index < all.size()) return all[index];
    return all.back()->get_items_expected_max() > 1 ? all.back() : nullptr;
}

std::vector<Candidate> all_candidates(const fs::path& root, const Typed& typed) {
    Names names(root, typed);
    if (typed.waiting != nullptr) return names.of(typed.waiting->get_type_name());
    if (!typed.only_positionals && typed.word.starts_with('-')) return options_of(*typed.app);
    std::vector<Candidate> found;
    if (typed.positionals.empty()) found = commands_of(*typed.app);
    if (const CLI::Option* next = positional_for(*typed.app, typed.positionals.size()))
        for (Candidate& each : names.of(next->get_type_name())) found.push_back(std::move(each));
    return found;
}

}  // namespace

std::vector<Candidate> candidates(const CLI::App& app, const fs::path& root,
                                  std::vector<std::string> words) {
    try {
        const Typed typed = read(app, std::move(words));
        auto found = all_candidates(root, typed);
        std::erase_if(found, [&](const Candidate& each) {
            return !each.word.starts_with(':') && !each.word.starts_with(typed.word);
        });
        for (Candidate& each : found)
            if (!each.word.starts_with(':')) each.word = typed.before + each.word;
        return found;
    } catch (const std::exception&) {
        return {};  // somebody is typing: no time for complaints
    }
}

Exit complete_command(const CLI::App& app, const fs::path& root,
                      const std::vector<std::string>& words) {
    for (const Candidate& each : candidates(app, root, words)) {
        std::string about = each.about;
        std::ranges::replace(about, '\n', ' ');
        fmt::print("{}{}{}\n", each.word, about.empty() ? "" : "\t", about);
    }
    return Exit::passed;
}

}  // namespace grader
