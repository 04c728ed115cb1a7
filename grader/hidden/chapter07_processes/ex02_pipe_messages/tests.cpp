// Tests of messages over a pipe, and of the queue for many processes. What might wait for ever is
// done in a process of its own, so that the test can say what it waits for.
#include <racecourse/processes.h>

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <type_traits>

#include "message_queue.h"
#include "messages.h"

static_assert(std::is_same_v<decltype(receive_message(0)), std::optional<std::string>>);
static_assert(
    std::is_same_v<decltype(std::declval<MessageQueue&>().get()), std::optional<std::string>>);
static_assert(std::is_base_of_v<std::runtime_error, NobodyReads>);
static_assert(std::is_base_of_v<std::runtime_error, CutShort>);
static_assert(!std::is_copy_constructible_v<MessageQueue>);
static_assert(MessageQueue::longest == 500);

namespace {

using namespace racecourse;

class Pipe {
  public:
    Pipe() {
        if (pipe(ends_.data()) != 0) throw std::runtime_error("the test got no pipe");
    }
    ~Pipe() {
        close_reading();
        close_writing();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    [[nodiscard]] int reading() const { return ends_[0]; }
    [[nodiscard]] int writing() const { return ends_[1]; }
    void close_reading() { close_end(ends_[0]); }
    void close_writing() { close_end(ends_[1]); }

  private:
    static void close_end(int& end) {
        if (end >= 0) close(end);
        end = -1;
    }
    std::array<int, 2> ends_{-1, -1};
};

std::string shown(const std::optional<std::string>& message) {
    if (!message) return "nothing";
    if (message->size() > 40) return "a message of " + std::to_string(message->size()) + " bytes";
    return message->empty() ? "an empty message" : "\"" + *message + "\"";
}

// A text that differs at each place, with every byte in it.
std::string long_text(std::size_t size) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i ^ (i >> 8) ^ (i >> 16));
    return text;
}

// Runs `body` in a process of its own and returns what it complains of: nothing, if all is well.
// `waiting` is what to say when it waits for ever.
std::string said_by(const std::function<std::string()>& body, const std::string& waiting) {
    struct Text {
        std::array<char, 600> text{};
    };
    const Shared<Text> said;
    TestChild child([&] {
        std::string text;
        try {
            text = body();
        } catch (const std::exception& error) {
            text = std::string("an exception was thrown: ") + error.what();
        }
        std::snprintf(said->text.data(), said->text.size(), "%s", text.c_str());
    });
    // Who waits for ever is found out long before; this limit is for a busy machine.
    const TestChild::End end = child.wait(120s);
    if (!end.ended) return waiting;
    if (end.signal != 0) return "a process died of signal " + std::to_string(end.signal);
    return said->text.data();
}

// What these messages look like on the pipe.
std::string on_the_pipe(const std::vector<std::string>& messages) {
    Pipe pipe;
    for (const std::string& message : messages) send_message(pipe.writing(), message);
    pipe.close_writing();
    std::string bytes;
    std::array<char, 4096> part;
    for (ssize_t got; (got = read(pipe.reading(), part.data(), part.size())) > 0;)
        bytes.append(part.data(), static_cast<std::size_t>(got));
    return bytes;
}

TEST(Behaviour, MessagesKeepTheirBorders) {
    Pipe pipe;
    const std::vector<std::string> messages{"one", "", "two\nlines", std::string("\0\xff\0", 3),
                                            ""};
    for (const std::string& message : messages) send_message(pipe.writing(), message);
    pipe.close_writing();
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto got = receive_message(pipe.reading());
        ASSERT_TRUE(got == messages[i])
            << because << "Five messages were sent, one after the other, and stood in the pipe "
            << "together before the first was received. Number " << i + 1 << " should be "
            << shown(messages[i]) << ", but " << shown(got)
            << " was received. A pipe does not know where a message ends.";
    }
    const auto end = receive_message(pipe.reading());
    EXPECT_FALSE(end.has_value())
        << because << "All messages were received, and the writer has closed the pipe. "
        << "receive_message() should return nothing then, but it returned " << shown(end) << ".";
}

