// Tests of a manager with real processes. Whatever might wait for ever is done in a process of its
// own, so that the test can say what it waits for. How requests and replies look is not known here:
// what a client sends is recorded on its way, and sent again in parts.
#include <racecourse/processes.h>

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <type_traits>

#include "manager.h"

static_assert(
    std::is_same_v<decltype(std::declval<SharedDict&>().get("")), std::optional<std::string>>);
static_assert(
    std::is_same_v<decltype(std::declval<SharedList&>().all()), std::vector<std::string>>);
static_assert(std::is_base_of_v<std::runtime_error, ManagerGone>);
static_assert(!std::is_copy_constructible_v<Manager>);

namespace {

using namespace racecourse;

const std::string folder = "/tmp/";

std::string new_path() {
    static int count = 0;
    return folder + "manager." + std::to_string(getpid()) + "." + std::to_string(++count);
}

struct Said {
    std::array<char, 600> text{};
    std::array<char, 100> not_started{};
};

template <std::size_t Size>
void write_down(std::array<char, Size>& place, const std::string& text) {
    std::snprintf(place.data(), Size, "%s", text.c_str());
}

using Body = std::function<std::string(const std::string& path)>;

// Makes a manager and runs `body` in a process of its own, and returns what it complains of:
// nothing, if all is well. `waiting` is what to say when it waits for ever.
std::string said_by(const Body& body, const std::string& waiting) {
    const Shared<Said> said;
    std::string outcome;
    {
        TestChild child([&] {
            try {
                const std::string path = new_path();
                Manager manager(path);
                use(SharedDict(path).get("nothing"));
                write_down(said->text, body(path));
            } catch (const NotStarted& error) {
                write_down(said->not_started, error.what());
            } catch (const std::exception& error) {
                write_down(said->text, std::string("an exception was thrown: ") + error.what());
            }
        });
        // Who waits for ever is found out long before; this limit is for a busy machine.
        const TestChild::End end = child.wait(120s);
        outcome = !end.ended        ? waiting
                  : end.signal != 0 ? "a client died of signal " + std::to_string(end.signal)
                                    : said->text.data();
    }
    const std::string missing = said->not_started.data();
    if (!missing.empty()) not_started(missing.substr(missing.find(": ") + 2).c_str());
    return outcome;
}

std::string plus_one(const std::optional<std::string>& value) {
    return std::to_string(std::stol(value.value_or("0")) + 1);
}

int unix_stream(const std::string& path, sockaddr_un& address) {
    address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    return socket(AF_UNIX, SOCK_STREAM, 0);
}

// A client that knows nothing of the proxies' language.
class Stranger {
  public:
    explicit Stranger(const std::string& path) {
        sockaddr_un address;
        line_ = unix_stream(path, address);
        if (connect(line_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("the server did not let a client in");
    }
    ~Stranger() { close(line_); }
    Stranger(const Stranger&) = delete;
    Stranger& operator=(const Stranger&) = delete;
    [[nodiscard]] int line() const { return line_; }
    void say(const std::string& bytes) const {
        use(send(line_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }
    void hear_nothing_more() const { shutdown(line_, SHUT_RD); }

  private:
    int line_;
};

// What a client sends to the server: it is connected through here.
std::string sent_by(const std::string& server,
                    const std::function<void(const std::string&)>& client) {
    const std::string between = server + ".between";
    sockaddr_un address;
    const int listening = unix_stream(between, address);
    use(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof address));
    use(listen(listening, 1));
    TestChild sender([&] { client(between); });
    const int from = accept(listening, nullptr, nullptr);
    const Stranger to(server);
    std::string all;
    std::array<char, 4096> part;
    for (bool open = true; open;) {
        pollfd both[] = {{from, POLLIN, 0}, {to.line(), POLLIN, 0}};
        use(poll(both, 2, -1));
        if (both[1].revents != 0) {
            const ssize_t got = recv(to.line(), part.data(), part.size(), 0);
            open = got > 0;
            if (open) use(send(from, part.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL));
        }
        if (open && both[0].revents != 0) {
            const ssize_t got = recv(from, part.data(), part.size(), 0);
            open = got > 0;
            if (open) {
                all.append(part.data(), static_cast<std::size_t>(got));
                to.say(std::string(part.data(), static_cast<std::size_t>(got)));
            }
        }
    }
    close(from);
    close(listening);
    unlink(between.c_str());
    (void)sender.wait();
    return all;
}

// Everybody is answered, more than once: what the server did before is behind it now.
void ask_often(SharedDict& dict) {
    for (int i = 0; i < 4; ++i) use(dict.size());
}

TEST(Behaviour, KeepsADict) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            SharedDict dict(path), same(path);
            const std::string bytes("\0\n\xff", 3), large(1'000'000, 'x');
            if (dict.get("k")) return "get() of a new dict found something";
            dict.set("k", "v");
            dict.set("", bytes);
            dict.set(bytes, "");
            dict.set("large", large);
            if (same.get("k") != "v" || same.get("") != bytes || same.get(bytes) != "" ||
                same.get("large") != large)
                return "get() returned another value than was set through another proxy";
            if (same.size() != 4) return "size() was not 4";
            if (!same.erase("k") || dict.erase("k") || dict.get("k") || dict.size() != 3)
                return "erase(\"k\") did not remove one key, once";
            const auto twice = [](const std::optional<std::string>& text) {
                return text.value_or("new") + text.value_or("new");
            };
            if (dict.update("k", twice) != "newnew" || same.update("k", twice) != "newnewnewnew" ||
                dict.get("k") != "newnewnewnew")
                return "update() did not set the key to what the function made of its value";
            if (dict.update("", twice) != bytes + bytes) return "update(\"\", ...) was wrong";
            return "";
        },
        "a second proxy, or a call, waits for ever: the server answers the first client only");
    EXPECT_EQ(problem, "")
        << because
        << "Two proxies used one dict, in turn. What one has set, the other should see; but "
        << problem << ".";
}

TEST(Behaviour, KeepsAList) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            SharedList list(path), same(path);
            SharedDict dict(path);
            if (list.pop()) return "pop() of a new list returned something";
            if (!list.all().empty()) return "all() of a new list is not empty";
            const std::vector<std::string> values{"a", "", std::string("\0b", 2), "c"};
            for (const std::string& value : values) list.append(value);
            if (same.all() != values || same.size() != 4 || same.at(2) != values[2])
                return "another proxy did not see the values in their order";
            for (const std::size_t beyond : {4, 1000}) {
                bool thrown = false;
                try {
                    use(same.at(beyond));
                } catch (const std::out_of_range&) {
                    thrown = true;
                }
                if (!thrown) return "at() of a place that is not there threw no std::out_of_range";
            }
            use(dict.size());
            if (same.pop() != "c" || list.pop() != values[2] || list.size() != 2)
                return "pop() did not remove the last value and return it";
            return list.all() == std::vector<std::string>{"a", ""} ? "" : "all() was wrong";
        },
        "a call waits for ever");
    EXPECT_EQ(problem, "") << because
                           << "Two proxies used one list, in turn, and one of them asked for a "
                              "place that the list does not have. But "
                           << problem
                           << ". A request that cannot be done must be answered as well, and must "
                              "not end the server.";
}

