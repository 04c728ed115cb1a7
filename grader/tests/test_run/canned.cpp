// A program that speaks the grader's protocol and measures nothing: the name of each test says what
// is told of it, as the conductor would tell it.
#include <racecourse/protocol.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string>

#include "sandbox/descriptors.h"

namespace {

using namespace racecourse::protocol;

std::string secret(secret_size, '\0');
std::uint32_t next_number = 0;

void say(Kind kind, const std::string& payload) {
    Header header{};
    header.size = static_cast<std::uint32_t>(payload.size());
    header.number = next_number++;
    header.kind = kind;
    header.signature = sign(secret, header.number, kind, payload);
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
    bytes += payload;
    [[maybe_unused]] const auto written = write(grader::channel_fd, bytes.data(), bytes.size());
}

std::string demand(const char* kind, double measured, double limit, double parallel, long misses) {
    std::ostringstream out;
    out << R"({"kind":")" << kind << R"(","what":"wait.time","unit":"ns","measured":)" << measured
        << R"(,"limit":)" << limit << R"(,"sequential":24000000,"parallel":)" << parallel
        << R"(,"because":"A sentence.","file":"test/tests.cpp","line":7,"misses":)" << misses
        << "}";
    return out.str();
}

}  // namespace

int main(int argc, char** argv) {
    for (std::size_t at = 0; at < secret.size();) {
        const auto got = read(grader::secret_fd, secret.data() + at, secret.size() - at);
        if (got <= 0) return 9;
        at += static_cast<std::size_t>(got);
    }
    std::string filter = std::string(argv[1]).substr(sizeof "--gtest_filter");
    std::ranges::replace(filter, ':', '\n');
    const bool optimised = std::string(argv[0]).ends_with("canned_optimised");
    bool counts = false;
    int pairs = 0, cores = 8;
    for (int i = 2; i < argc; ++i) {
        counts |= std::strcmp(argv[i], "--count-misses") == 0;
        if (std::strncmp(argv[i], "--wall-clock=", 13) == 0) pairs = std::atoi(argv[i] + 13);
        if (std::strncmp(argv[i], "--cores=", 8) == 0) cores = std::atoi(argv[i] + 8);
    }
    say(Kind::hello, filter);
    std::istringstream lines(filter);
    for (std::string test; std::getline(lines, test);) {
        const auto is = [&](const char* name) { return test == std::string("Speed.") + name; };
        const std::string zero(1, '\0');
        say(Kind::start, test);
        if (is("Endless")) {
            while (true) asm volatile("");
        }
        std::string demands = demand("speedup", 0, 0, 32e6 / cores, 0), end = "nothing";
        if (is("Slow")) demands = demand("speedup", 0, 0, 24e6, 0);
        if (is("Near")) demands = demand("speedup", 0, 0, 10e6, 0);
        if (is("Shares")) demands = demand("speedup", 0, 0, 4e6, counts ? 8'000'000 : 0);
        // Stores that an optimised program keeps in a register.
        if (is("SharesUnoptimised"))
            demands = demand("speedup", 0, 0, 4e6, counts && !optimised ? 8'000'000 : 0);
        if (is("Late")) demands = demand("at_most", 200e6, 110e6, 0, 0);
        if (is("InTime")) demands = demand("at_most", 100e6, 110e6, 0, 0);
        if (is("Early")) demands = demand("at_least", 90e6, 100e6, 0, 0);
        if (is("AsksForNothing")) demands = "";
        for (const char* other : {"deadlock", "vanished", "too_long", "environment", "exception"})
            if (is(other)) end = other;
        if (is("Wrong")) {
            end = "wrong";
            say(Kind::failure, "test/tests.cpp" + zero + "9" + zero + "a\n\x1eIt must be right.");
        }
        if (is("Unwritten")) {
            end = "unstarted";
            say(Kind::unstarted, "sum");
        }
        std::string wall;
        for (int i = 0; i < pairs; ++i)
            wall += std::string(i > 0 ? "," : "") + R"({"sequential":19000,"parallel":10000})";
        if (is("Garbage")) {
            say(Kind::measured, "{\"test\":");
        } else if (is("AnothersName")) {
            say(Kind::measured, R"({"test":"Speed.Fast","end":"nothing"})");
        } else if (test.starts_with("Speed.") && !is("Silent")) {
            say(Kind::measured, R"({"test":")" + test + R"(","end":")" + end +
                                    R"(","text":"read","cores":)" + std::to_string(cores) +
                                    R"(,"demands":[)" + demands + R"(],"wall":[)" + wall + "]}");
        }
        const bool fails = !test.starts_with("Speed.") || end != "nothing";
        say(Kind::end, test + zero + (fails ? "1" : "0") + zero + "0");
    }
    say(Kind::done, "");
    say(Kind::last, "0");
}
