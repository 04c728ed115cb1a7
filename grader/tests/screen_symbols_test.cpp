// The screen on symbols, with lines as nm writes them for objects that g++ 12 made.
#include <gtest/gtest.h>

#include "checks/screen.h"

namespace grader {
namespace {

std::string refusals(std::string_view nm, bool tests = false, const Exercise& exercise = {}) {
    std::string all;
    for (const Problem& problem : screen_symbols(exercise, nm, tests)) {
        EXPECT_EQ(problem.outcome, Outcome::rejected);
        EXPECT_FALSE(problem.why.empty());
        EXPECT_FALSE(problem.mend.empty());
        all += problem.headline + "\n";
    }
    return all;
}

TEST(ScreenSymbols, AllowsWhatStandardHeadersCall) {
    EXPECT_EQ(
        refusals(
            "out/0.o:\n"
            "_GLOBAL_OFFSET_TABLE_ U         \n_Unwind_Resume U         \n__cxa_throw U\n"
            "__cxa_pure_virtual w\n__gxx_personality_v0 U\n__dso_handle U\n_Znwm U\n_ZdlPvm U\n"
            "_ZSt4cout U\n_ZNSt6thread4joinEv U\n_ZNSo3putEc U\n_ZNKSs4sizeEv U\n"
            "_ZTVN10__cxxabiv120__si_class_type_infoE U\npthread_mutex_lock "
            "U\npthread_cond_clockwait U\n"
            "sem_wait U\nsyscall U\nnanosleep U\nsched_yield U\nmemcpy U\n__memcpy_chk U\n"
            "__stack_chk_fail U\n__isoc23_strtol U\n__tsan_read8 U\n__asan_init U\n__udivti3 U\n"
            "__atomic_store U\nsqrtf U\ntgamma U\ncexpl U\nprintf U\nputs U\nstdout U\nmalloc U\n"
            "__libc_single_threaded U\n__errno_location U\nabort U\nmemcpy@GLIBC_2.14 U\n"),
        "");
}

TEST(ScreenSymbols, AllowsWhatRightCodeDefines) {
    EXPECT_EQ(
        refusals(
            "_ZN11SafeCounter9incrementEv W 0 10\n_Z4workv T 0 10\n_ZL5local b 0 1\nshared B 0 4\n"
            "global_counter u 0 30\n_ZTV7Derived V 0 20\nDW.ref.__gxx_personality_v0 V 0 8\n"
            "_ZNSt6vectorIiSaIiEE9push_backEOi W 0 30\n_ZGVNSt7collateIcE2idE u 0 8\n"
            "_ZNKSt4hashI3KeyEclERKS0_ T 0 9\n_ZlsRSoRK3Key T 0 10\n_ZThn16_N1BD1Ev W 0 4\n"
            "_ZN10racecourse10NotStartedD0Ev W 0 30\n_ZN10racecourse11not_startedEPKc U\n"
            "_ZnwmPv W 0 8\n_ZdlPvS_ W 0 8\n__odr_asan.shared B 0 1\n_ZNSt6thread5startEv t 0 3\n"
            "_ZZ4workvE1m b 0 28\n_ZGVZ4workvE1m b 0 8\n"),
        "");
}

TEST(ScreenSymbols, AllowsALearnersGlobalInAnotherFile) {
    EXPECT_EQ(refusals("total_of_all U\n"), "");
}

TEST(ScreenSymbols, AllowsWhatAsiosHeadersCallToWhoMayUseThem) {
    const std::string_view calls = "epoll_wait U\nsocket U\nopen U\nread U\n__read_chk U\n";
    EXPECT_NE(refusals(calls), "");
    Exercise exercise;
    exercise.allowed_includes = {"asio.hpp"};
    EXPECT_EQ(refusals(calls, false, exercise), "");
    const std::string_view ports =
        "htonl U\nhtons U\nntohl U\nntohs U\nasio_signal_handler W\n"
        "asio_detail_posix_thread_function W\n";
    EXPECT_NE(refusals(ports), "");
    EXPECT_EQ(refusals(ports, false, exercise), "");
    EXPECT_EQ(refusals("fork U\n", false, exercise), "Your code calls `fork`.\n");
}

TEST(ScreenSymbols, RefusesCallsThatReachOut) {
    for (const char* name :
         {"exit",         "_exit",         "_Exit",       "quick_exit",     "fork",
          "vfork",        "execve",        "kill",        "ptrace",         "dlopen",
          "dlsym",        "open",          "open64",      "read",           "write",
          "socket",       "getenv",        "setenv",      "system",         "popen",
          "mmap",         "mprotect",      "personality", "prctl",          "signal",
          "sigaction",    "atexit",        "fopen",       "dprintf",        "raise",
          "longjmp",      "__longjmp_chk", "__read_chk",  "pthread_cancel", "pthread_exit",
          "pthread_kill", "environ",       "fopen64",     "__open_2",       "sem_open",
          "remove"}) {
        EXPECT_EQ(refusals(std::string(name) + " U         \n"),
                  "Your code calls `" + std::string(name) + "`.\n");
    }
}

TEST(ScreenSymbols, RefusesFunctionsOfTheCLibraryThatNobodyNeeds) {
    EXPECT_NE(refusals("getpwnam U\n"), "");
}

TEST(ScreenSymbols, RefusesFilesAndHandlersOfTheStandardLibrary) {
    EXPECT_NE(refusals("_ZNSt14basic_ofstreamIcSt11char_traitsIcEEC1EPKcSt13_Ios_Openmode U\n"),
              "");
    EXPECT_NE(refusals("_ZNSt10filesystem6statusERKNS_7__cxx114pathE U\n"), "");
    EXPECT_NE(refusals("_ZSt13set_terminatePFvvE U\n"), "");
}

TEST(ScreenSymbols, RefusesDefinitionsOfOthersNames) {
    EXPECT_NE(refusals("__tsan_default_options T 0 8\n").find("sanitizers"), std::string::npos);
    for (const char* line :
         {"pthread_mutex_lock T 0 8", "pthread_mutex_lock W 0 8", "malloc T 0 8", "main T 0 8",
          "my_c_function T 0 8", "environ B 0 8", "write D 0 8", "_Znwm T 0 8", "_Znwm W 0 8",
          "_ZdlPv W 0 8", "_ZnwmRKSt9nothrow_t W 0 8", "_ZNSt5mutex4lockEv T 0 8",
          "_ZSt9terminatev T 0 8", "_ZN9__gnu_cxx27__verbose_terminate_handlerEv T 0 8",
          "_ZN7testing4Test10HasFailureEv W 0 8", "_ZN10racecourse11not_startedEPKc T 0 8",
          "something i 0 8"}) {
        EXPECT_NE(refusals(std::string(line) + "\n"), "") << line;
    }
}

TEST(ScreenSymbols, LetsTestsUseGoogleTestAndTheKit) {
    const char* const nm =
        "_ZN7testing8internal23MakeAndRegisterTestInfoEv U\n_ZN7testing7MessageD1Ev W 0 8\n"
        "_ZN16Behaviour_X_Test8TestBodyEv T 0 8\n_ZN16Behaviour_X_Test10test_info_E B 0 8\n"
        "_ZN10racecourse4Gate4openEv W 0 8\n";
    EXPECT_EQ(refusals(nm, true), "");
    EXPECT_NE(refusals(nm, false), "");
    EXPECT_NE(refusals("exit U\n", true), "");
}

TEST(ScreenSymbols, GrantsWhatTheManifestGrants) {
    Exercise generous;
    generous.allowed_symbols = {"fork", "_exit", "std::filesystem", "getpwnam"};
    EXPECT_EQ(
        refusals("fork U\n_exit U\ngetpwnam U\n_ZNSt10filesystem6statusERKNS_7__cxx114pathE U\n",
                 false, generous),
        "");
    EXPECT_NE(refusals("vfork U\n", false, generous), "");
    generous.allowed_includes = {"fstream"};
    EXPECT_EQ(refusals("_ZNSt14basic_ofstreamIcSt11char_traitsIcEED1Ev U\n", false, generous), "");
}

TEST(ScreenSymbols, EndsOnAnyText) {
    for (const char* text : {"", "\n\n", "a", "a ", "_Z U", "_ZN U", "_ZTh U", "_ZTv0_ W",
                             "_ZN99999999999999999999a T", "_ZSt U", "_ZNSt U", " U", "_ZL T"}) {
        (void)refusals(text);
    }
}

}  // namespace
}  // namespace grader
