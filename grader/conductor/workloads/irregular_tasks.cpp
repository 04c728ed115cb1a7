// Workload: irregular tasks
// The rows of a Mandelbrot picture: an eighth of them is most of the work.
// At least: 2.7
// Held out
#include <racecourse/kit.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <future>
#include <utility>

namespace {

constexpr int width = 128;
constexpr int height = 320;
constexpr int most = 2000;

struct Picture {
    double left;  // where it lies differs from call to call
    std::vector<std::uint16_t> pixels = std::vector<std::uint16_t>(width * height);
};

Picture make_picture() {
    static std::atomic<int> calls{0};
    return {.left = -2.2 - 0.001 * ++calls};
}

// Never inlined, so that the reference and every solution run the same instructions.
[[gnu::noinline]] void draw(Picture& picture, int begin, int end) {
    for (int y = begin; y < end; ++y) {
        for (int x = 0; x < width; ++x) {
            const double a = picture.left + 3.0 * x / width;
            const double b = -0.28 + 4.48 * y / height;
            double re = 0, im = 0;
            int steps = 0;
            while (steps < most && re * re + im * im <= 4.0) {
                const double next = re * re - im * im + a;
                im = 2 * re * im + b;
                re = next;
                ++steps;
            }
            picture.pixels[static_cast<std::size_t>(y * width + x)] =
                static_cast<std::uint16_t>(steps);
        }
    }
}

int bound(int number, int parts) {
    return height * number / parts;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    auto picture = make_picture(), expected = picture;
    draw(expected, 0, height);
    EXPECT_SPEEDUP(
        [&] {
            draw(picture, 0, height);
            racecourse::use(picture.pixels.front());
        },
        [&] {
            std::ranges::fill(picture.pixels, std::uint16_t{0});
            solution(picture, racecourse::cores());
        })
        << sentence;
    EXPECT_TRUE(picture.pixels == expected.pixels)
        << racecourse::because << "The picture must be the one that one thread draws.";
}

TEST(Speed, right_next_row_from_a_counter) {
    measure(
        [](Picture& picture, int threads) {
            std::atomic<int> next{0};
            racecourse::start_together(threads, [&](int) {
                for (int y = next++; y < height; y = next++) draw(picture, y, y + 1);
            });
        },
        "Whoever is done draws the next row, so nobody is idle before the end.");
}

TEST(Speed, right_every_eighth_row) {
    measure(
        [](Picture& picture, int threads) {
            std::vector<std::thread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    for (int y = i; y < height; y += threads) draw(picture, y, y + 1);
                });
            }
            for (auto& worker : workers) worker.join();
        },
        "Neighbouring rows are about as much work, so they are dealt out like cards.");
}

TEST(Speed, right_task_for_eight_rows) {
    measure(
        [](Picture& picture, int) {
            std::vector<std::future<void>> drawn;
            for (int y = 0; y < height; y += 8) {
                drawn.push_back(
                    std::async(std::launch::async, [&, y] { draw(picture, y, y + 8); }));
            }
            for (auto& future : drawn) future.get();
        },
        "Forty small tasks, all started before the first is waited for.");
}

// Tasks that split themselves: a worker takes a range of rows and puts one half of it back.
class Splitting {
  public:
    Splitting(Picture& picture, int threads) : picture_(picture) {
        ranges_.emplace_back(0, height);
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
    }

  private:
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            more_or_done_.wait(lock, [this] { return !ranges_.empty() || rows_left_ == 0; });
            if (ranges_.empty()) return;
            auto [begin, end] = ranges_.front();
            ranges_.pop_front();
            while (end - begin > 2) {
                const int middle = (begin + end) / 2;
                ranges_.emplace_back(middle, end);
                more_or_done_.notify_one();
                end = middle;
            }
            lock.unlock();
            draw(picture_, begin, end);
            lock.lock();
            rows_left_ -= end - begin;
            if (rows_left_ == 0) more_or_done_.notify_all();
        }
    }

    Picture& picture_;
    std::mutex mutex_;
    std::condition_variable more_or_done_;
    std::deque<std::pair<int, int>> ranges_;
    int rows_left_ = height;
};

TEST(Speed, right_tasks_that_split) {
    measure([](Picture& picture, int threads) { Splitting(picture, threads); },
            "A task splits itself until it is two rows, and any worker takes the other halves.");
}

TEST(Speed, wrong_sequential) {
    measure([](Picture& picture, int) { draw(picture, 0, height); }, "One thread draws all rows.");
}

TEST(Speed, wrong_bands) {
    measure(
        [](Picture& picture, int threads) {
            std::vector<std::jthread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back(
                    [&, i] { draw(picture, bound(i, threads), bound(i + 1, threads)); });
            }
        },
        "Each thread draws as many rows, but the first band is most of the work.");
}

TEST(Speed, wrong_chunks_too_large) {
    measure(
        [](Picture& picture, int threads) {
            constexpr int rows = 80;
            std::atomic<int> next{0};
            racecourse::start_together(threads, [&](int) {
                for (int y = next.fetch_add(rows); y < height; y = next.fetch_add(rows))
                    draw(picture, y, y + rows);
            });
        },
        "Whoever is done takes the next 80 rows: the first 80 are nearly all of the work.");
}

TEST(Speed, wrong_row_drawn_under_the_lock) {
    measure(
        [](Picture& picture, int threads) {
            std::mutex mutex;
            int next = 0;
            racecourse::start_together(threads, [&](int) {
                while (true) {
                    std::lock_guard lock(mutex);
                    if (next == height) return;
                    draw(picture, next, next + 1);
                    ++next;
                }
            });
        },
        "The lock that guards the number of the next row is held while the row is drawn.");
}

void draw_halves(Picture& picture, int begin, int end) {
    if (end - begin <= 10) return draw(picture, begin, end);
    const int middle = (begin + end) / 2;
    std::async(std::launch::async, [&] { draw_halves(picture, begin, middle); }).get();
    draw_halves(picture, middle, end);
}

TEST(Speed, wrong_nested_task_asked_at_once) {
    measure([](Picture& picture, int) { draw_halves(picture, 0, height); },
            "Each task waits for its first half before it begins with the second.");
}

TEST(Speed, wrong_split_only_once) {
    measure(
        [](Picture& picture, int) {
            std::jthread upper([&] { draw(picture, 0, height / 2); });
            draw(picture, height / 2, height);
        },
        "Two halves of the picture, and all the work is in the first.");
}

TEST(Speed, wrong_deferred) {
    measure(
        [](Picture& picture, int) {
            std::vector<std::future<void>> drawn;
            for (int y = 0; y < height; y += 8) {
                drawn.push_back(
                    std::async(std::launch::deferred, [&, y] { draw(picture, y, y + 8); }));
            }
            for (auto& future : drawn) future.get();
        },
        "Deferred tasks run one by one, where their results are asked for.");
}

TEST(Speed, wrong_join_where_it_starts) {
    measure(
        [](Picture& picture, int threads) {
            for (int i = 0; i < threads; ++i) {
                std::thread worker([&] {
                    for (int y = i; y < height; y += threads) draw(picture, y, y + 1);
                });
                worker.join();
            }
        },
        "Each thread is joined before the next one starts.");
}

}  // namespace
