// pthread_create and pthread_join with a returned pointer; the mistake: the result is read before
// the join.
// Finds: race
#include <racecourse/kit.h>

#include <pthread.h>

namespace {
void* twice(void* argument) {
    int* value = static_cast<int*>(argument);
    *value *= 2;
    return value;
}
}  // namespace

TEST(Schedules, PthreadCreate) {
    int value = 21;
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, nullptr, twice, &value), 0);
#ifdef FAULTY
    racecourse::use(value);
#endif
    void* result = nullptr;
    EXPECT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, &value);
    EXPECT_EQ(value, 42);
}
