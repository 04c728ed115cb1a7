// Workload: pipeline
// Items go through eight stages in order; a stage remembers the items before, so it is one
// thread's. At least: 2.7 Held out
#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <semaphore>

namespace {

constexpr int stages = 8;
constexpr std::size_t items = 120;
using Item = std::uint64_t;
using Items = std::vector<Item>;

Items make_items() {
    static std::atomic<std::uint64_t> calls{0};
    std::uint64_t state = ++calls * 0x9e3779b97f4a7c15u;
    Items made(items);
    for (auto& item : made) item = state = state * 6364136223846793005u + 1442695040888963407u;
    return made;
}

// Never inlined, so that the reference and every solution run the same instructions.
class Stage {
  public:
    [[gnu::noinline]] Item process(Item item) {
        std::uint64_t value = item ^ memory_;
        for (int i = 0; i < 10'000; ++i) value = (value ^ (value >> 29)) * 0xbf58476d1ce4e5b9u;
        memory_ = value;
        return value;
    }

  private:
    std::uint64_t memory_ = 1;
};

// The stages begin..end-1, as one thread runs them.
class Section {
  public:
    explicit Section(int count) : stages_(static_cast<std::size_t>(count)) {}
    Item process(Item item) {
        for (auto& stage : stages_) item = stage.process(item);
        return item;
    }

  private:
    std::vector<Stage> stages_;
};

// One section for each thread.
std::vector<Section> sections_for(int threads) {
    std::vector<Section> sections;
    for (int i = 0; i < threads; ++i)
        sections.emplace_back(stages * (i + 1) / threads - stages * i / threads);
    return sections;
}

Items plain_run(const Items& input) {
    Section all(stages);
    Items output;
    output.reserve(input.size());
    for (const Item item : input) output.push_back(all.process(item));
    return output;
}

template <class Solution>
void measure(Solution solution, const char* sentence) {
    const auto input = make_items();
    const auto expected = plain_run(input);
    Items output;
    EXPECT_SPEEDUP([&] { racecourse::use(plain_run(input)); },
                   [&] { output = solution(input, racecourse::cores()); })
        << sentence;
    EXPECT_TRUE(output == expected)
        << racecourse::because << "The items must come out as one thread makes them, in order.";
}

// ---- What lies between two threads ----

class ConditionQueue {
  public:
    void put(Item item) {
        {
            std::unique_lock lock(mutex_);
            not_full_.wait(lock, [this] { return waiting_.size() < 16; });
            waiting_.push_back(item);
        }
        not_empty_.notify_one();
    }
    Item take() {
        Item item = 0;
        {
            std::unique_lock lock(mutex_);
            not_empty_.wait(lock, [this] { return !waiting_.empty(); });
            item = waiting_.front();
            waiting_.pop_front();
        }
        not_full_.notify_one();
        return item;
    }

  private:
    std::mutex mutex_;
    std::condition_variable not_full_, not_empty_;
    std::deque<Item> waiting_;
};

class SemaphoreRing {
  public:
    void put(Item item) {
        free_.acquire();
        slots_[put_++ % slots_.size()] = item;
        filled_.release();
    }
    Item take() {
        filled_.acquire();
        const Item item = slots_[taken_++ % slots_.size()];
        free_.release();
        return item;
    }

  private:
    std::array<Item, 16> slots_{};
    std::counting_semaphore<> free_{16}, filled_{0};
    std::size_t put_ = 0, taken_ = 0;
};

class AtomicRing {
  public:
    void put(Item item) {
        const auto at = put_.load(std::memory_order_relaxed);
        for (auto taken = taken_.load(); taken + slots_.size() == at; taken = taken_.load())
            taken_.wait(taken);
        slots_[at % slots_.size()] = item;
        put_ = at + 1;
        put_.notify_one();
    }
    Item take() {
        const auto at = taken_.load(std::memory_order_relaxed);
        put_.wait(at);
        const Item item = slots_[at % slots_.size()];
        taken_ = at + 1;
        taken_.notify_one();
        return item;
    }

