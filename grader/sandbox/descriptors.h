// The descriptors that the sandbox and the program inside share; the same numbers on both sides.
#pragma once

namespace grader {

inline constexpr int channel_fd = 3;   // program -> grader: the test protocol
inline constexpr int secret_fd = 4;    // grader -> program: the protocol's secret
inline constexpr int evidence_fd = 5;  // program -> grader: sanitizer reports
inline constexpr int control_fd = 6;   // grader -> stage: "look at the stacks"
inline constexpr int status_fd = 7;    // stage -> grader: how it ended
inline constexpr int stacks_fd = 8;    // stage -> grader: gdb's output

}  // namespace grader
