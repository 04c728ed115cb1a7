// How a graded program tells the grader what its tests did: numbered messages on one pipe, each
// signed with a secret that was read and closed before any of the learner's code ran. It raises the
// cost of a forgery; code in the same process can in principle still forge, so the grader believes
// a message only where it fits the list of tests that it knows beforehand.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace racecourse::protocol {

enum class Kind : std::uint8_t {
    hello = 'H',      // the tests that will run, one a line
    start = 'S',      // a test begins: its name
    failure = 'F',    // an expectation failed: file, line, text, separated by '\0'
    unstarted = 'N',  // not_started() was called: the function
    finding = 'X',    // a schedule in which the test fails: what the conductor wrote down, as JSON
    explored =
        'P',  // none of the schedules failed: their number, the preemptions of which all passed
    measured = 'M',  // what a test of the suite Speed measured, as JSON
    end = 'E',   // a test has ended: name, "1" if it failed, ThreadSanitizer's reports during it
    done = 'D',  // all tests have ended
    last = 'Z',  // static objects are destroyed: ThreadSanitizer's reports in all
};

inline constexpr std::size_t secret_size = 16;
inline constexpr std::size_t longest_payload = 1024 * 1024;

struct Header {
    std::uint32_t size;  // of the payload
    std::uint32_t number;
    std::uint64_t signature;
    Kind kind;
    std::uint8_t unused[7];
};
static_assert(sizeof(Header) == 24);

// A keyed checksum, not cryptography: whoever can read the secret can sign.
inline std::uint64_t sign(std::string_view secret, std::uint32_t number, Kind kind,
                          std::string_view payload) {
    std::uint64_t state[2] = {};
    std::memcpy(state, secret.data(), secret.size() < 16 ? secret.size() : 16);
    std::uint64_t sum = state[0] ^ (std::uint64_t{number} << 8) ^ static_cast<std::uint64_t>(kind);
    for (const char c : payload) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x9E3779B97F4A7C15u;
        sum ^= sum >> 29;
    }
    sum = (sum ^ state[1]) * 0xBF58476D1CE4E5B9u;
    return sum ^ (sum >> 31);
}

}  // namespace racecourse::protocol
