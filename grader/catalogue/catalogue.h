// Finds the chapters and exercises of a checkout. It reads and checks manifests; it runs nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/exercise.h"

namespace grader {

// Reads and checks one manifest. Throws Error with "FILE:LINE: what is wrong; what is allowed".
[[nodiscard]] Exercise read_manifest(const fs::path& root, const fs::path& relative);

// The checks that exist, in the order in which they run.
[[nodiscard]] const std::vector<std::string>& known_checks();

class Catalogue {
  public:
    // Reads every exercise below root/grader/hidden. Throws Error on the first bad manifest, and
    // when one of the three folders of an exercise is missing or badly named.
    explicit Catalogue(fs::path root);

    [[nodiscard]] const fs::path& root() const { return root_; }
    [[nodiscard]] const std::vector<Exercise>& exercises() const { return exercises_; }

    // The exercises that `word` names: "chapter03", "chapter03/ex02",
    // "chapter03/ex02_bank_transfer", "3/2", "03/02", any unique prefix, a path to one of the
    // exercise's folders, or "all". Throws Error with the nearest name when there is none, and with
    // the choices when a word that must name one exercise names several.
    [[nodiscard]] std::vector<const Exercise*> named(std::string_view word) const;
    [[nodiscard]] const Exercise& one(std::string_view word) const;

  private:
    void refuse_orphans() const;

    fs::path root_;
    std::vector<Exercise> exercises_;
};

}  // namespace grader