TEST(Behaviour, NoUpdateIsLostBetweenLookAndChange) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            SharedDict mine(path), others(path);
            mine.set("n", "10");
            int calls = 0;
            const std::string result =
                mine.update("n", [&](const std::optional<std::string>& value) {
                    if (++calls <= 2) others.update("n", plus_one);
                    return plus_one(value);
                });
            const std::string now = mine.get("n").value_or("nothing");
            if (result != "13" || now != "13")
                return "update() returned " + result + " and the value is " + now;
            // The key goes, and comes, while it is looked at.
            calls = 0;
            const auto first_erased =
                mine.update("n", [&](const std::optional<std::string>& value) {
                    if (++calls == 1) others.erase("n");
                    return plus_one(value);
                });
            if (first_erased != "1") return "of an erased key, update() made " + first_erased;
            calls = 0;
            const auto first_set = mine.update("new", [&](const std::optional<std::string>& value) {
                if (++calls == 1) others.set("new", "5");
                return plus_one(value);
            });
            if (first_set != "6") return "of a key that another has set to 5, it made " + first_set;
            try {
                mine.update("n", [](const std::optional<std::string>&) -> std::string {
                    throw std::domain_error("no");
                });
                return "an exception of the function did not reach the caller";
            } catch (const std::domain_error&) {
            }
            return mine.get("n") == "1" ? "" : "an exception has changed the value";
        },
        "it waits for ever: while the function runs, nobody else is let in");
    EXPECT_EQ(problem, "")
        << because
        << "update() adds 1 to \"n\", which is 10. While its function is called, another client "
           "adds "
           "1, twice in all, so the value should be 13 at the end. But "
        << problem
        << ". Between a get() and a set() others may come; the server must compare and set in one "
           "request.";
}

