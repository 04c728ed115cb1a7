// Verdicts as JSON, for programs: the schema is report/verdict.schema.json, and `schema` in the
// output names its version.
#pragma once

#include <string>
#include <vector>

#include "report/verdict.h"

namespace grader {

inline constexpr int json_schema_version = 1;

[[nodiscard]] std::string to_json(const std::vector<Verdict>& verdicts);

}  // namespace grader
