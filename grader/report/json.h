// Verdicts as JSON, for programs: the schema is report/verdict.schema.json, and `schema` in the
// output names its version.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/verdict.h"

namespace grader {

inline constexpr int json_schema_version = 1;

// `indent` -1: all in one line.
[[nodiscard]] std::string to_json(const std::vector<Verdict>& verdicts, int indent = 2);

// What to_json() wrote; nothing when the text is anything else, of another version or damaged.
// Where a demand stands in the hidden test is not in the JSON and does not come back.
[[nodiscard]] std::optional<std::vector<Verdict>> verdicts_from_json(std::string_view text);

}  // namespace grader