TEST(Behaviour, ManyProcessesUseItAtOnce) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            constexpr int processes = 4, rounds = 40;
            std::vector<std::unique_ptr<TestChild>> clients;
            for (int me = 0; me < processes; ++me) {
                clients.push_back(std::make_unique<TestChild>([&, me] {
                    SharedDict dict(path);
                    SharedList list(path);
                    for (int i = 0; i < rounds; ++i) {
                        dict.update("n", plus_one);
                        list.append(std::to_string(me) + ":" + std::to_string(i));
                    }
                    for (int i = 0; i < rounds; ++i)
                        if (const auto one = list.pop()) dict.set("popped " + *one, "");
                }));
            }
            for (const auto& client : clients)
                if (const auto end = client->wait(); end.code != 0)
                    return "a client did not end well";
            SharedDict dict(path);
            const std::string n = dict.get("n").value_or("nothing");
            if (n != "160") return "\"n\" is " + n;
            const std::size_t popped = dict.size() - 1;
            if (popped != 160) return std::to_string(popped) + " different values were popped";
            return SharedList(path).size() == 0 ? "" : "the list is not empty";
        },
        "somebody waits for ever");
    EXPECT_EQ(problem, "")
        << because
        << "Four processes added 1 to \"n\" 40 times each, with update(), and "
           "appended and popped 40 values. It should be 160 at the end, and each "
           "value popped once. But "
        << problem << ".";
}

TEST(Behaviour, AClientMayDieBeforeItsReply) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            const std::string request =
                sent_by(path, [](const std::string& at) { SharedDict(at).set("k", "new"); });
            SharedDict dict(path);
            for (int i = 0; i < 10; ++i) {
                dict.set("k", "old");
                const Stranger deaf(path);
                deaf.hear_nothing_more();
                deaf.say(request);
                if (!eventually([&] { return dict.get("k") == "new"; }))
                    return "a request was not carried out";
                ask_often(dict);
            }
            return "";
        },
        "nobody else is answered any more");
    EXPECT_EQ(problem, "")
        << because
        << "Clients sent a request and were gone when the reply came. Everybody else should be "
           "answered as before, but "
        << problem
        << ". Who sends to a closed socket gets the signal SIGPIPE, which kills; MSG_NOSIGNAL "
           "keeps "
           "it away.";
}

TEST(Behaviour, HalfARequestHoldsUpNobody) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            const std::string request =
                sent_by(path, [](const std::string& at) { SharedDict(at).set("k", "new"); });
            if (request.empty()) return "the test saw no request";
            SharedDict dict(path);
            for (std::size_t size = 0; size <= std::min<std::size_t>(request.size(), 80); ++size) {
                dict.set("k", "old");
                // One is killed there; one goes on later, or never.
                { Stranger(path).say(request.substr(0, size)); }
                const Stranger slow(path);
                slow.say(request.substr(0, size));
                ask_often(dict);
                const std::string now = dict.get("k").value_or("nothing");
                if (now != "old" && now != "new")
                    return "half a request was carried out: the value is \"" + now + "\"";
            }
            return "";
        },
        "nobody else is answered any more");
    EXPECT_EQ(problem, "")
        << because
        << "Clients sent the first bytes of a request, one more each time, and then died or fell "
           "silent. Everybody else should be answered as before, but "
        << problem
        << ". Whoever receives a request from one client must not keep all others waiting, and a "
           "client's end is not the server's.";
}

