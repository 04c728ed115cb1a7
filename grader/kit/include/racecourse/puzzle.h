// What the test of a puzzle is written with (chapters/*/puzzles/*/test.cpp): each part of the
// program runs in a thread with its name, and the player of `racecourse play` chooses who goes on.
#pragma once

#include <racecourse/kit.h>

#include <pthread.h>

#include <initializer_list>
#include <thread>
#include <vector>

namespace racecourse {

struct Part {
    const char* name;
    void (*body)();
};

// Starts them all in this order, and waits for all of them.
inline void run_all(std::initializer_list<Part> parts) {
    std::vector<std::thread> threads;
    for (const Part& part : parts) {
        threads.emplace_back(part.body);
        pthread_setname_np(threads.back().native_handle(), part.name);
    }
    for (std::thread& thread : threads) thread.join();
}

}  // namespace racecourse
