// Workload: blur
// Blurs a picture five times; each time all of it must be done before the next time begins.
// At least: 2.7
#include <racecourse/kit.h>

#include <algorithm>
#include <barrier>
#include <cstdint>
#include <future>
#include <semaphore>

namespace {

constexpr int width = 480;
constexpr int height = 320;
constexpr int passes = 5;

struct Picture {
    std::vector<std::uint32_t> pixels = std::vector<std::uint32_t>(width * height);
    std::uint32_t* row(int y) { return pixels.data() + y * width; }
    const std::uint32_t* row(int y) const { return pixels.data() + y * width; }
};

Picture make_picture() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t state = ++calls * 2654435761u;
    Picture picture;
    for (auto& pixel : picture.pixels) pixel = (state = state * 1664525u + 1013904223u) >> 20;
    return picture;
}

// The mean of 5 x 5 pixels. Beyond its edges the picture goes on with the pixels of the edge.
[[gnu::noinline]] void blur_rows(const Picture& from, Picture& to, int begin, int end) {
    for (int y = begin; y < end; ++y) {
        const std::uint32_t* rows[5];
        for (int i = 0; i < 5; ++i) rows[i] = from.row(std::clamp(y + i - 2, 0, height - 1));
        std::uint32_t* const out = to.row(y);
        for (int x = 0; x < width; ++x) {
            std::uint32_t sum = 0;
            for (const auto* row : rows)
                for (int i = -2; i <= 2; ++i) sum += row[std::clamp(x + i, 0, width - 1)];
            out[x] = sum / 25;
        }
    }
}

// The picture and a second one; after each pass they change places.
struct Canvas {
    Picture pictures[2];
    const Picture& before(int pass) const { return pictures[pass % 2]; }
    Picture& after(int pass) { return pictures[(pass + 1) % 2]; }
};

int bound(int size, int number, int parts) {
    return size * number / parts;
}

void plain_pass(Canvas& canvas, int pass) {
    blur_rows(canvas.before(pass), canvas.after(pass), 0, height);
}

void band(Canvas& canvas, int pass, int number, int parts) {
    blur_rows(canvas.before(pass), canvas.after(pass), bound(height, number, parts),
              bound(height, number + 1, parts));
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto input = make_picture();
    Canvas expected{{input, input}}, canvas{{input, input}};
    for (int pass = 0; pass < passes; ++pass) plain_pass(expected, pass);
    EXPECT_SPEEDUP(
        [&] {
            canvas.pictures[0].pixels = input.pixels;
            for (int pass = 0; pass < passes; ++pass) plain_pass(canvas, pass);
        },
        [&] {
            canvas.pictures[0].pixels = input.pixels;
            solution(canvas, racecourse::cores());
        })
        << sentence;
    EXPECT_TRUE(canvas.before(passes).pixels == expected.before(passes).pixels)
        << racecourse::because << "The picture must be the one that one thread makes.";
}

TEST(Speed, right_bands_joined_after_each_pass) {
    measure(
        [](Canvas& canvas, int threads) {
            for (int pass = 0; pass < passes; ++pass) {
                std::vector<std::jthread> workers;
                for (int i = 0; i < threads; ++i)
                    workers.emplace_back([&, i] { band(canvas, pass, i, threads); });
            }
        },
        "In each pass every thread blurs a band of its own.");
}

TEST(Speed, right_barrier_between_passes) {
    measure(
        [](Canvas& canvas, int threads) {
            std::barrier pass_done(threads);
            std::vector<std::thread> workers;
            for (int i = 0; i < threads; ++i) {
                workers.emplace_back([&, i] {
                    for (int pass = 0; pass < passes; ++pass) {
                        band(canvas, pass, i, threads);
                        pass_done.arrive_and_wait();
                    }
                });
            }
            for (auto& worker : workers) worker.join();
        },
        "The threads live through all passes and meet at a barrier after each.");
}

