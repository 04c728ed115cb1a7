// Workload: merge sort
// Sorts many numbers, most of them small: the parts must be joined again, one after another.
// At least: 2.7
#include <racecourse/kit.h>

#include <algorithm>
#include <barrier>
#include <cstdint>
#include <future>
#include <span>

namespace {

using Number = std::uint32_t;
using Numbers = std::span<Number>;

// Small numbers are much more likely than large ones: equal ranges of values are not equal work.
std::vector<Number> make_numbers() {
    static std::atomic<Number> calls{0};
    Number state = ++calls * 2654435761u;
    std::vector<Number> numbers(250'000);
    for (auto& number : numbers) {
        std::uint64_t value = state = state * 1664525u + 1013904223u;
        for (int i = 0; i < 3; ++i) value = value * value >> 32;
        number = static_cast<Number>(value);
    }
    return numbers;
}

[[gnu::noinline]] void merge_halves(Numbers numbers, Numbers scratch, std::size_t middle) {
    const auto half = numbers.begin() + static_cast<std::ptrdiff_t>(middle);
    std::merge(numbers.begin(), half, half, numbers.end(), scratch.begin());
    std::copy_n(scratch.begin(), numbers.size(), numbers.begin());
}

[[gnu::noinline]] void insertion_sort(Numbers numbers) {
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        const Number number = numbers[i];
        std::size_t place = i;
        for (; place > 0 && numbers[place - 1] > number; --place)
            numbers[place] = numbers[place - 1];
        numbers[place] = number;
    }
}

void plain_sort(Numbers numbers, Numbers scratch) {
    if (numbers.size() <= 16) return insertion_sort(numbers);
    const auto middle = numbers.size() / 2;
    plain_sort(numbers.first(middle), scratch.first(middle));
    plain_sort(numbers.subspan(middle), scratch.subspan(middle));
    merge_halves(numbers, scratch, middle);
}

std::size_t bound(std::size_t size, int number, int parts) {
    return size * static_cast<std::size_t>(number) / static_cast<std::size_t>(parts);
}

Numbers part(Numbers numbers, int number, int parts) {
    const auto begin = bound(numbers.size(), number, parts);
    return numbers.subspan(begin, bound(numbers.size(), number + 1, parts) - begin);
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto input = make_numbers();
    std::vector<Number> numbers(input), scratch(input), expected(input);
    plain_sort(expected, scratch);
    EXPECT_SPEEDUP(
        [&] {
            std::ranges::copy(input, numbers.begin());
            plain_sort(numbers, scratch);
            racecourse::use(numbers.front());
        },
        [&] {
            std::ranges::copy(input, numbers.begin());
            solution(Numbers(numbers), Numbers(scratch), racecourse::cores());
        })
        << sentence;
    EXPECT_TRUE(numbers == expected) << racecourse::because << "The numbers must be in order.";
}

void sort_halves(Numbers numbers, Numbers scratch, int threads) {
    if (threads <= 1) return plain_sort(numbers, scratch);
    const auto middle = bound(numbers.size(), threads / 2, threads);
    auto left = std::async(std::launch::async, sort_halves, numbers.first(middle),
                           scratch.first(middle), threads / 2);
    sort_halves(numbers.subspan(middle), scratch.subspan(middle), threads - threads / 2);
    left.get();
    merge_halves(numbers, scratch, middle);
}

TEST(Speed, right_halves_as_tasks) {
    measure(sort_halves, "One half is sorted by another thread while this one sorts the other.");
}

TEST(Speed, right_blocks_with_a_barrier) {
    measure(
        [](Numbers numbers, Numbers scratch, int threads) {
            std::barrier round(threads);
            racecourse::start_together(threads, [&](int i) {
                plain_sort(part(numbers, i, threads), part(scratch, i, threads));
                for (int width = 1; width < threads; width *= 2) {
                    round.arrive_and_wait();
                    if (i % (2 * width) != 0 || i + width >= threads) continue;
                    const auto begin = bound(numbers.size(), i, threads);
                    const auto middle = bound(numbers.size(), i + width, threads);
                    const auto end =
                        bound(numbers.size(), std::min(i + 2 * width, threads), threads);
                    merge_halves(numbers.subspan(begin, end - begin),
                                 scratch.subspan(begin, end - begin), middle - begin);
                }
            });
        },
        "Each thread sorts a block; in each round half as many threads merge two blocks each.");
}

// Each thread sorts the numbers between two borders, and the results lie side by side.
template <class Borders>
void sort_ranges(Numbers numbers, int threads, const Borders& border) {
    std::vector<std::size_t> sizes(static_cast<std::size_t>(threads));
    std::barrier gathered(threads);
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
        workers.emplace_back([&, i] {
            const Number from = border(i), to = border(i + 1);
            const bool last = i + 1 == threads;
            std::vector<Number> mine;
            mine.reserve(numbers.size() / static_cast<std::size_t>(threads));
            for (const auto number : numbers)
                if (number >= from && (number < to || last)) mine.push_back(number);
            sizes[static_cast<std::size_t>(i)] = mine.size();
            std::vector<Number> scratch(mine.size());
            plain_sort(mine, scratch);
            gathered.arrive_and_wait();
            std::size_t begin = 0;
            for (int k = 0; k < i; ++k) begin += sizes[static_cast<std::size_t>(k)];
            std::ranges::copy(mine, numbers.begin() + static_cast<std::ptrdiff_t>(begin));
        });
    }
}

