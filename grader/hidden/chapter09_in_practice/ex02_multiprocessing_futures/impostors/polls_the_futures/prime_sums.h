// Fails: speed, too slow, "waits asleep"
// Goes round the futures again and again and asks each whether it is ready. The caller needs a
// whole core for that, which the workers could use.
#pragma once

#include <racecourse/thread_pool.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <utility>
#include <vector>

// The sum of a number's prime factors: 12 is 2 * 2 * 3, so 7; for numbers below 2 it is 0. Ready.
inline long sum_of_prime_factors(long number) {
    long sum = 0;
    for (long factor = 2; factor * factor <= number; ++factor) {
        while (number % factor == 0) {
            sum += factor;
            number /= factor;
        }
    }
    return number > 1 ? sum + number : sum;
}

// A part of the range: the numbers from `first` to before `last`.
struct Part {
    long first = 0;
    long last = 0;
};

// What is computed for each number, for instance sum_of_prime_factors.
using Work = std::function<long(long)>;

// Is told the sum of a part.
using Progress = std::function<void(Part, long)>;

// What is true of both functions:
//
// - Returns the sum of work(number) for each number from `first` to before `last`. `work` is called
//   once for each number, by `workers` workers (at least 1) at the same time.
// - The range is cut into parts of about equal length, four for each worker or as many as there are
//   numbers. A worker that is done with one part goes on with another one.
// - progress() is called by the caller's own thread, once for each part, as soon as this part is
//   done: whichever part that is, and whatever others still take. It throws nothing.
// - When it returns or throws, all workers have ended: no thread, no child process, no descriptor
//   is left.

namespace detail {

// The end of each part is written as the beginning of the next, so that no number is lost between
// them.
inline std::vector<Part> cut(long first, long last, int workers) {
    const long length = last - first;
    const long count = std::min(length, 4L * workers);
    std::vector<Part> parts;
    for (long i = 0; i < count; ++i) {
        parts.push_back({first + length * i / count, first + length * (i + 1) / count});
    }
    return parts;
}

inline long sum_of(const Part& part, const Work& work) {
    long sum = 0;
    for (long number = part.first; number < part.last; ++number) sum += work(number);
    return sum;
}

// What a child sends. So small a message is written and read whole, however many children write.
struct Message {
    std::size_t part;
    long sum;
};

// A child's work: each `workers`-th part. Says whether all of it was done and sent.
inline bool send_sums(const std::vector<Part>& parts, std::size_t worker, int workers,
                      const Work& work, int writing) {
    try {
        for (std::size_t i = worker; i < parts.size(); i += workers) {
            const Message message{i, sum_of(parts[i], work)};
            if (write(writing, &message, sizeof message) != sizeof message) return false;
        }
        return true;
    } catch (...) {
        return false;  // no exception may leave the child
    }
}

}  // namespace detail

// By threads. If work() throws, so does this: the same exception, after all other parts have been
// done or left out. Waits asleep.
[[nodiscard]] inline long sum_by_threads(long first, long last, const Work& work, int workers,
                                         const Progress& progress) {
    const std::vector<Part> parts = detail::cut(first, last, workers);
    racecourse::ThreadPool pool(workers);
    std::vector<std::future<long>> sums;
    for (const Part& part : parts) {
        sums.push_back(pool.submit([&work, part] { return detail::sum_of(part, work); }));
    }
    long sum = 0;
    std::exception_ptr failure;
    std::vector<bool> told(parts.size());
    for (std::size_t left = parts.size(); left > 0;) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (told[i]) continue;
            if (sums[i].wait_for(std::chrono::seconds(0)) != std::future_status::ready) continue;
            told[i] = true;
            --left;
            try {
                const long part_sum = sums[i].get();
                sum += part_sum;
                progress(parts[i], part_sum);
            } catch (...) {
                failure = std::current_exception();
            }
        }
    }
    if (failure) std::rethrow_exception(failure);
    return sum;
}

// By child processes. If work() throws in one of them, or one ends in whatever other way before its
// work is done, this throws std::runtime_error, after the other workers have done their parts and
// these have been told to progress(). Only the caller's process returns from here; it has no other
// threads meanwhile. A worker need not take over parts from another.
[[nodiscard]] inline long sum_by_processes(long first, long last, const Work& work, int workers,
                                           const Progress& progress) {
    const std::vector<Part> parts = detail::cut(first, last, workers);
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("there is no pipe to be had");
    const int reading = ends[0];
    const int writing = ends[1];
    std::vector<pid_t> children;
    for (int worker = 0; worker < workers; ++worker) {
        const pid_t child = fork();
        if (child == 0) {
            close(reading);
            _exit(detail::send_sums(parts, worker, workers, work, writing) ? 0 : 1);
        }
        if (child > 0) children.push_back(child);  // without a child, its sums will be missing
    }
    close(writing);  // or read() would never come to the end: the parent might still write

    long sum = 0;
    std::size_t received = 0;
    detail::Message message{};
    while (read(reading, &message, sizeof message) == sizeof message) {
        ++received;
        sum += message.sum;
        progress(parts[message.part], message.sum);
    }
    close(reading);
    for (const pid_t child : children) waitpid(child, nullptr, 0);
    // A child that died is one that said too little.
    if (received != parts.size()) throw std::runtime_error("a worker ended before it was done");
    return sum;
}
