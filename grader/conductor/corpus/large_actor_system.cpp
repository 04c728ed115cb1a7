// Actors share two threads; one that gets a message is put on the list of those to run, unless
// it is there already. An actor that has emptied its mailbox takes itself off the list without
// looking once more: a message that came in between lies there and nobody reads it.
// Finds: deadlock or lost_wakeup
#include <racecourse/kit.h>

#include <algorithm>
#include <deque>
#include <optional>

namespace {

class Actor;

// Runs the actors that have something to do.
class Executor {
  public:
    explicit Executor(int threads) {
        for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    }

    ~Executor() {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    void post(Actor& actor) {
        {
            std::lock_guard lock(mutex_);
            ready_.push_back(&actor);
        }
        changed_.notify_one();
    }

  private:
    void work();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Actor*> ready_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

struct Message {
    int amount = 0;
    Actor* reply_to = nullptr;
};

// At most one thread runs an actor at a time, so receive() needs no lock.
class Actor {
  public:
    explicit Actor(Executor& executor) : executor_(executor) {}
    virtual ~Actor() = default;
    Actor(const Actor&) = delete;
    Actor& operator=(const Actor&) = delete;

    void send(const Message& message) {
        {
            std::lock_guard lock(mutex_);
            mailbox_.push_back(message);
            if (scheduled_) return;
            scheduled_ = true;
        }
        executor_.post(*this);
    }

    void run() {
        while (const std::optional<Message> message = next()) receive(*message);
#ifdef FAULTY
        std::lock_guard lock(mutex_);
        scheduled_ = false;
#else
        {
            std::lock_guard lock(mutex_);
            scheduled_ = !mailbox_.empty();
            if (!scheduled_) return;
        }
        executor_.post(*this);
#endif
    }

  private:
    virtual void receive(const Message& message) = 0;

    std::optional<Message> next() {
        std::lock_guard lock(mutex_);
        if (mailbox_.empty()) return std::nullopt;
        const Message message = mailbox_.front();
        mailbox_.pop_front();
        return message;
    }

    Executor& executor_;
    std::mutex mutex_;
    std::deque<Message> mailbox_;
    bool scheduled_ = false;
};

void Executor::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !ready_.empty(); });
        if (ready_.empty()) return;
        Actor* actor = ready_.front();
        ready_.pop_front();
        lock.unlock();
        actor->run();
        lock.lock();
    }
}

// Adds up what it is sent and sends the new total back.
class Account : public Actor {
  public:
    using Actor::Actor;

  private:
    void receive(const Message& message) override {
        balance_ += message.amount;
        message.reply_to->send({balance_, nullptr});
    }

    int balance_ = 0;
};

// Keeps the greatest total it was told, and opens the latch when it has heard enough.
class Auditor : public Actor {
  public:
    Auditor(Executor& executor, std::latch& heard) : Actor(executor), heard_(heard) {}

    [[nodiscard]] int greatest() const { return greatest_; }

  private:
    void receive(const Message& message) override {
        greatest_ = std::max(greatest_, message.amount);
        heard_.count_down();
    }

    std::latch& heard_;
    int greatest_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    constexpr int deposits = 3;
    std::latch heard(deposits);
    // The executor ends before the actors are destroyed, and the actors need it to begin.
    std::optional<Executor> executor(std::in_place, 2);
    Account account(*executor);
    Auditor auditor(*executor, heard);
    std::thread customer([&] {
        for (int i = 0; i < deposits; ++i) account.send({10, &auditor});
    });
    heard.wait();
    customer.join();
    executor.reset();
    EXPECT_EQ(auditor.greatest(), 30);
}
