// cout may be used by several threads; the mistake: they share the text that they print.
// Finds: race
#include <racecourse/kit.h>

#include <iostream>

TEST(Schedules, CoutOutput) {
#ifdef FAULTY
    std::string text = "hello from ";
#else
    const std::string text = "hello from ";
#endif
    const auto print = [&](char name) {
#ifdef FAULTY
        text += name;
        std::cout << text << std::endl;
#else
        std::cout << text << name << std::endl;
#endif
    };
    std::thread other([&] { print('b'); });
    print('a');
    other.join();
}