TEST(Speed, right_rows_from_a_counter) {
    measure(
        [](Canvas& canvas, int threads) {
            for (int pass = 0; pass < passes; ++pass) {
                std::atomic<int> next{0};
                racecourse::start_together(threads, [&](int) {
                    for (int y = next.fetch_add(4); y < height; y = next.fetch_add(4)) {
                        blur_rows(canvas.before(pass), canvas.after(pass), y,
                                  std::min(y + 4, height));
                    }
                });
            }
        },
        "Whoever is done takes the next four rows.");
}

TEST(Speed, right_futures_kept_until_all_run) {
    measure(
        [](Canvas& canvas, int threads) {
            for (int pass = 0; pass < passes; ++pass) {
                std::vector<std::future<void>> bands;
                for (int i = 0; i < threads; ++i) {
                    bands.push_back(
                        std::async(std::launch::async, [&, i] { band(canvas, pass, i, threads); }));
                }
                for (auto& future : bands) future.get();
            }
        },
        "All bands are started before the first one is waited for.");
}

TEST(Speed, wrong_sequential) {
    measure(
        [](Canvas& canvas, int) {
            for (int pass = 0; pass < passes; ++pass) plain_pass(canvas, pass);
        },
        "The number of threads is ignored.");
}

TEST(Speed, wrong_join_where_it_starts) {
    measure(
        [](Canvas& canvas, int threads) {
            for (int pass = 0; pass < passes; ++pass)
                for (int i = 0; i < threads; ++i)
                    std::jthread([&, i] { band(canvas, pass, i, threads); });
        },
        "A jthread without a name is joined at the end of its own line.");
}

TEST(Speed, wrong_future_dropped) {
    measure(
        [](Canvas& canvas, int threads) {
            for (int pass = 0; pass < passes; ++pass)
                for (int i = 0; i < threads; ++i) {
                    static_cast<void>(
                        std::async(std::launch::async, [&, i] { band(canvas, pass, i, threads); }));
                }
        },
        "The future of std::async is dropped at once, and its destructor waits for the task.");
}

TEST(Speed, wrong_lock_for_each_row) {
    measure(
        [](Canvas& canvas, int threads) {
            std::mutex mutex;
            for (int pass = 0; pass < passes; ++pass) {
                std::vector<std::jthread> workers;
                for (int i = 0; i < threads; ++i) {
                    workers.emplace_back([&, i] {
                        const int end = bound(height, i + 1, threads);
                        for (int y = bound(height, i, threads); y < end; ++y) {
                            std::lock_guard lock(mutex);
                            blur_rows(canvas.before(pass), canvas.after(pass), y, y + 1);
                        }
                    });
                }
            }
        },
        "Each row is computed under the lock that guards the picture.");
}

TEST(Speed, wrong_rest_for_the_last_thread) {
    measure(
        [](Canvas& canvas, int threads) {
            constexpr int rows = 8;
            for (int pass = 0; pass < passes; ++pass) {
                std::vector<std::jthread> workers;
                for (int i = 0; i < threads; ++i) {
                    const int end = i + 1 == threads ? height : (i + 1) * rows;
                    workers.emplace_back([&, i, end] {
                        blur_rows(canvas.before(pass), canvas.after(pass), i * rows, end);
                    });
                }
            }
        },
        "Each thread gets eight rows and the last one the rest: most of the picture.");
}

TEST(Speed, wrong_first_passes_only) {
    measure(
        [](Canvas& canvas, int threads) {
            for (int pass = 0; pass < 2; ++pass) {
                std::vector<std::jthread> workers;
                for (int i = 0; i < threads; ++i)
                    workers.emplace_back([&, i] { band(canvas, pass, i, threads); });
            }
            for (int pass = 2; pass < passes; ++pass) plain_pass(canvas, pass);
        },
        "Two of the five passes are blurred in parallel, the others by one thread.");
}

TEST(Speed, wrong_one_permit) {
    measure(
        [](Canvas& canvas, int threads) {
            std::binary_semaphore permit(1);
            std::barrier pass_done(threads);
            racecourse::start_together(threads, [&](int i) {
                for (int pass = 0; pass < passes; ++pass) {
                    permit.acquire();
                    band(canvas, pass, i, threads);
                    permit.release();
                    pass_done.arrive_and_wait();
                }
            });
        },
        "A semaphore with one permit lets one thread blur at a time.");
}

}  // namespace
