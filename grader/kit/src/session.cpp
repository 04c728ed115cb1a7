// The main program of a graded test binary: runs GoogleTest and reports every step to the grader.
// Without a grader at the other end it is a plain GoogleTest program (`racecourse run`).
#include <gtest/gtest.h>
#include <racecourse/not_started.h>
#include <racecourse/protocol.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <locale>
#include <mutex>
#include <string>
#include <vector>

#include "sandbox/descriptors.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
extern "C" [[gnu::weak]] void __sanitizer_set_report_fd(void*);
#endif

// The conductor's, where it is linked in: each test is run in many schedules, each of them in a
// process of its own, where these hear what the test does.
extern "C" {
[[gnu::weak]] void racecourse_conduct(int argc, char** argv, const char* const* tests, int count,
                                      void (*run)(const char*),
                                      void (*say)(char, const char*, std::size_t));
[[gnu::weak]] int racecourse_in_schedule();
[[gnu::weak]] void racecourse_begin_test();
[[gnu::weak]] void racecourse_end_test();
[[gnu::weak]] void racecourse_failed(const char* file, int line, const char* message);
[[gnu::weak]] void racecourse_not_started(const char* function);
}

namespace {

using racecourse::protocol::Kind;

bool in_schedule() {
    return racecourse_in_schedule != nullptr && racecourse_in_schedule() != 0;
}

char secret[racecourse::protocol::secret_size];
bool graded = false;
// A child of the program speaks for nobody, not even when it ends like its parent.
long speaker = 0;
std::uint32_t next_number = 0;
// Written by ThreadSanitizer's own callback, where nothing instrumented may run.
volatile int race_reports = 0;

// A function's own static is never destroyed before the last message.
std::mutex& channel_mutex() {
    static auto* mutex = new std::mutex;
    return *mutex;
}

void send(Kind kind, std::string_view payload) {
    if (!graded || syscall(SYS_getpid) != speaker) return;
    payload = payload.substr(0, racecourse::protocol::longest_payload);
    std::lock_guard lock(channel_mutex());
    racecourse::protocol::Header header{};
    header.size = static_cast<std::uint32_t>(payload.size());
    header.number = next_number++;
    header.kind = kind;
    header.signature =
        racecourse::protocol::sign({secret, sizeof secret}, header.number, kind, payload);
    std::string bytes(reinterpret_cast<const char*>(&header), sizeof header);
    bytes += payload;
    for (std::size_t at = 0; at < bytes.size();) {
        const long written =
            syscall(SYS_write, grader::channel_fd, bytes.data() + at, bytes.size() - at);
        if (written < 0 && errno != EINTR) break;
        if (written > 0) at += static_cast<std::size_t>(written);
    }
}

std::string full_name(const testing::TestInfo& test) {
    return std::string(test.test_suite_name()) + "." + test.name();
}

class Reporter : public testing::EmptyTestEventListener {
    void OnTestIterationStart(const testing::UnitTest& unit, int) override {
        std::string names;
        for (int s = 0; s < unit.total_test_suite_count(); ++s) {
            const auto& suite = *unit.GetTestSuite(s);
            for (int t = 0; t < suite.total_test_count(); ++t) {
                const auto& test = *suite.GetTestInfo(t);
                if (test.should_run()) names += full_name(test) + "\n";
            }
        }
        send(Kind::hello, names);
    }
    void OnTestStart(const testing::TestInfo& test) override {
        reports_before_ = race_reports;
        send(Kind::start, full_name(test));
    }
    void OnTestPartResult(const testing::TestPartResult& part) override {
        if (!part.failed()) return;
        const std::string zero(1, '\0');
        send(Kind::failure, (part.file_name() ? part.file_name() : "") + zero +
                                std::to_string(part.line_number()) + zero + part.message());
    }
    void OnTestEnd(const testing::TestInfo& test) override {
        const std::string zero(1, '\0');
        send(Kind::end, full_name(test) + zero + (test.result()->Failed() ? "1" : "0") + zero +
                            std::to_string(race_reports - reports_before_));
    }
    int reports_before_ = 0;
};

// Inside a schedule: what happens goes to the conductor, which speaks to the grader.
class Performer : public testing::EmptyTestEventListener {
    void OnTestStart(const testing::TestInfo&) override { racecourse_begin_test(); }
    void OnTestPartResult(const testing::TestPartResult& part) override {
        if (!part.failed()) return;
        racecourse_failed(part.file_name() != nullptr ? part.file_name() : "", part.line_number(),
                          part.message());
    }
    void OnTestEnd(const testing::TestInfo&) override { racecourse_end_test(); }
};

void perform(const char* test) {
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new Performer);
    testing::GTEST_FLAG(filter) = test;
    graded = false;
    std::_Exit(RUN_ALL_TESTS());
}

