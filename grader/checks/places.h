// Where the addresses of a finding lie in the source.
#pragma once

#include <string>

#include "sandbox/sandbox.h"

namespace grader {

// Adds "places" to the conductor's JSON: for each address the inlined functions around it, the
// innermost first.
void add_places(const Sandbox& sandbox, const fs::path& program, std::string& finding);

}  // namespace grader