TEST(Speed, right_ranges_from_a_sample) {
    measure(
        [](Numbers numbers, Numbers, int threads) {
            std::vector<Number> sample;
            for (std::size_t i = 0; i < numbers.size(); i += 100) sample.push_back(numbers[i]);
            std::ranges::sort(sample);
            sort_ranges(numbers, threads, [&](int i) {
                if (i == 0) return Number{0};
                return sample[std::min(bound(sample.size(), i, threads), sample.size() - 1)];
            });
        },
        "The borders come from a sample, so each thread sorts about as many numbers.");
}

TEST(Speed, wrong_sequential) {
    measure([](Numbers numbers, Numbers scratch, int) { plain_sort(numbers, scratch); },
            "The number of threads is ignored.");
}

void join_first(Numbers numbers, Numbers scratch, int threads) {
    if (threads <= 1) return plain_sort(numbers, scratch);
    const auto middle = bound(numbers.size(), threads / 2, threads);
    std::thread left(join_first, numbers.first(middle), scratch.first(middle), threads / 2);
    left.join();
    join_first(numbers.subspan(middle), scratch.subspan(middle), threads - threads / 2);
    merge_halves(numbers, scratch, middle);
}

TEST(Speed, wrong_left_half_joined_before_the_right) {
    measure(join_first, "The left half is waited for before the right half begins.");
}

void sort_deferred(Numbers numbers, Numbers scratch, int threads) {
    if (threads <= 1) return plain_sort(numbers, scratch);
    const auto middle = bound(numbers.size(), threads / 2, threads);
    auto left = std::async(std::launch::deferred, sort_deferred, numbers.first(middle),
                           scratch.first(middle), threads / 2);
    sort_deferred(numbers.subspan(middle), scratch.subspan(middle), threads - threads / 2);
    left.get();
    merge_halves(numbers, scratch, middle);
}

TEST(Speed, wrong_deferred) {
    measure(sort_deferred, "The left half waits until somebody asks for it, and runs there.");
}

TEST(Speed, wrong_only_two_threads) {
    measure(
        [](Numbers numbers, Numbers scratch, int) {
            const auto middle = numbers.size() / 2;
            std::jthread left([&] { plain_sort(numbers.first(middle), scratch.first(middle)); });
            plain_sort(numbers.subspan(middle), scratch.subspan(middle));
            left.join();
            merge_halves(numbers, scratch, middle);
        },
        "However many threads there may be, two sort, and one of them merges.");
}

// The scratch memory is shared, so a lock guards it: whoever merges holds it.
void sort_shared_scratch(Numbers numbers, Numbers scratch, std::mutex& scratch_mutex, int threads) {
    if (numbers.size() <= 16) return insertion_sort(numbers);
    const auto middle = numbers.size() / 2;
    if (threads > 1) {
        auto left = std::async(std::launch::async, [&] {
            sort_shared_scratch(numbers.first(middle), scratch, scratch_mutex, threads / 2);
        });
        sort_shared_scratch(numbers.subspan(middle), scratch, scratch_mutex, threads - threads / 2);
        left.get();
    } else {
        sort_shared_scratch(numbers.first(middle), scratch, scratch_mutex, 1);
        sort_shared_scratch(numbers.subspan(middle), scratch, scratch_mutex, 1);
    }
    std::lock_guard lock(scratch_mutex);
    merge_halves(numbers, scratch, middle);
}

TEST(Speed, wrong_one_scratch_under_a_lock) {
    measure(
        [](Numbers numbers, Numbers scratch, int threads) {
            std::mutex scratch_mutex;
            sort_shared_scratch(numbers, scratch, scratch_mutex, threads);
        },
        "All threads merge in the same scratch memory, so only one merges at a time.");
}

TEST(Speed, wrong_ranges_of_equal_width) {
    measure(
        [](Numbers numbers, Numbers, int threads) {
            sort_ranges(numbers, threads,
                        [&](int i) { return static_cast<Number>(bound(0xffffffffu, i, threads)); });
        },
        "Most numbers are small, so the thread with the lowest range sorts nearly all of them.");
}

TEST(Speed, wrong_lock_while_sorting) {
    measure(
        [](Numbers numbers, Numbers scratch, int threads) {
            std::mutex mutex;
            racecourse::start_together(threads, [&](int i) {
                std::lock_guard lock(mutex);
                plain_sort(part(numbers, i, threads), part(scratch, i, threads));
            });
            for (int i = 1; i < threads; ++i) {
                const auto end = bound(numbers.size(), i + 1, threads);
                merge_halves(numbers.first(end), scratch.first(end),
                             bound(numbers.size(), i, threads));
            }
        },
        "Each thread holds the lock while it sorts, and one thread adds block after block.");
}

}  // namespace