TEST(Behaviour, AClientMayStopReading) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            SharedList list(path);
            const std::string request =
                sent_by(path, [](const std::string& at) { use(SharedList(at).all()); });
            for (int i = 0; i < 4; ++i) list.append(std::string(500'000, 'x'));
            const Stranger asleep(path);
            asleep.say(request);  // and does not read the two million bytes of the reply
            SharedDict dict(path);
            ask_often(dict);
            if (list.all().size() != 4) return "another client got another list";
            return "";
        },
        "nobody else is answered any more");
    EXPECT_EQ(problem, "") << because
                           << "A client asked for a list of two million bytes and did not read "
                              "the reply, which is more than its socket holds. Everybody else "
                              "should be answered as before, but "
                           << problem << ".";
}

TEST(Behaviour, AClientMayBeKilledAtAnyPoint) {
    struct Progress {
        std::atomic<int> done{0};
    };
    for (int point = 1; point <= 60; point += 20) {
        const std::string problem = said_by(
            [point](const std::string& path) -> std::string {
                SharedList list(path);
                SharedDict dict(path);
                const Shared<Progress> progress;
                for (int at = point; at < point + 20; ++at) {
                    progress->done = 0;
                    const std::string key = "of " + std::to_string(at);
                    TestChild client([&] {
                        die_at_point(at);
                        SharedList theirs(path);
                        SharedDict counts(path);
                        for (int i = 0; i < 6; ++i) {
                            theirs.append(key);
                            progress->done = 2 * i + 1;
                            counts.update(key, plus_one);
                            progress->done = 2 * i + 2;
                        }
                    });
                    (void)client.wait();
                    // What it had sent when it was killed may be done now or a little later.
                    const int done = progress->done;
                    const auto all = list.all();
                    const auto appended = static_cast<int>(std::ranges::count(all, key));
                    const int count = std::stoi(dict.get(key).value_or("0"));
                    if (appended < (done + 1) / 2 || appended > (done + 1) / 2 + 1 ||
                        count < done / 2 || count > done / 2 + 1) {
                        return "the server has done " + std::to_string(appended) + " and " +
                               std::to_string(count) +
                               " of its requests, but it had been told of " +
                               std::to_string((done + 1) / 2) + " and " + std::to_string(done / 2);
                    }
                    for (const std::string& value : all)
                        if (!value.starts_with("of ")) return "there is garbage in the list";
                }
                return "";
            },
            "nobody else is answered any more");
        ASSERT_EQ(problem, "")
            << because
            << "A client was killed right before or right after one of its calls of the system, a "
               "later one each time. What it was told is done should be done, at most one request "
               "more, and everybody else should be answered as before. But "
            << problem << ".";
    }
}

TEST(Behaviour, SignalsMayComeAtAnyTime) {
    const std::string problem = said_by(
        [](const std::string&) -> std::string {
            const Interruptions interruptions;
            const std::string path = new_path();
            Manager manager(path);
            SharedDict dict(path);
            SharedList list(path);
            const std::string large(1'000'000, 'x');
            use(eventually([&] { return interruptions.sent() > 5; }));
            for (int i = 0; i < 5; ++i) {
                dict.update("n", plus_one);
                list.append(large);
                if (list.pop() != large) return "a long value came back changed";
                std::this_thread::sleep_for(1ms);  // so that the server waits again
            }
            return dict.get("n") == "5" ? "" : "updates were lost";
        },
        "a call waits for ever");
    EXPECT_EQ(problem, "") << because
                           << "Signals interrupted the server and its client wherever they waited. "
                              "All calls should go on, but "
                           << problem << ".";
}