TEST(Behaviour, AMessageMayComeByteByByte) {
    const std::vector<std::string> messages{"good morning", "", "good night"};
    const std::string bytes = on_the_pipe(messages);
    Pipe pipe;
    std::atomic<bool> enough{false};
    // The next byte is there only when the one before it has been read.
    std::thread writer([&] {
        for (const char byte : bytes) {
            use(eventually([&] {
                int waiting = 0;
                ioctl(pipe.reading(), FIONREAD, &waiting);
                return waiting == 0 || enough;
            }));
            if (write(pipe.writing(), &byte, 1) != 1) break;
        }
        pipe.close_writing();
    });
    std::string problem;
    try {
        for (const std::string& message : messages) {
            const auto got = receive_message(pipe.reading());
            if (got == message) continue;
            problem = "instead of " + shown(message) + " came " + shown(got);
            break;
        }
    } catch (const std::exception& error) {
        problem = std::string("an exception was thrown: ") + error.what();
    }
    enough = true;
    writer.join();
    EXPECT_EQ(problem, "")
        << because << "Three messages came through the pipe one byte at a time. They should be "
        << "received whole, but " << problem
        << ". read() returns what is there, and that may be less than it was asked for.";
}

TEST(Behaviour, AMessageCutShortIsNoMessageAndNoEnd) {
    const std::string first = on_the_pipe({"whole"});
    const std::string second = on_the_pipe({std::string(60, 'x')});
    for (std::size_t there = 0; there <= second.size(); ++there) {
        Pipe pipe;
        const std::string bytes = first + second.substr(0, there);
        ASSERT_EQ(write(pipe.writing(), bytes.data(), bytes.size()),
                  static_cast<ssize_t>(bytes.size()));
        pipe.close_writing();
        use(receive_message(pipe.reading()));
        std::string outcome;
        try {
            outcome = shown(receive_message(pipe.reading()));
        } catch (const CutShort&) {
            outcome = "CutShort";
        } catch (const std::exception& error) {
            outcome = std::string("another exception: ") + error.what();
        }
        const std::string expected = there == 0               ? "nothing"
                                     : there == second.size() ? shown(std::string(60, 'x'))
                                                              : "CutShort";
        ASSERT_EQ(outcome, expected)
            << because << "A sender was killed when it had written " << there << " of the "
            << second.size() << " bytes of a message of 60 bytes and its frame. The receiver "
            << "should get " << expected << ", but it got " << outcome
            << ". The end of the pipe is an end only between two messages.";
    }
}

TEST(Behaviour, ALongMessageIsSentWholeWhateverSignalsCome) {
    const std::string text = long_text(1'000'000);
    use(on_the_pipe({""}));
    const LeavesNothing guard("After a long message was sent and received");
    Pipe pipe;
    auto interruptions = std::make_unique<Interruptions>();
    TestChild sender([&] {
        pipe.close_reading();
        send_message(pipe.writing(), text);
        send_message(pipe.writing(), "the end");
    });
    pipe.close_writing();
    // It has filled the pipe and waits for room: there a signal makes write() return what it has
    // written until then.
    use(eventually(
        [&] { return interruptions->sent_to(sender.pid()) > 1 || !runs(sender.pid()); }));
    std::string problem;
    try {
        const auto got = receive_message(pipe.reading());
        if (got != text) problem = shown(got) + " came, which is not what was sent";
        const auto last = problem.empty() ? receive_message(pipe.reading()) : std::nullopt;
        if (problem.empty() && last != "the end")
            problem = "the short message that was sent next came as " + shown(last);
    } catch (const std::exception& error) {
        problem = std::string("an exception was thrown: ") + error.what();
    }
    pipe.close_reading();
    EXPECT_EQ(problem, "")
        << because
        << "A message of 1,000,000 bytes was sent, which is more than a pipe holds, while "
        << "signals came. It should be received as it was, but " << problem
        << ". write() returns how much it has written, and that may be less than all.";
    interruptions.reset();
    const TestChild::End end = sender.wait();
    EXPECT_TRUE(end.ended && end.code == 0)
        << because << "A message of 1,000,000 bytes was sent while signals came. send_message() "
        << "should go on when a signal interrupts it, but it "
        << (end.ended ? "threw an exception." : "did not come back.");
}