void conduct(int argc, char** argv) {
    std::vector<std::string> names;
    const std::string filter = testing::GTEST_FLAG(filter);
    const auto& unit = *testing::UnitTest::GetInstance();
    std::string hello;
    // The filter of a graded program is a list of full names.
    for (int s = 0; s < unit.total_test_suite_count(); ++s) {
        const auto& suite = *unit.GetTestSuite(s);
        for (int t = 0; t < suite.total_test_count(); ++t) {
            const std::string name = full_name(*suite.GetTestInfo(t));
            if (filter != "*" && (":" + filter + ":").find(":" + name + ":") == std::string::npos)
                continue;
            names.push_back(name);
            hello += name + "\n";
        }
    }
    std::vector<const char*> list;
    for (const auto& name : names) list.push_back(name.c_str());
    send(Kind::hello, hello);
    racecourse_conduct(argc, argv, list.data(), static_cast<int>(list.size()), perform,
                       [](char kind, const char* text, std::size_t size) {
                           send(static_cast<Kind>(kind), {text, size});
                       });
    send(Kind::done, "");
}

// Before the constructors of anybody's static objects.
[[gnu::constructor(101)]] void open_channel() {
    graded = std::getenv("RACECOURSE_GRADED") != nullptr;
    if (!graded) return;
    speaker = syscall(SYS_getpid);
    unsetenv("RACECOURSE_GRADED");
    std::size_t got = 0;
    while (got < sizeof secret) {
        const long more = read(grader::secret_fd, secret + got, sizeof secret - got);
        if (more <= 0) break;
        got += static_cast<std::size_t>(more);
    }
    close(grader::secret_fd);
    // gdb takes our stacks when a test does not end; where the system asks for it, that is allowed
    // here.
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    if (__sanitizer_set_report_fd != nullptr)
        __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<long>(grader::evidence_fd)));
#endif
}

// After everybody's static objects are gone.
[[gnu::destructor(101)]] void close_channel() {
    send(Kind::last, std::to_string(race_reports));
}

}  // namespace

#if defined(__SANITIZE_THREAD__)
extern "C" [[gnu::no_sanitize("thread")]] void __tsan_on_report(void*) {
    race_reports = race_reports + 1;
}

// libstdc++ 12's atomic<shared_ptr> locks itself with a bit that it releases relaxed: a fault of
// its own. The library behind http_get(), where it is linked in, is not instrumented: what is seen
// of it is half of what it does. It orders nothing either: to ThreadSanitizer all sockets are one,
// and whoever receives would come after whoever has sent.
extern "C" [[gnu::weak]] void racecourse_http_is_real();
extern "C" const char* __tsan_default_suppressions() {
    return racecourse_http_is_real != nullptr
               ? "race:std::_Sp_atomic\ncalled_from_lib:libcpp-httplib\n"
               : "race:std::_Sp_atomic\n";
}
#endif

namespace racecourse {

void not_started(const char* function) {
    if (in_schedule()) racecourse_not_started(function);
    send(Kind::unstarted, function);
    throw NotStarted(function);
}

}  // namespace racecourse

int main(int argc, char** argv) {
    // libstdc++ fills this cache without a lock when several threads build a std::regex (harmless,
    // but ThreadSanitizer would blame the learner): filled here, before there are threads.
    const auto& ctype = std::use_facet<std::ctype<char>>(std::locale::classic());
    for (int c = 0; c < 256; ++c) ctype.narrow(static_cast<char>(c), '\0');

    testing::InitGoogleTest(&argc, argv);
    if (racecourse_conduct != nullptr) {
        conduct(argc, argv);
        return 0;
    }
    if (graded) {
        auto& listeners = testing::UnitTest::GetInstance()->listeners();
        delete listeners.Release(listeners.default_result_printer());
        listeners.Append(new Reporter);
    }
    const int result = RUN_ALL_TESTS();
    send(Kind::done, "");
    return graded ? 0 : result;
}