// The server's process, as long as this process has no other child.
pid_t server_of_this_process() {
    const auto all = children();
    return all.size() == 1 ? all.front().pid : -1;
}

TEST(Behaviour, WithoutAServerProxiesThrow) {
    const std::string problem = said_by(
        [](const std::string& path) -> std::string {
            SharedDict dict(path);
            SharedList list(path);
            dict.set("k", "v");
            const pid_t server = server_of_this_process();
            if (server < 0) return "the manager has not started one process";
            kill(server, SIGKILL);
            use(eventually([&] { return !runs(server); }));
            auto destroyed = std::make_unique<Manager>(path + ".2");
            SharedDict orphaned(path + ".2");
            orphaned.set("k", "v");
            destroyed.reset();
            const std::vector<std::function<void()>> calls{
                [&] { use(dict.get("k")); },
                [&] { dict.update("k", plus_one); },
                [&] { list.append("x"); },
                [&] { use(SharedDict(path).get("k")); },
                [&] { use(SharedList(folder + "nobody.was.ever.here").size()); },
                [&] { use(orphaned.get("k")); }};
            for (std::size_t i = 0; i < calls.size(); ++i) {
                try {
                    calls[i]();
                    return "call " + std::to_string(i + 1) + " returned";
                } catch (const ManagerGone&) {
                }
            }
            return "";
        },
        "a client waits for its answer for ever");
    EXPECT_EQ(problem, "") << because
                           << "One server was killed, and the Manager of another destroyed. Their "
                              "clients' next calls, and new proxies, should throw ManagerGone. But "
                           << problem << ".";
}

TEST(Behaviour, NothingIsLeft) {
    const std::string path = new_path();
    // Stays from an earlier server that was killed.
    sockaddr_un address;
    const int earlier = unix_stream(path, address);
    use(bind(earlier, reinterpret_cast<sockaddr*>(&address), sizeof address));
    close(earlier);
    {
        const LeavesNothing guard("After a Manager was destroyed");
        Manager manager(path);
        SharedDict dict(path);  // is destroyed before the manager
        dict.set("k", "v");
        EXPECT_EQ(dict.get("k"), "v")
            << because
            << "At the manager's path lay the socket of an earlier server, which is gone. "
               "It should be replaced, and the dict used as always.";
    }
    {
        const LeavesNothing guard("After a Manager was destroyed while it had a client");
        auto manager = std::make_unique<Manager>(path);
        SharedDict dict(path);
        dict.set("k", "v");
        manager.reset();
    }
    std::string left;
    for (const std::string& file : files_in(folder))
        if ((folder + file).starts_with(path)) left += folder + file + " ";
    EXPECT_EQ(left, "") << because << "After a Manager was destroyed, its socket " << left
                        << "is still there. A Unix socket is a file: it stays until somebody "
                           "unlinks it, and leads every new client astray.";
    unlink(path.c_str());
}

TEST(Behaviour, TheServerEndsWithItsOwner) {
    struct Pid {
        std::atomic<long> server{0};
    };
    const Shared<Pid> pid;
    const std::string path = new_path();
    {
        Manager manager(path);
        SharedDict(path).set("k", "v");
    }
    TestChild owner([&] {
        Manager manager(path);
        SharedDict dict(path);
        dict.set("k", "v");
        pid->server = server_of_this_process();
        for (;;) pause();
    });
    use(eventually([&] { return pid->server != 0 || !runs(owner.pid()); }));
    kill(owner.pid(), SIGKILL);
    (void)owner.wait();
    const auto server = static_cast<pid_t>(pid->server.load());
    EXPECT_GT(server, 0) << because << "A Manager should start one process, its server.";
    EXPECT_TRUE(server <= 0 || eventually([&] { return !runs(server); }, 20s))
        << because
        << "The process that owned a Manager was killed. The server should end by itself, but it "
           "still runs after twenty seconds, as an orphan, and nobody will ever end it.";
    if (server > 0 && runs(server)) kill(server, SIGKILL);
    unlink(path.c_str());
}

}  // namespace
