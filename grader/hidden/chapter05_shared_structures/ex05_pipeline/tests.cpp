// Tests of run_pipeline. A Line counts what its stages do, and can be told to hold somebody up.
#include <racecourse/kit.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "pipeline.h"

namespace {

using namespace racecourse;

// The tests compare what comes out: its type must be the one that the task gives.
static_assert(std::is_same_v<decltype(run_pipeline(std::declval<Stages<int, int>>(), 1, 1)), void>);

// Stages that read the numbers 0, 1, 2, ... , convert each to its tenfold and write that down. What
// happens during a call can be said before the line runs.
struct Line {
    explicit Line(int items) : items(items) {}

    std::function<void(int)> during_read = [](int) {};
    std::function<void(int)> during_convert = [](int) {};
    std::function<void(int)> during_write = [](int) {};

    void run(int converters, int most_at_once) {
        run_pipeline<int, int>({.read = [this]() -> std::optional<int> {
                                    const Gauge::Inside inside(reading);
                                    const int number = begun.fetch_add(1);
                                    const int now = number + 1 - ended;
                                    if (now > most_under_way) most_under_way = now;
                                    during_read(number);
                                    if (number >= items) return std::nullopt;
                                    return number;
                                },
                                .convert =
                                    [this](int number) {
                                        during_convert(number);
                                        return 10 * number;
                                    },
                                .write =
                                    [this](int result) {
                                        const Gauge::Inside inside(writing);
                                        during_write(result / 10);
                                        written.push_back(result);
                                        ended.fetch_add(1);
                                    }},
                               converters, most_at_once);
    }