  private:
    std::array<Item, 16> slots_{};
    alignas(64) std::atomic<std::uint32_t> put_{0};
    alignas(64) std::atomic<std::uint32_t> taken_{0};
};

// A thread for each section, a queue between neighbours; this thread feeds the first one.
template <class Queue, class Run>
Items run_sections(const Items& input, std::vector<Section> sections, Run run) {
    std::vector<std::unique_ptr<Queue>> queues;
    for (std::size_t i = 0; i <= sections.size(); ++i) queues.push_back(std::make_unique<Queue>());
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        workers.emplace_back([&, i] {
            for (std::size_t k = 0; k < items; ++k)
                queues[i + 1]->put(run(sections[i], queues[i]->take()));
        });
    }
    std::jthread feeder([&] {
        for (const Item item : input) queues.front()->put(item);
    });
    Items output;
    for (std::size_t k = 0; k < items; ++k) output.push_back(queues.back()->take());
    return output;
}

Item just_process(Section& section, Item item) {
    return section.process(item);
}

TEST(Speed, right_queues_with_conditions) {
    measure(
        [](const Items& input, int threads) {
            return run_sections<ConditionQueue>(input, sections_for(threads), just_process);
        },
        "Each thread runs its stages on one item while the others run theirs on other items.");
}

TEST(Speed, right_rings_with_semaphores) {
    measure(
        [](const Items& input, int threads) {
            return run_sections<SemaphoreRing>(input, sections_for(threads), just_process);
        },
        "Semaphores count the free and the filled slots of a ring.");
}

TEST(Speed, right_rings_with_atomics) {
    measure(
        [](const Items& input, int threads) {
            return run_sections<AtomicRing>(input, sections_for(threads), just_process);
        },
        "One thread puts and one takes, so two atomic positions make a ring.");
}

TEST(Speed, right_counts_how_far_each_is) {
    measure(
        [](const Items& input, int threads) {
            Items data = input;
            auto sections = sections_for(threads);
            std::mutex mutex;
            std::condition_variable moved;
            std::vector<std::size_t> done(sections.size() + 1);
            done[0] = items;  // what the first thread may take
            racecourse::start_together(threads, [&](int number) {
                const auto i = static_cast<std::size_t>(number);
                for (std::size_t k = 0; k < items; ++k) {
                    {
                        std::unique_lock lock(mutex);
                        moved.wait(lock, [&] { return done[i] > k; });
                    }
                    data[k] = sections[i].process(data[k]);
                    {
                        std::lock_guard lock(mutex);
                        ++done[i + 1];
                    }
                    moved.notify_all();
                }
            });
            return data;
        },
        "The items stay where they are; a thread works on what the one before has finished.");
}

TEST(Speed, wrong_sequential) {
    measure([](const Items& input, int) { return plain_run(input); },
            "One thread runs all stages.");
}

TEST(Speed, wrong_one_lock_while_processing) {
    measure(
        [](const Items& input, int threads) {
            std::mutex mutex;
            return run_sections<ConditionQueue>(input, sections_for(threads),
                                                [&](Section& section, Item item) {
                                                    std::lock_guard lock(mutex);
                                                    return section.process(item);
                                                });
        },
        "All stages hold the same lock while they process an item.");
}

TEST(Speed, wrong_next_item_when_the_last_is_out) {
    measure(
        [](const Items& input, int threads) {
            auto sections = sections_for(threads);
            std::vector<std::unique_ptr<ConditionQueue>> queues;
            for (int i = 0; i <= threads; ++i) queues.push_back(std::make_unique<ConditionQueue>());
            std::vector<std::jthread> workers;
            for (std::size_t i = 0; i < sections.size(); ++i) {
                workers.emplace_back([&, i] {
                    for (std::size_t k = 0; k < items; ++k)
                        queues[i + 1]->put(sections[i].process(queues[i]->take()));
                });
            }
            Items output;
            for (const Item item : input) {
                queues.front()->put(item);
                output.push_back(queues.back()->take());
            }
            return output;
        },
        "An item is put in only when the one before has come out.");
}

TEST(Speed, wrong_nearly_all_stages_in_one_thread) {
    measure(
        [](const Items& input, int threads) {
            std::vector<Section> sections;
            for (int i = 0; i + 1 < threads; ++i) sections.emplace_back(i < 2 ? 1 : 0);
            sections.emplace_back(stages - std::min(2, threads - 1));
            return run_sections<SemaphoreRing>(input, std::move(sections), just_process);
        },
        "Two stages have a thread each, and one thread runs the other six.");
}

TEST(Speed, wrong_stage_after_stage) {
    measure(
        [](const Items& input, int threads) {
            Items data = input;
            for (auto& section : sections_for(threads)) {
                std::thread worker([&] {
                    for (auto& item : data) item = section.process(item);
                });
                worker.join();
            }
            return data;
        },
        "Each stage takes all items before the next stage begins.");
}

TEST(Speed, wrong_turns) {
    measure(
        [](const Items& input, int threads) {
            Items data = input;
            auto sections = sections_for(threads);
            std::mutex mutex;
            std::condition_variable turn_passed;
            std::size_t turn = 0;
            racecourse::start_together(threads, [&](int number) {
                const auto i = static_cast<std::size_t>(number);
                for (std::size_t k = 0; k < items; ++k) {
                    std::unique_lock lock(mutex);
                    turn_passed.wait(lock, [&] { return turn == k * sections.size() + i; });
                    data[k] = sections[i].process(data[k]);
                    ++turn;
                    turn_passed.notify_all();
                }
            });
            return data;
        },
        "The stages take turns, and whoever has the turn works on the only item on its way.");
}

TEST(Speed, wrong_naps_after_each_item) {
    measure(
        [](const Items& input, int threads) {
            return run_sections<SemaphoreRing>(
                input, sections_for(threads), [](Section& section, Item item) {
                    const Item made = section.process(item);
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    return made;
                });
        },
        "Each stage sleeps a millisecond after each item, much longer than the item took.");
}

// Puts and takes under one lock, and processes while it holds the queue it takes from.
TEST(Speed, wrong_holds_the_queues_lock) {
    measure(
        [](const Items& input, int threads) {
            auto sections = sections_for(threads);
            std::mutex queues_mutex;
            std::condition_variable changed;
            std::vector<std::deque<Item>> queues(sections.size() + 1);
            queues.front().assign(input.begin(), input.end());
            std::vector<std::jthread> workers;
            for (std::size_t i = 0; i < sections.size(); ++i) {
                workers.emplace_back([&, i] {
                    for (std::size_t k = 0; k < items; ++k) {
                        std::unique_lock lock(queues_mutex);
                        changed.wait(lock, [&] { return !queues[i].empty(); });
                        queues[i + 1].push_back(sections[i].process(queues[i].front()));
                        queues[i].pop_front();
                        changed.notify_all();
                    }
                });
            }
            workers.clear();
            return Items(queues.back().begin(), queues.back().end());
        },
        "A stage takes, processes and puts under one lock for all queues.");
}

}  // namespace
