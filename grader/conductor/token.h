// A schedule as a short text: the decisions that differ from the usual, the program they were made
// in, and a checksum.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conductor/shared.h"

namespace conductor {

[[nodiscard]] std::string encode_token(const std::vector<Decision>& decisions);

struct Decoded {
    std::vector<Decision> list;
    std::string error;  // why it is no token of this program; empty when it is one
};
[[nodiscard]] Decoded decode_token(std::string_view token);

// Of the program that runs: its linker's build id.
[[nodiscard]] std::uint32_t build_number();

}  // namespace conductor
