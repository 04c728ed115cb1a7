// One value of each thread's own, and all of them together in the end.
#pragma once

#include <racecourse/not_started.h>

// Each PerThread object keeps a T for each thread that asks for one: its part. A part is made as
// T{}, and lives as long as the PerThread object, also when its thread has ended.
template <class T>
class PerThread {
  public:
    PerThread() {}

    PerThread(const PerThread&) = delete;
    PerThread& operator=(const PerThread&) = delete;

    // The calling thread's part of this object: made when this thread asks for the first time, and
    // the same one each time after. No other thread gets it, not even one that is started later.
    //
    // Any number of threads may call this at once. Asking again costs no lock, and threads that
    // write to their parts do not slow each other down: no two parts share a cache line, which has
    // 64 bytes.
    [[nodiscard]] T& local() { racecourse::not_started("PerThread::local"); }

    // Calls visit(part) for the part of every thread that ever asked, ended or not, in any order.
    // To be called when nobody else uses this object or its parts.
    template <class Visit>
    void for_each(Visit visit) {
        racecourse::not_started("PerThread::for_each");
    }
};