TEST(Behaviour, AnInterruptedReceiverGoesOn) {
    use(on_the_pipe({""}));
    Pipe pipe;
    auto interruptions = std::make_unique<Interruptions>();
    TestChild receiver([&] {
        pipe.close_writing();
        const bool right = receive_message(pipe.reading()) == "at last";
        _exit(right ? 0 : 2);
    });
    pipe.close_reading();
    use(eventually(
        [&] { return interruptions->sent_to(receiver.pid()) > 1 || !runs(receiver.pid()); }));
    if (runs(receiver.pid())) send_message(pipe.writing(), "at last");
    interruptions.reset();
    const TestChild::End end = receiver.wait();
    EXPECT_TRUE(end.ended && end.code == 0)
        << because << "Signals came while receive_message() waited for a message, and then came "
        << "the message. It should be returned, but receive_message() "
        << (end.code == 2 ? "returned something else"
            : end.ended   ? "threw an exception"
                          : "did not come back")
        << ". A call that fails with EINTR has only been interrupted.";
}

TEST(Behaviour, ASenderOutlivesItsReader) {
    use(on_the_pipe({""}));
    for (const bool waits : {false, true}) {
        Pipe pipe;
        TestChild sender([&] {
            pipe.close_reading();
            try {
                // Without a reader none of it is ever read; with one, it fills the pipe and waits.
                send_message(pipe.writing(), std::string(500'000, 'x'));
            } catch (const NobodyReads&) {
                _exit(0);
            }
            _exit(2);
        });
        if (waits) use(sender.waits());
        pipe.close_reading();
        const TestChild::End end = sender.wait();
        EXPECT_EQ(end.signal, 0)
            << because << "A process sent a message "
            << (waits ? "whose reader closed the pipe before all of it was there"
                      : "into a pipe that nobody reads from")
            << ". send_message() should throw NobodyReads, but the process was killed by signal "
            << end.signal << ". With the error EPIPE comes the signal SIGPIPE (" << SIGPIPE
            << "), and who does not ignore it dies.";
        EXPECT_TRUE(end.signal != 0 || (end.ended && end.code == 0))
            << because << "A process sent a message "
            << (waits ? "whose reader closed the pipe before all of it was there"
                      : "into a pipe that nobody reads from")
            << ". send_message() should throw NobodyReads, but it "
            << (end.code == 2 ? "returned."
                : end.ended   ? "threw something else."
                              : "did not come back.");
    }
}

TEST(Behaviour, InTheQueueOnlyASentinelIsAnEnd) {
    const LeavesNothing guard("After a queue was destroyed");
    MessageQueue queue;
    const std::string all_bytes = long_text(256);
    queue.put("");
    queue.put(all_bytes);
    bool refused = false;
    try {
        queue.put(std::string(MessageQueue::longest + 1, 'x'));
    } catch (const std::length_error&) {
        refused = true;
    }
    queue.put(long_text(MessageQueue::longest));
    queue.put_end();
    queue.put("behind the sentinel");
    EXPECT_TRUE(refused) << because
                         << "A message of 501 bytes should be refused with a "
                            "std::length_error, but put() returned.";
    const std::vector<std::optional<std::string>> expected{
        "", all_bytes, long_text(MessageQueue::longest), std::nullopt, "behind the sentinel"};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const std::string problem = said_by(
            [&]() -> std::string {
                const auto got = queue.get();
                return got == expected[i] ? "" : shown(got) + " came";
            },
            "get() did not come back");
        ASSERT_EQ(problem, "")
            << because
            << "An empty message, one of 256 bytes, one of 500 bytes, a sentinel and one "
            << "more message were put into a queue. Number " << i + 1 << " to come out should be "
            << (expected[i] ? shown(expected[i]) : "the sentinel, for which get() returns nothing")
            << ", but " << problem << ".";
    }
}

// What many producers put: who, which of its messages, and a tail whose length differs.
std::string numbered(int producer, int number) {
    const std::string head = std::to_string(producer) + " " + std::to_string(number) + " ";
    return head + std::string(static_cast<std::size_t>((number * 37 + producer) % 480), '.');
}

TEST(Behaviour, AFullQueueGoesOnWhenSomebodyGets) {
    constexpr int messages = 3000;
    MessageQueue queue;
    queue.put("");
    use(queue.get());
    TestChild producer([&] {
        for (int number = 0; number < messages; ++number) queue.put(numbered(1, number));
    });
    use(producer.waits());  // for room
    TestChild consumer([&] {
        for (int number = 0; number < messages; ++number)
            if (queue.get() != numbered(1, number)) _exit(2);
    });
    const TestChild::End got = consumer.wait();
    EXPECT_TRUE(got.ended && got.code == 0)
        << because << "A process put messages until the queue was full and it had to wait. Then "
        << "another began to get them, which makes room. All 3000 should come through in their "
        << "order, but "
        << (got.stuck   ? "both wait for ever: whoever waits for room must not hold what is needed "
                          "to make some."
            : got.ended ? "they did not."
                        : "it takes for ever.");
}

TEST(Behaviour, ManyPutAndManyGetAndNothingIsLostOrMixed) {
    constexpr int processes = 3, messages = 150;
    struct Seen {
        std::array<std::array<std::atomic<int>, messages>, processes> times{};
        std::atomic<int> garbled{0}, out_of_order{0}, ends{0};
    };
    const LeavesNothing guard("After many processes used a queue");
    const Shared<Seen> seen;
    MessageQueue queue;
    queue.put("");
    use(queue.get());
    std::vector<std::unique_ptr<TestChild>> producers, consumers;
    for (int me = 0; me < processes; ++me) {
        consumers.push_back(std::make_unique<TestChild>([&] {
            std::array<int, processes> last{-1, -1, -1};
            while (const auto message = queue.get()) {
                int producer = -1, number = -1;
                if (std::sscanf(message->c_str(), "%d %d", &producer, &number) != 2 ||
                    producer < 0 || producer >= processes || number < 0 || number >= messages ||
                    *message != numbered(producer, number)) {
                    seen->garbled++;
                    continue;
                }
                int& before = last[static_cast<std::size_t>(producer)];
                if (number < before) seen->out_of_order++;
                before = number;
                seen->times[static_cast<std::size_t>(producer)][static_cast<std::size_t>(number)]++;
            }
            seen->ends++;
        }));
        producers.push_back(std::make_unique<TestChild>([&, me] {
            for (int number = 0; number < messages; ++number) queue.put(numbered(me, number));
        }));
    }
    bool waits = false;
    for (auto& producer : producers) waits = waits || !producer->wait().ended;
    TestChild last([&] {
        for (int i = 0; i < processes; ++i) queue.put_end();
    });
    waits = waits || !last.wait().ended;
    for (auto& consumer : consumers) waits = waits || !consumer->wait().ended;
    int lost = 0, twice = 0;
    for (const auto& of_one : seen->times) {
        for (const auto& times : of_one) {
            lost += times == 0 ? 1 : 0;
            twice += times > 1 ? 1 : 0;
        }
    }
    EXPECT_FALSE(waits)
        << because << "Three processes put 150 messages each, three others got until they met a "
        << "sentinel, and there was one for each. All should come to their end, but some wait for "
        << "ever: " << seen->ends << " of three consumers have got a sentinel.";
    EXPECT_TRUE(waits || lost + twice + seen->garbled + seen->out_of_order == 0)
        << because << "Three processes put 150 messages each, and three others got them. Each "
        << "message should arrive once and as it was, and those of one producer in their order. "
           "But "
        << lost << " never arrived, " << twice << " arrived twice, " << seen->garbled
        << " were garbled, and " << seen->out_of_order << " were overtaken.";
}

TEST(Behaviour, AKilledProducerTakesOneMessageWithIt) {
    struct Progress {
        std::atomic<int> put{0};
    };
    const Shared<Progress> progress;
    MessageQueue queue;
    queue.put("");
    use(queue.get());
    for (int point = 1; point <= 60; point += 6) {  // in each process, six queues' worth of points
        const std::string problem = said_by(
            [&]() -> std::string {
                for (int at = point; at < point + 6; ++at) {
                    progress->put = 0;
                    TestChild producer([&] {
                        die_at_point(at);
                        for (int number = 0; number < 31; ++number) {
                            queue.put(numbered(2, number));
                            progress->put++;
                        }
                    });
                    (void)producer.wait();
                    queue.put("the marker");
                    int next = 0;
                    for (;;) {
                        const auto got = queue.get();
                        if (got == "the marker") break;
                        if (got != numbered(2, next++))
                            return "instead of its message number " + std::to_string(next) +
                                   " came " + shown(got);
                    }
                    if (next < progress->put)
                        return std::to_string(progress->put) +
                               " calls of put() had returned, but " + std::to_string(next) +
                               " messages came out";
                }
                return "";
            },
            "whoever uses the queue after it waits for ever");
        ASSERT_EQ(problem, "")
            << because << "A process put messages, and was killed by SIGKILL right before or right "
            << "after one of its calls of the system, a later one each time. Everybody else should "
            << "go on, and get all that was put. But " << problem
            << ". A lock dies with the process that holds it; a message that is written in two "
               "parts may end after the first.";
    }
}

TEST(Behaviour, AKilledConsumerTakesOneMessageWithIt) {
    struct Progress {
        std::atomic<int> got{0};
    };
    const Shared<Progress> progress;
    MessageQueue queue;
    queue.put("");
    use(queue.get());
    for (int point = 1; point <= 60; point += 6) {
        const std::string problem = said_by(
            [&]() -> std::string {
                for (int at = point; at < point + 6; ++at) {
                    progress->got = 0;
                    constexpr int messages = 32;
                    for (int number = 0; number < messages; ++number)
                        queue.put(numbered(3, number));
                    TestChild consumer([&] {
                        die_at_point(at);
                        for (int number = 0; number < messages - 1; ++number) {
                            use(queue.get());
                            progress->got++;
                        }
                    });
                    (void)consumer.wait();
                    queue.put("the marker");
                    int left = 0;
                    for (std::optional<std::string> got; (got = queue.get()) != "the marker";
                         ++left) {
                        bool known = false;
                        for (int i = 0; i < messages; ++i) known = known || got == numbered(3, i);
                        if (!known) return shown(got) + " came out, which nobody has put";
                    }
                    const int taken = messages - left;
                    if (taken < progress->got || taken > progress->got + 1)
                        return "it had got " + std::to_string(progress->got) + " of " +
                               std::to_string(messages) + " messages, and " + std::to_string(left) +
                               " were left";
                }
                return "";
            },
            "whoever uses the queue after it waits for ever");
        ASSERT_EQ(problem, "")
            << because << "A process got messages, and was killed by SIGKILL right before or right "
            << "after one of its calls of the system, a later one each time. Everybody else should "
            << "go on, and get all messages that it had not got. But " << problem
            << ". A lock dies with the process that holds it; a message that is read in two parts "
               "may end after the first.";
    }
}

TEST(Behaviour, TheQueueGoesOnWhenSignalsCome) {
    MessageQueue queue;
    queue.put("");
    use(queue.get());
    auto interruptions = std::make_unique<Interruptions>();
    TestChild consumer([&] { _exit(queue.get() == "at last" ? 0 : 2); });
    use(eventually(
        [&] { return interruptions->sent_to(consumer.pid()) > 1 || !runs(consumer.pid()); }));
    const TestChild producer([&] { queue.put("at last"); });
    interruptions.reset();
    const TestChild::End got = consumer.wait();
    EXPECT_TRUE(got.ended && got.code == 0)
        << because
        << "Signals came while get() waited for a message, and then came the message. It "
           "should be returned, but get() "
        << (got.code == 2 ? "returned something else."
            : got.ended   ? "threw an exception."
                          : "did not come back.");
}

}  // namespace
