// A program that speaks the grader's protocol itself and lies in the way that the expected test's
// name says. It stands for whatever might get hold of the pipe.
#include <racecourse/protocol.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sandbox/descriptors.h"

namespace {

using namespace racecourse::protocol;

std::string secret(secret_size, '\0');
std::uint32_t next_number = 0;

void put(Kind kind, const std::string& payload, std::uint32_t number, std::uint64_t extra = 0) {
    Header header{};
    header.size = static_cast<std::uint32_t>(payload.size());
    header.number = number;
    header.kind = kind;
    header.signature = sign(secret, number, kind, payload) ^ extra;
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
    bytes += payload;
    [[maybe_unused]] const auto written = write(grader::channel_fd, bytes.data(), bytes.size());
}

void say(Kind kind, const std::string& payload) {
    put(kind, payload, next_number++);
}

std::string end_of(const std::string& test, const char* failed) {
    return test + '\0' + failed + '\0' + "0";
}

}  // namespace

int main(int, char** argv) {
    for (std::size_t at = 0; at < secret.size();) {
        const auto got = read(grader::secret_fd, secret.data() + at, secret.size() - at);
        if (got <= 0) return 9;
        at += static_cast<std::size_t>(got);
    }
    std::string filter = std::string(argv[1]).substr(sizeof "--gtest_filter");
    std::ranges::replace(filter, ':', '\n');
    const std::string lie = filter.substr(0, filter.find('\n'));
    const auto tells = [&](const char* name) { return lie == std::string("Lie.") + name; };
    std::vector<std::string> tests;
    std::istringstream lines(filter);
    for (std::string line; std::getline(lines, line);) tests.push_back(line);

    if (tells("SaysNothing")) return 0;
    if (tells("NoHello")) say(Kind::start, tests[0]);
    if (tells("OtherTests")) filter = "Lie.Other\nTripwire.MustFail";
    if (tells("FewerTests")) filter = "Tripwire.MustFail";
    if (tells("WrongSignature")) put(Kind::hello, filter, next_number++, 1);
    if (tells("SkipsANumber")) ++next_number;
    say(Kind::hello, filter);
    if (tells("SaysItTwice")) put(Kind::hello, filter, next_number - 1);
    if (tells("UnknownKind")) say(static_cast<Kind>('?'), "");
    if (tells("ImpossibleLength")) {
        Header header{};
        header.size = longest_payload + 1;
        header.number = next_number;
        [[maybe_unused]] const auto written = write(grader::channel_fd, &header, sizeof header);
    }
    if (tells("EndsWhatHasNotBegun")) say(Kind::end, end_of(lie, "0"));
    if (tells("DoneTooEarly")) say(Kind::done, "");
    if (tells("EndsInTheMiddle")) {
        say(Kind::start, tests[0]);
        return 0;
    }
    for (const std::string& test : tests) {
        say(Kind::start, test);
        if (tells("StartsInside")) say(Kind::start, tests.back());
        const bool holds = test == lie || tells("TripwireHolds");
        say(Kind::end, end_of(test, holds ? "0" : "1"));
        if (tells("RunsTwice")) say(Kind::start, test);
    }
    if (tells("NeverDone")) return 0;
    say(Kind::done, "");
    if (tells("StartsAfterTheEnd")) say(Kind::start, tests[0]);
    if (tells("NoLastWord")) return 0;
    say(Kind::last, "0");
}
