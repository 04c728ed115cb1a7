// Included by the grader ahead of a hidden test: of the suites, only those of the check at hand
// become programs. The bodies of the others are parsed and type-checked, which costs a tenth of
// compiling them.
#pragma once

#include <racecourse/kit.h>

#if defined(__SANITIZE_THREAD__)
#define RACECOURSE_Behaviour RACECOURSE_PARSED
#define RACECOURSE_Races GTEST_TEST_
#define RACECOURSE_Schedules GTEST_TEST_
#define RACECOURSE_Speed GTEST_TEST_
#elif defined(__SANITIZE_ADDRESS__)
#define RACECOURSE_Behaviour GTEST_TEST_
#define RACECOURSE_Races RACECOURSE_PARSED
#define RACECOURSE_Schedules RACECOURSE_PARSED
#define RACECOURSE_Speed RACECOURSE_PARSED
#elif defined(RACECOURSE_PLAIN)
#define RACECOURSE_Behaviour RACECOURSE_PARSED
#define RACECOURSE_Races RACECOURSE_PARSED
#define RACECOURSE_Schedules RACECOURSE_PARSED
#define RACECOURSE_Speed GTEST_TEST_
#else
#define RACECOURSE_Behaviour GTEST_TEST_
#define RACECOURSE_Races GTEST_TEST_
#define RACECOURSE_Schedules GTEST_TEST_
#define RACECOURSE_Speed GTEST_TEST_
#endif
#define RACECOURSE_Tripwire GTEST_TEST_
#define RACECOURSE_Canary GTEST_TEST_

// A member template that nobody instantiates.
#define RACECOURSE_PARSED(suite, name, base, id)   \
    struct suite##_##name##_Parsed : public base { \
        template <class>                           \
        void body();                               \
    };                                             \
    template <class>                               \
    void suite##_##name##_Parsed::body()

#undef TEST
#undef TEST_F
#define TEST(suite, name) \
    RACECOURSE_##suite(suite, name, ::testing::Test, ::testing::internal::GetTestTypeId())
#define TEST_F(suite, name) \
    RACECOURSE_##suite(suite, name, suite, ::testing::internal::GetTypeId<suite>())
