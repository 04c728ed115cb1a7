// The list of observers is copied under the lock and called after it, but the copy does not keep
// the observers alive.
// Finds: race or use_after_free
#include <racecourse/kit.h>

#include <memory>

namespace {

class Observer {
  public:
    void notify() { ++events_; }

  private:
    int events_ = 0;
};

#ifdef FAULTY
using Seen = Observer*;
Seen see(const std::shared_ptr<Observer>& observer) {
    return observer.get();
}
#else
using Seen = std::shared_ptr<Observer>;
Seen see(const std::shared_ptr<Observer>& observer) {
    return observer;
}
#endif

class Subject {
  public:
    Subject() : observers_{std::make_shared<Observer>()} {}

    void notify() {
        std::vector<Seen> seen;
        {
            std::lock_guard lock(mutex_);
            for (const auto& observer : observers_) seen.push_back(see(observer));
        }
        for (const Seen& observer : seen) observer->notify();
        std::lock_guard lock(mutex_);
        notified_ += static_cast<int>(seen.size());
    }

    void unsubscribe_all() {
        std::lock_guard lock(mutex_);
        observers_.clear();
    }

    int notified() {
        std::lock_guard lock(mutex_);
        return notified_;
    }

  private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<Observer>> observers_;
    int notified_ = 0;
};

}  // namespace

TEST(Schedules, Program) {
    Subject subject;
    std::thread publisher([&] { subject.notify(); });
    subject.unsubscribe_all();
    publisher.join();
    EXPECT_LE(subject.notified(), 1);
}
