// In this reader-writer lock the writer waits for other writers, but not for readers.
// Finds: wrong
#include <racecourse/kit.h>

namespace {

class ReaderWriterLock {
  public:
    void lock_shared() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !writing_; });
        ++readers_;
    }

    void unlock_shared() {
        std::lock_guard lock(mutex_);
        if (--readers_ == 0) changed_.notify_all();
    }

    void lock() {
        std::unique_lock lock(mutex_);
#ifdef FAULTY
        changed_.wait(lock, [this] { return !writing_; });
#else
        changed_.wait(lock, [this] { return !writing_ && readers_ == 0; });
#endif
        writing_ = true;
    }

    void unlock() {
        std::lock_guard lock(mutex_);
        writing_ = false;
        changed_.notify_all();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int readers_ = 0;
    bool writing_ = false;
};

}  // namespace

TEST(Schedules, Program) {
    ReaderWriterLock rw_lock;
    std::atomic<int> readers{0};
    int readers_seen = 0;
    const auto read = [&] {
        rw_lock.lock_shared();
        ++readers;
        --readers;
        rw_lock.unlock_shared();
    };
    std::thread one(read);
    std::thread two(read);
    std::thread writer([&] {
        rw_lock.lock();
        readers_seen = readers.load();
        rw_lock.unlock();
    });
    one.join();
    two.join();
    writer.join();
    EXPECT_EQ(readers_seen, 0);
}
