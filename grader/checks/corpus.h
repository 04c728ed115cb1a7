// Programs that prove the conductor: each file holds a faulty program and its right twin. They are
// compiled many at a time, each in a namespace of its own, because one by one would take an hour.
#pragma once

#include <string>
#include <vector>

#include "common/files.h"

namespace grader {

struct CorpusProgram {
    std::string name;
    std::vector<std::string> finds;  // the kinds of finding that are right for the faulty one
    std::vector<std::string> tests;  // their full names
    std::string source;
    fs::path file;
};

// Whether a finding's kind is one that the program declares.
[[nodiscard]] bool as_declared(const CorpusProgram& program, const std::string& found);

// Throws Error naming file and line where one lacks its `// Finds:` line or its test.
[[nodiscard]] std::vector<CorpusProgram> read_corpus(const fs::path& folder);

// One source for all of them. A test called Program gets its file's name.
[[nodiscard]] std::string bundled(const std::vector<CorpusProgram>& programs, bool faulty);

// A litmus file's lists.
struct Litmus {
    std::string test;  // "Litmus.StoreBuffering"
    std::string says;  // the sentences on top
    std::vector<std::string> allowed, forbidden, not_shown;
    // "// Quiz: chapter03: x=1 | x=2": the chapter's quiz asks whether these can come out.
    std::string quiz_chapter;
    std::vector<std::string> quiz;
};
[[nodiscard]] Litmus read_litmus(const fs::path& file);

}  // namespace grader
