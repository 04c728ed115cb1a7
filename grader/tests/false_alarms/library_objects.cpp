// String streams, whose code lies compiled in libstdc++.so: a real race inside it is seen only when
// that code is compiled anew with the tests.
#include <racecourse/kit.h>

#include <sstream>

void print_together(bool guarded) {
    std::ostringstream stream;
    stream << "the first text makes room for all of the others";
    stream.seekp(0);
    std::mutex mutex;
    racecourse::start_together(2, [&](int) {
        for (int i = 0; i < 4; ++i) {
            std::unique_lock lock(mutex, std::defer_lock);
            if (guarded) lock.lock();
            stream.put('x');
        }
    });
}
TEST(Right, StringStream) {
    print_together(true);
}
TEST(Wrong, StringStream) {
    print_together(false);
}
