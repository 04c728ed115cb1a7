#include "catalogue/mistakes.h"

#include <algorithm>

namespace grader {
namespace {

bool fits(std::string_view wanted, std::string_view is) {
    return wanted.empty() || wanted == is;
}

}  // namespace

const Mistake* mistake_in(const Exercise& exercise, std::string_view check,
                          const Problem& problem) {
    const std::string_view whole = problem.test;
    const std::string_view test = whole.substr(whole.find('.') + 1);
    const auto found = std::ranges::find_if(exercise.mistakes, [&](const Mistake& one) {
        return fits(one.check, check) && fits(one.outcome, name(problem.outcome)) &&
               fits(one.test, test) && fits(one.pattern, name(problem.pattern));
    });
    return found == exercise.mistakes.end() ? nullptr : &*found;
}

bool includes(const Mistake& a, const Mistake& b) {
    return fits(a.check, b.check) && fits(a.outcome, b.outcome) && fits(a.test, b.test) &&
           fits(a.pattern, b.pattern);
}

}  // namespace grader