    // The same, and what it threw.
    std::string error_of(int converters, int most_at_once) {
        try {
            run(converters, most_at_once);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "no error";
    }

    // Whether 0, 10, 20, ... were written, and nothing else.
    [[nodiscard]] bool in_order() const {
        for (std::size_t i = 0; i < written.size(); ++i)
            if (written[i] != 10 * static_cast<int>(i)) return false;
        return true;
    }

    const int items;
    std::vector<int> written;  // one write at a time
    std::atomic<int> begun{0};
    std::atomic<int> ended{0};
    std::atomic<int> most_under_way{0};
    Gauge reading;
    Gauge writing;
};

TEST(Behaviour, WritesAllResultsInOrder) {
    for (const int items : {0, 1, 2, 50}) {
        for (const int converters : {1, 4}) {
            for (const int most_at_once : {1, 6}) {
                Line line(items);
                line.run(converters, most_at_once);
                EXPECT_TRUE(line.in_order() && line.ended == items)
                    << because << "read gave 0, 1, 2, ... up to " << items
                    << " items, convert made "
                    << "ten times the number. " << items << " results should have been written, in "
                    << "order, but " << line.ended << " were"
                    << (line.in_order() ? "." : ", and not in order.");
                EXPECT_EQ(line.begun, items + 1)
                    << because << "There were " << items << " items, so read should be called "
                    << items + 1 << " times: not again after it gave nothing.";
                EXPECT_LE(line.most_under_way, most_at_once)
                    << because << "At most " << most_at_once << " items may be under way, but "
                    << line.most_under_way << " were.";
                EXPECT_TRUE(line.reading.highest() <= 1 && line.writing.highest() <= 1)
                    << because << "read and write have one thread each, but were called by several "
                    << "at once.";
            }
        }
    }
}

TEST(Behaviour, MovesItemsAndResults) {
    int next = 0;
    int sum = 0;
    run_pipeline<std::unique_ptr<int>, std::unique_ptr<std::string>>(
        {.read = [&]() -> std::optional<std::unique_ptr<int>> {
             if (++next > 5) return std::nullopt;
             return std::make_unique<int>(next);
         },
         .convert =
             [](std::unique_ptr<int> number) {
                 return std::make_unique<std::string>(static_cast<std::size_t>(*number), 'x');
             },
         .write =
             [&](std::unique_ptr<std::string> text) {
                 sum = 10 * sum + static_cast<int>(text->size());
             }},
        2, 3);
    EXPECT_EQ(sum, 12345) << because << "Items 1 to 5 should be written in order, each once.";
}

TEST(Behaviour, TheOrderIsKeptWhenTheFirstTakesLongest) {
    Line line(8);
    Gate others_are_converted;
    std::atomic<int> converted{0};
    line.during_convert = [&](int number) {
        if (number == 0) {
            EXPECT_TRUE(others_are_converted.wait_for(3s))
                << because << "Item 0 takes until items 1, 2 and 3 are converted. There are two "
                << "converters, and four items may be under way, so one of them should convert the "
                << "others meanwhile, but for 3 seconds it did not.";
        } else if (converted.fetch_add(1) == 2) {
            others_are_converted.open();
        }
    };
    line.run(2, 4);
    EXPECT_TRUE(line.in_order() && line.ended == 8)
        << because << "Item 0 took longer to convert than those after it. Its result should be "
        << "written first all the same, and all 8 of them, but the first that was written was "
        << (line.written.empty() ? -1 : line.written.front() / 10) << ", and " << line.ended
        << " were written.";
}

TEST(Behaviour, ConvertersWorkAtTheSameTime) {
    Line line(3);
    Gate all_here;
    std::atomic<int> here{0};
    std::atomic<int> met{0};
    line.during_convert = [&](int) {
        if (here.fetch_add(1) == 2) all_here.open();
        if (all_here.wait_for(3s)) met.fetch_add(1);
    };
    line.run(3, 3);
    EXPECT_EQ(met, 3)
        << because << "Each of three conversions waited until all three had begun. "
        << "Three converters can do them at the same time, but for 3 seconds they did "
        << "not.";
}

// Holds up one of the stages, and looks how far the reader gets.
void reads_no_further_than(Line& line, std::function<void(int)>& during, int most_at_once) {
    Gate go_on;
    during = [&](int number) {
        if (number == 0) go_on.wait();
    };
    std::jthread pipeline([&] { line.run(2, most_at_once); });
    EXPECT_TRUE(eventually([&] { return line.begun >= most_at_once; }, 3s))
        << because << "The first item was held up, and " << most_at_once
        << " may be under way. That "
        << "many should be read, but for 3 seconds it were only " << line.begun << ".";
    EXPECT_FALSE(eventually([&] { return line.begun > most_at_once; }, 40ms))
        << because << "The first item was held up, and " << most_at_once
        << " may be under way, but " << line.begun << " were read.";
    go_on.open();
    pipeline.join();
    EXPECT_TRUE(line.in_order() && line.ended == line.items)
        << because << "The first item was held up for a while. All " << line.items
        << " results should have been written in the end, in order, but " << line.ended << " were.";
}

TEST(Behaviour, ASlowWriterHoldsUpTheReader) {
    Line line(40);
    reads_no_further_than(line, line.during_write, 5);
}

TEST(Behaviour, ASlowConversionHoldsUpTheReader) {
    Line line(40);
    reads_no_further_than(line, line.during_convert, 5);
}

void fail_at(int wanted, int number) {
    if (number == wanted) throw std::runtime_error("photo " + std::to_string(number));
}

// There are far more items than will be read. Says what came of it.
void an_error_ends_everything(Line& line, const std::string& stage) {
    const std::string error = line.error_of(3, 4);
    EXPECT_EQ(error, "photo 7")
        << because << stage
        << " threw an exception, \"photo 7\". run_pipeline should throw it when "
        << "everything has stopped, but what it threw was: " << error << ".";
    EXPECT_TRUE(line.in_order() && line.ended <= 7)
        << because << stage << " failed for item 7. Only results of earlier items may have been "
        << "written, in order, but " << line.ended << " were written"
        << (line.in_order() ? "." : ", not in order.");
    EXPECT_LE(line.begun, 7 + 4 + 1)
        << because << stage
        << " failed for item 7, and 4 may be under way at once, so no more than "
        << "a few can have been read after it, but " << line.begun << " were read.";
    const int begun = line.begun;
    std::this_thread::yield();
    EXPECT_EQ(begun, line.begun) << because << "Nothing may be read after run_pipeline has ended.";
}

TEST(Behaviour, AnErrorOfReadEndsEverything) {
    Line line(100'000);
    line.during_read = [](int number) { fail_at(7, number); };
    an_error_ends_everything(line, "read");
}

TEST(Behaviour, AnErrorOfConvertEndsEverything) {
    Line line(100'000);
    line.during_convert = [](int number) { fail_at(7, number); };
    an_error_ends_everything(line, "convert");
}

TEST(Behaviour, AnErrorOfWriteEndsEverything) {
    Line line(100'000);
    line.during_write = [](int number) { fail_at(7, number); };
    an_error_ends_everything(line, "write");
}

// The first item waits until as many are read as may be under way, and fails a while after that,
// when everybody else has gone to sleep.
void an_error_wakes_everybody(Line& line, std::function<void(int)>& during) {
    during = [&line](int number) {
        if (number != 0) return;
        (void)eventually([&] { return line.begun >= 4; }, 3s);
        (void)eventually([] { return false; }, 30ms);
        fail_at(0, number);
    };
    const std::string error = line.error_of(3, 4);
    EXPECT_EQ(error, "photo 0") << because
                                << "A stage threw \"photo 0\" when all others were waiting. "
                                << "run_pipeline should throw it, but what it threw was: " << error;
}

TEST(Behaviour, AnErrorOfConvertWakesEverybody) {
    Line line(1000);
    an_error_wakes_everybody(line, line.during_convert);
}

TEST(Behaviour, AnErrorOfWriteWakesEverybody) {
    Line line(1000);
    an_error_wakes_everybody(line, line.during_write);
}

TEST(Behaviour, WhoFailsWaitsForTheOthers) {
    Line line(3);
    Gate failing;
    std::atomic<bool> still_converting{true};
    line.during_convert = [&](int number) {
        if (number == 0) {
            failing.wait();
            (void)eventually([] { return false; }, 20ms);
            still_converting = false;
        } else if (number == 1) {
            failing.open();
            fail_at(1, number);
        }
    };
    const std::string error = line.error_of(2, 3);
    EXPECT_FALSE(still_converting)
        << because
        << "One conversion threw while another was still running. run_pipeline should come "
        << "back only after that one has ended, too.";
    EXPECT_EQ(error, "photo 1") << because << "convert threw \"photo 1\".";
}

TEST(Races, ManySmallItems) {
    Line line(1500);
    line.run(3, 8);
    EXPECT_TRUE(line.in_order() && line.ended == 1500)
        << because << "1500 results should have been written in order, but " << line.ended
        << " were" << (line.in_order() ? "." : ", and not in order.");
    EXPECT_LE(line.most_under_way, 8)
        << because << "At most 8 items may be under way, but " << line.most_under_way << " were.";
}

TEST(Races, ErrorsAtAnyMoment) {
    repeat(30, [](int round) {
        Line line(100'000);
        const auto fail = [round](int number) { fail_at(2 * round, number); };
        if (round % 3 == 0) line.during_read = fail;
        if (round % 3 == 1) line.during_convert = fail;
        if (round % 3 == 2) line.during_write = fail;
        const std::string error = line.error_of(2, 4);
        EXPECT_EQ(error, "photo " + std::to_string(2 * round))
            << because << "A stage threw an exception, which run_pipeline should throw when "
            << "everything has stopped.";
    });
}

// The grader runs these in many different orders of the threads' steps, so they are small.

TEST(Schedules, TwoConvertersKeepTheOrder) {
    Line line(2);
    line.run(2, 2);
    EXPECT_TRUE(line.in_order() && line.ended == 2)
        << because
        << "Two items were read, 0 and 1. Their results should be written in this order, "
        << "but " << line.ended << " were written, the first of item "
        << (line.written.empty() ? -1 : line.written.front() / 10) << ".";
    EXPECT_LE(line.most_under_way, 2)
        << because << "At most 2 items may be under way, but " << line.most_under_way << " were.";
}

TEST(Schedules, AnErrorOfConvertEndsEverything) {
    Line line(1000);
    line.during_convert = [](int number) { fail_at(0, number); };
    const std::string error = line.error_of(2, 1);
    EXPECT_EQ(error, "photo 0") << because << "convert threw \"photo 0\" for the first item. "
                                << "run_pipeline should throw it when everything has stopped.";
    EXPECT_EQ(line.ended, 0) << because << "The first item failed, so nothing can be written.";
}

TEST(Schedules, AnErrorOfWriteEndsEverything) {
    Line line(1000);
    line.during_write = [](int number) { fail_at(0, number); };
    const std::string error = line.error_of(1, 2);
    EXPECT_EQ(error, "photo 0") << because << "write threw \"photo 0\" for the first item. "
                                << "run_pipeline should throw it when everything has stopped.";
}

// The grader runs these on eight virtual cores. Time is virtual there, too: sleeping costs none of
// the machine's.

auto sleep_for(std::chrono::milliseconds time) {
    return [time](int) { std::this_thread::sleep_for(time); };
}

TEST(Speed, TheStagesWorkAtTheSameTime) {
    Line line(20);
    line.during_read = sleep_for(5ms);
    line.during_convert = sleep_for(20ms);
    line.during_write = sleep_for(5ms);
    const auto all = took([&] { line.run(5, 10); });
    EXPECT_AT_MOST(all.time, 140ms)
        << "20 items: reading takes 5 ms each, converting 20 ms with five converters, writing 5 "
           "ms. "
           "While one is written, others can be converted and the next one read: after 100 ms all "
           "are read, and 30 ms later all are written.";
    EXPECT_AT_MOST(all.work, 15ms) << "All that the stages do here is sleep. Threads that wait "
                                      "asleep need next to no processor "
                                      "time.";
    EXPECT_TRUE(line.in_order() && line.ended == 20)
        << because << "20 results should have been written, in order.";
}

TEST(Speed, AFreePlaceIsTakenAtOnce) {
    Line line(20);
    line.during_read = sleep_for(1ms);
    line.during_convert = sleep_for(4ms);
    line.during_write = sleep_for(5ms);
    const auto all = took([&] { line.run(1, 3); });
    EXPECT_AT_MOST(all.time, 109ms)
        << "20 items, at most 3 under way, one converter: writing takes 5 ms and is the slowest "
           "stage, "
           "and reading and converting another 5 ms together. So the writer is never without work "
           "once the first result is there, after 5 ms: 105 ms in all.";
}

TEST(Speed, AnErrorIsNotFollowedByALongWait) {
    Line line(1000);
    line.during_read = sleep_for(2ms);
    line.during_convert = [](int number) {
        std::this_thread::sleep_for(2ms);
        fail_at(5, number);
    };
    line.during_write = sleep_for(10ms);
    std::string error;
    const auto all = took([&] { error = line.error_of(2, 8); });
    EXPECT_EQ(error, "photo 5") << because << "convert threw \"photo 5\".";
    EXPECT_AT_MOST(all.time, 30ms)
        << "After 14 ms convert threw, with 1000 items to read. Calls that run already may come to "
           "their end, which takes 10 ms here, and nothing more is begun.";
}

}  // namespace
