// Tests of the newsletter. Each one passes things to the threads, destroys or changes its own, and
// only then gives the signal.
#include "newsletter.h"

#include <racecourse/kit.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <type_traits>

static_assert(std::is_same_v<decltype(std::declval<const WordCount&>().words()), long>);

namespace {

using namespace racecourse;
using Names = std::vector<std::string>;
using Threads = std::vector<std::jthread>;

// Long enough that a string keeps its text on the heap.
const Names guests{"Ada of the house by the river", "Ben of the house on the hill",
                   "Cleo of the house in the woods"};

// Collects what threads report.
class Notes {
  public:
    void add(const std::string& note) {
        const std::lock_guard lock(mutex_);
        notes_.push_back(note);
    }
    Names sorted() {
        const std::lock_guard lock(mutex_);
        std::ranges::sort(notes_);
        return notes_;
    }

  private:
    std::mutex mutex_;
    Names notes_;
};

std::string quoted(const Names& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
    return text.empty() ? "nothing" : text;
}

TEST(Behaviour, GreetsEverybodyThoughTheListIsGone) {
    Notes notes;
    std::promise<void> start;
    {
        Threads threads;
        {
            const auto names = std::make_unique<Names>(guests);
            const auto go = std::make_unique<Signal>(start.get_future().share());
            const auto greet = std::make_unique<std::function<void(const std::string&)>>(
                [&notes](const std::string& name) { notes.add(name); });
            threads = greet_all(*names, *go, *greet);
        }
        start.set_value();
    }
    EXPECT_EQ(notes.sorted(), guests)
        << because
        << "greet_all was called with three names. Then the caller destroyed its list, and then it "
           "gave the signal. Each of the three should have been greeted once, but greet was called "
           "with "
        << quoted(notes.sorted()) << ".";
}

TEST(Behaviour, GreetsWhoWasInTheListAtTheCall) {
    Notes notes;
    std::promise<void> start;
    {
        Names names{"Ada", "Ben", "Cleo"};
        const auto threads = greet_all(names, start.get_future().share(),
                                       [&notes](const std::string& name) { notes.add(name); });
        EXPECT_EQ(threads.size(), 3u)
            << because << "Three names: greet_all should return three threads, one for each.";
        start.set_value();
    }
    EXPECT_EQ(notes.sorted(), (Names{"Ada", "Ben", "Cleo"}))
        << because << "greet_all was called with Ada, Ben and Cleo, but greet was called with "
        << quoted(notes.sorted()) << ".";
}

TEST(Behaviour, PublishesTheHeadline) {
    for (const std::string topic : {"rain", "rain in all parts of the country until the weekend"}) {
        Notes notes;
        std::promise<void> start;
        {
            std::jthread thread;
            {
                const auto own = std::make_unique<std::string>(topic);
                const auto go = std::make_unique<Signal>(start.get_future().share());
                const auto publish = std::make_unique<std::function<void(std::string_view)>>(
                    [&notes](std::string_view headline) { notes.add(std::string(headline)); });
                thread = announce(*own, *go, *publish);
            }
            start.set_value();
        }
        EXPECT_EQ(notes.sorted(), Names{"Today: " + topic})
            << because << "announce was called with the topic \"" << topic
            << "\". Then the caller destroyed its string, and then it gave the signal. What was "
               "published is "
            << quoted(notes.sorted()) << ".";
    }
}

TEST(Behaviour, CountsIntoTheCallersTotal) {
    WordCount total;
    total.add(10);
    std::promise<void> start;
    {
        Threads threads;
        {
            const auto texts = std::make_unique<Names>(guests);
            const auto go = std::make_unique<Signal>(start.get_future().share());
            threads = count_all(*texts, *go, total);
        }
        EXPECT_EQ(total.words(), 10)
            << because << "The signal has not been given: nobody should have counted yet.";
        start.set_value();
    }
    EXPECT_EQ(total.words(), 31)
        << because
        << "The total stood at 10, and three texts of 7 words each were counted. The caller's "
           "total should be 31, but it is "
        << total.words() << ".";
}

TEST(Behaviour, EverybodyGetsTheWholePicture) {
    Notes notes;
    std::promise<void> start;
    const std::vector<char> picture(5000, 'x');
    {
        Threads threads;
        {
            const auto names = std::make_unique<Names>(guests);
            const auto go = std::make_unique<Signal>(start.get_future().share());
            const auto deliver =
                std::make_unique<std::function<void(const std::string&, std::vector<char>&)>>(
                    [&](const std::string& name, std::vector<char>& own) {
                        notes.add(own == picture ? name : "a spoilt picture for " + name);
                    });
            threads = deliver_all(*names, picture, *go, *deliver);
        }
        start.set_value();
    }
    EXPECT_EQ(notes.sorted(), guests)
        << because
        << "A picture of 5000 bytes was to be delivered to three people, each with a copy of their "
           "own. What deliver was called with is "
        << quoted(notes.sorted()) << ".";
}

TEST(Races, TheCallerMayChangeItsOwnThingsAtOnce) {
    repeat(30, [](int round) {
        Notes notes;
        std::promise<void> start;
        {
            Names names = guests;
            std::string topic = "round " + std::to_string(round) + " of a long series of rounds";
            std::function<void(const std::string&)> greet = [&notes](const std::string& name) {
                notes.add(name);
            };
            std::function<void(std::string_view)> publish = [&notes](std::string_view headline) {
                notes.add(std::string(headline));
            };
            Signal go = start.get_future().share();
            const auto greeting = greet_all(names, go, greet);
            const auto announcing = announce(topic, go, publish);
            for (std::string& name : names) name = "somebody else";
            topic = "something else";
            greet = nullptr;
            publish = nullptr;
            go = Signal();
            start.set_value();
        }
        Names expected = guests;
        expected.push_back("Today: round " + std::to_string(round) + " of a long series of rounds");
        EXPECT_EQ(notes.sorted(), expected)
            << because
            << "The caller changed its names and its topic between the call and the signal. The "
               "threads should have used what they were before; what was sent is "
            << quoted(notes.sorted()) << ".";
    });
}

TEST(Races, AllThreadsAddToOneTotal) {
    constexpr int texts = 8;
    repeat(30, [](int) {
        WordCount total;
        std::promise<void> start;
        {
            const auto threads =
                count_all(Names(texts, "four words in each"), start.get_future().share(), total);
            start.set_value();
            use(total.words());
        }
        EXPECT_EQ(total.words(), 4 * texts)
            << because << "8 threads counted 4 words each into one total, but it is "
            << total.words() << ".";
    });
}

TEST(Races, EachDrawsIntoAPictureOfItsOwn) {
    repeat(30, [](int) {
        // No lock of the test puts the threads in order, and none looks at what another has drawn.
        std::promise<void> start;
        std::array<std::size_t, 4> sizes{};
        {
            const auto threads = deliver_all(
                {"0", "1", "2", "3"}, std::vector<char>(20, '.'), start.get_future().share(),
                [&sizes](const std::string& name, std::vector<char>& picture) {
                    for (char& point : picture) point = name[0];
                    sizes[name[0] - '0'] = picture.size();
                });
            start.set_value();
        }
        EXPECT_EQ(sizes, (std::array<std::size_t, 4>{20, 20, 20, 20}))
            << because
            << "Four threads each drew into a picture of 20 points, which should be a "
               "picture of their own.";
    });
}

}  // namespace
